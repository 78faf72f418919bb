import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";
import { rootOf } from "../root-of.ts";
import { ShopApp } from "./shop-app.ts";

const { root, props } = rootOf();
hydrateRoot(root, createElement(ShopApp, props));
