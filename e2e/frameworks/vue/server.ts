import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import ShopApp from "./ShopApp.vue";

export function render(props: { tag: "div" | "ul" }): Promise<string> {
  return renderToString(createSSRApp(ShopApp, props));
}
