import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { ShopApp, type ShopAppProps } from "./shop-app.ts";

export function render(props: ShopAppProps): string {
  return renderToString(createElement(ShopApp, props));
}
