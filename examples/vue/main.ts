import { createApp } from "vue";
import products from "../products.json";
import ProductList from "./ProductList.vue";

createApp(ProductList, { products }).mount("#app");
