/*
 * The DOM's own accessors. A form's or a document's named children hide theirs: on `<form><input name="children">` the property
 * `children` is the input, and `<img name="querySelector">` takes the place of `document.querySelector`. What they give is what the DOM says they give.
 */

function getter(prototype: object, name: string): (of: Node) => unknown {
  const accessor = Object.getOwnPropertyDescriptor(prototype, name);
  return (of) => accessor?.get?.call(of);
}

export const attributeOf = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);

export const isElement = (node: Node): node is Element => nodeTypeOf(node) === Node.ELEMENT_NODE;

export const tagOf: (element: Element) => string = getter(Element.prototype, "localName") as (
  element: Element,
) => string;
/** Open ones only. */
export const shadowRootOf: (element: Element) => ShadowRoot | null = getter(
  Element.prototype,
  "shadowRoot",
) as (element: Element) => ShadowRoot | null;
export const parentOf: (node: Node) => Element | null = getter(Node.prototype, "parentElement") as (
  node: Node,
) => Element | null;
export const baseOf: (node: Node) => string = getter(Node.prototype, "baseURI") as (node: Node) => string;
const contentOf = getter(Node.prototype, "textContent");
const nodeTypeOf = getter(Node.prototype, "nodeType") as (node: Node) => number;
const ownerOf = getter(Node.prototype, "ownerDocument") as (node: Node) => Document | null;

/** The document that a node is in, or is. */
export const documentOf = (node: Node): Document => ownerOf(node) ?? (node as Document); // only documents have no owner

export const walkerOf = (root: Node, whatToShow: number): TreeWalker =>
  Document.prototype.createTreeWalker.call(documentOf(root), root, whatToShow);

export function textOf(node: Node): string {
  return (contentOf(node) ?? "") as string; // null on documents only
}

export function closestTo(element: Element, selector: string): Element | null {
  return Element.prototype.closest.call(element, selector);
}

export function doesMatch(element: Element, selector: string): boolean {
  return Element.prototype.matches.call(element, selector);
}

/** Descendants that match, in document order; the cap is the caller's. */
export function allOf(root: Node, selector: string): NodeListOf<Element> {
  return prototypeOf(root).querySelectorAll.call(root, selector);
}

export function firstOf(root: Node, selector: string): Element | null {
  return prototypeOf(root).querySelector.call(root, selector);
}

function prototypeOf(root: Node): ParentNode {
  if (isElement(root)) return Element.prototype;
  return nodeTypeOf(root) === Node.DOCUMENT_NODE ? Document.prototype : DocumentFragment.prototype;
}
