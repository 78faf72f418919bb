/** The colours one drawing is made of, all `#rrggbb`. */
export interface Paint {
  readonly body: string;
  readonly bodyDark: string;
  readonly bodyLight: string;
  readonly trim: string;
  readonly trimDark: string;
  readonly trimLight: string;
  /** Near-black for rubber, cables and screens. */
  readonly dark: string;
  /** Light that shines from lamps. */
  readonly glow: string;
}

/** Draws one silhouette inside a 320 x 320 box; things stand on y = 262. */
export type Shape = (paint: Paint) => string;

/**
 * A filled path with light from the left: a second path of the same outline lays the gradient `shade` over it.
 * That keeps the light the same in every picture.
 */
export function solid(d: string, fill: string): string {
  return `<path d="${d}" fill="${fill}"/><path d="${d}" fill="url(#shade)"/>`;
}

/** As {@link solid}, with the pattern of the product's style printed on it. */
export function printed(d: string, fill: string): string {
  return `<path d="${d}" fill="${fill}"/><path d="${d}" fill="url(#decor)"/><path d="${d}" fill="url(#shade)"/>`;
}

/** A filled path without shading, for small parts. */
export function flat(d: string, fill: string, opacity = 1): string {
  return `<path d="${d}" fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ""}/>`;
}

/** A line with round ends. */
export function line(d: string, stroke: string, width: number): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** Path data of a rectangle with rounded corners. */
export function box(x: number, y: number, width: number, height: number, radius = 0): string {
  const r = Math.min(radius, width / 2, height / 2);
  const corner = (dx: number, dy: number): string => (r ? `a${r} ${r} 0 0 1 ${dx * r} ${dy * r}` : "");
  return `M${x + r} ${y}h${width - 2 * r}${corner(1, 1)}v${height - 2 * r}${corner(-1, 1)}h${2 * r - width}${corner(-1, -1)}v${2 * r - height}${corner(1, -1)}z`;
}

/** Path data of an ellipse. */
export function oval(cx: number, cy: number, rx: number, ry: number = rx): string {
  return `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
}

/** The same part at the left and at the right of x = 160; `part` gets the function that mirrors its x values. */
export function bothSides(part: (mirror: Mirror) => string): string {
  return part((x: number): number => x) + part((x: number): number => 320 - x);
}

type Mirror = (x: number) => number;
