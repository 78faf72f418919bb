import { guessPicture } from "./guess-picture.ts";
import type { Product } from "./product.ts";
import { carryShapes } from "./shapes/carry-shapes.ts";
import { furnitureShapes } from "./shapes/furniture-shapes.ts";
import { kitchenShapes } from "./shapes/kitchen-shapes.ts";
import { livingShapes } from "./shapes/living-shapes.ts";
import { officeShapes } from "./shapes/office-shapes.ts";
import { outdoorShapes } from "./shapes/outdoor-shapes.ts";
import { soundShapes } from "./shapes/sound-shapes.ts";
import type { Paint, Shape } from "./shapes/svg-parts.ts";
import { variantShapes } from "./shapes/variant-shapes.ts";
import { wearShapes } from "./shapes/wear-shapes.ts";
import { drawBackdrop, drawDecor } from "./draw-backdrop.ts";

const shapes: Readonly<Record<string, Shape>> = {
  ...furnitureShapes,
  ...livingShapes,
  ...kitchenShapes,
  ...wearShapes,
  ...carryShapes,
  ...soundShapes,
  ...outdoorShapes,
  ...officeShapes,
  ...variantShapes,
};

/** Things that hang or lie: they throw no shadow on a floor. */
const withoutFloor = new Set(
  "wall-clock wall-clock-square pendant-lamp pendant-lamp-globe pendant-lamp-cone wall-shelf cutting-board knife frying-pan".split(
    " ",
  ),
);

/**
 * Draws a product as a square SVG: its silhouette in its own colours before a backdrop of its style.
 * The drawing holds no text, script or outside reference, whatever the catalogue says.
 */
export function drawPicture(product: Product): string {
  const { shape, body, trim } = product.picture ?? guessPicture(product);
  const draw = Object.hasOwn(shapes, shape) ? shapes[shape] : outdoorShapes.parcel;
  const paint = paintFrom(safeColour(body), safeColour(trim));
  const floor = withoutFloor.has(shape)
    ? ""
    : `<ellipse cx="160" cy="263" rx="104" ry="9" fill="#1d2226" fill-opacity=".16"/>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">` +
    `<defs><linearGradient id="shade"><stop offset="0" stop-color="#fff" stop-opacity=".2"/>` +
    `<stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#101418" stop-opacity=".2"/>` +
    `</linearGradient>${drawDecor(product.style)}</defs>` +
    drawBackdrop(product.style, product.id) +
    floor +
    draw(paint) +
    `</svg>`
  );
}

/** A catalogue file may name any string as a colour; only `#rrggbb` reaches the drawing. */
function safeColour(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#b9a98f";
}

function paintFrom(body: string, trim: string): Paint {
  return {
    body,
    bodyDark: mixed(body, "#14181c", 0.22),
    bodyLight: mixed(body, "#ffffff", 0.28),
    trim,
    trimDark: mixed(trim, "#14181c", 0.35),
    trimLight: mixed(trim, "#ffffff", 0.45),
    dark: "#2b2f34",
    glow: "#ffe6a6",
  };
}

/** Colour between two others: share 0 is the first, 1 the second. */
function mixed(from: string, to: string, share: number): string {
  const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  const mix = (at: number): string =>
    Math.round(channel(from, at) * (1 - share) + channel(to, at) * share)
      .toString(16)
      .padStart(2, "0");
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}
