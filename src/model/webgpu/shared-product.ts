import type { DenseProduct, ProductSize } from "./dense-product.ts";
import { readBlock } from "./weight-blocks.ts";

/**
 * A workgroup reads a tile of `x` and one of the weights into memory that its threads share, all of them together, and multiplies
 * them before it reads the next: each value is read once per workgroup, and int8 is unpacked once.
 *
 *                 | 16 k x 32 columns |      a thread's rows lie `rowThreads` apart, and a row of the tile of x is one vec4
 *   64 rows x 16 k  ·       ↑                longer than it needs to be, so that neighbours do not wait for the same bank
 */
export function sharedProduct({ tile, inputs, columns4, form }: ProductSize): DenseProduct {
  const { columnThreads, rowThreads, tileRows } = tile;
  const rows = rowThreads * tileRows;
  const threads = columnThreads * rowThreads;
  const inputs4 = inputs / 4;
  const depth4 = inputs4 % 4 === 0 ? 4 : 2; // inputs are a multiple of 8
  const stride = depth4 + 1;
  const each = (line: (r: number) => string): string =>
    Array.from({ length: tileRows }, (_, r) => line(r)).join("\n  ");
  return {
    rowStep: rowThreads,
    memory: `
var<workgroup> xTile: array<vec4<f32>, ${rows * stride}>;
var<workgroup> weightTile: array<vec4<f32>, ${depth4 * 4 * columnThreads}>;`,
    code: `
  let columnThread = member % ${columnThreads};
  let rowThread = member / ${columnThreads};
  for (var start = 0; start < ${inputs4}; start += ${depth4}) {
    workgroupBarrier();
    for (var i = member; i < ${rows * depth4}; i += ${threads}) {
      let tileRow = i / ${depth4};
      xTile[tileRow * ${stride} + i % ${depth4}] = x[min(firstRow + tileRow, last) * ${inputs4} + start + i % ${depth4}];
    }
    for (var i = member; i < ${depth4 * columnThreads}; i += ${threads}) {
      let blockColumn = min(firstColumn + i % ${columnThreads}, ${columns4 - 1});
      ${readBlock(form, { k4: `start + i / ${columnThreads}`, column: "blockColumn", columns4 })}
      let place = (i / ${columnThreads}) * ${columnThreads * 4} + i % ${columnThreads};
      weightTile[place] = w0;
      weightTile[place + ${columnThreads}] = w1;
      weightTile[place + ${columnThreads * 2}] = w2;
      weightTile[place + ${columnThreads * 3}] = w3;
    }
    workgroupBarrier();
    for (var k = 0; k < ${depth4}; k++) {
      let w = k * ${columnThreads * 4} + columnThread;
      let w0 = weightTile[w];
      let w1 = weightTile[w + ${columnThreads}];
      let w2 = weightTile[w + ${columnThreads * 2}];
      let w3 = weightTile[w + ${columnThreads * 3}];
      ${each(
        (r) => `
      let a${r} = xTile[(rowThread + ${r * rowThreads}) * ${stride} + k];
      sum${r} = fma(vec4<f32>(a${r}.x), w0, sum${r});
      sum${r} = fma(vec4<f32>(a${r}.y), w1, sum${r});
      sum${r} = fma(vec4<f32>(a${r}.z), w2, sum${r});
      sum${r} = fma(vec4<f32>(a${r}.w), w3, sum${r});`,
      )}
    }
  }`,
  };
}
