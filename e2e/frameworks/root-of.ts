/** The element that the server has filled, and what it was filled with. */
export function rootOf(): { root: HTMLElement; props: { tag: "div" | "ul" } } {
  const root = document.querySelector<HTMLElement>("#app")!;
  return { root, props: { tag: root.dataset["list"] === "ul" ? "ul" : "div" } };
}
