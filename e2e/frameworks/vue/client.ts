import { createSSRApp } from "vue";
import { rootOf } from "../root-of.ts";
import ShopApp from "./ShopApp.vue";

const { root, props } = rootOf();
createSSRApp(ShopApp, props).mount(root);
