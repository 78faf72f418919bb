import { mount } from "svelte";
import products from "../products.json";
import ProductList from "./ProductList.svelte";

mount(ProductList, { target: document.querySelector("#app")!, props: { products } });
