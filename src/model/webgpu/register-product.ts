import type { DenseProduct, ProductSize } from "./dense-product.ts";
import { readBlock } from "./weight-blocks.ts";

/**
 * Each thread reads what it multiplies for itself: no shared memory, no barrier, and the caches do the sharing.
 *
 *   k → | weights k, 4 columns |        rows beyond the last are clamped when read and not written
 *   x[row … row + 7, k]  · ↑   → 8 x vec4 sums
 */
export function registerProduct({ tile, inputs, columns4, form }: ProductSize): DenseProduct {
  const each = (line: (r: number) => string): string =>
    Array.from({ length: tile.tileRows }, (_, r) => line(r)).join("\n  ");
  return {
    rowStep: 1,
    memory: "",
    code: `
  ${each((r) => `let x${r} = min(row + ${r}, last) * ${inputs / 4};`)}
  for (var k = 0; k < ${inputs / 4}; k++) {
    ${readBlock(form, { k4: "k", column: "column", columns4 })}
    ${each(
      (r) => `
    let a${r} = x[x${r} + k];
    sum${r} = fma(vec4<f32>(a${r}.x), w0, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.y), w1, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.z), w2, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.w), w3, sum${r});`,
    )}
  }`,
  };
}
