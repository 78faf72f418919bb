declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<{ tag: "div" | "ul" }>;
  export default component;
}
