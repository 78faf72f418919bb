import { hydrate } from "svelte";
import { rootOf } from "../root-of.ts";
import ShopApp from "./ShopApp.svelte";

const { root, props } = rootOf();
hydrate(ShopApp, { target: root, props });
