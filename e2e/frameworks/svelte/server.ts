import { render as renderComponent } from "svelte/server";
import ShopApp from "./ShopApp.svelte";

export function render(props: { tag: "div" | "ul" }): string {
  return renderComponent(ShopApp, { props }).body;
}
