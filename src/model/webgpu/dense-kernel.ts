import type { Activation } from "../config.ts";
import { ACTIVATION_CODE } from "./activation-code.ts";
import type { GpuKernel } from "./gpu-kernel.ts";
import { registerProduct } from "./register-product.ts";
import { rowNormCode, rowNormMemory } from "./row-norm-code.ts";
import type { RowTile } from "./row-norm-code.ts";
import { sharedProduct } from "./shared-product.ts";
import { UNPACK_CODE } from "./weight-blocks.ts";
import type { WeightForm } from "./weight-blocks.ts";

/** Where a workgroup keeps what it multiplies: in each thread's registers, or in memory that its threads share. */
export type MatmulDesign = "register" | "shared";

export interface DenseSize {
  readonly rows: number;
  /** A multiple of 8. */
  readonly inputs: number;
  /** A multiple of 4. */
  readonly outputs: number;
  readonly form: WeightForm;
  readonly activation: Activation | null;
  readonly hasResidual: boolean;
  /** Of the LayerNorm that ends it; null: none. At most 1024 outputs can be normalised. */
  readonly normEpsilon: number | null;
}

/** A workgroup has at most 256 threads everywhere, and each takes 4. */
export const MAX_NORM_OUTPUTS = 1024;

/** Rows from which on tiles are large: fewer get small ones, so that there are still enough threads. */
export const MANY_ROWS = 64;

/**
 * A fully connected layer: LN?(activation?(x · weights · scale + bias) + residual?) → [rows, outputs]; inputs: `x`
 * [rows, inputs], `weights` (weight-blocks.ts), `columns` = scale, bias, and LayerNorm's weight and bias if there is one,
 * [2 or 4, outputs], and `residual` [rows, outputs] if there is one.
 *
 * One thread computes up to 8 rows by 4 columns. For a LayerNorm a workgroup holds whole rows, so that none needs a dispatch of
 * its own; their product is taken in registers in both designs, because weights that one row of threads has read are of no
 * use to another.
 */
export function denseKernel(size: DenseSize, design: MatmulDesign): GpuKernel {
  const { rows, inputs, outputs, form, activation, hasResidual, normEpsilon } = size;
  const columns4 = outputs / 4;
  const isShared = design === "shared" && normEpsilon === null;
  const tile = normEpsilon === null ? plainTile(rows) : wholeRowTile(rows, columns4);
  const { columnThreads, rowThreads, tileRows } = tile;
  const columnGroups = Math.ceil(columns4 / columnThreads);
  const workgroupSize = columnThreads * rowThreads;
  const groupRows = tileRows * rowThreads;
  const product = (isShared ? sharedProduct : registerProduct)({ tile, inputs, columns4, form });
  const each = (line: (r: number) => string): string =>
    Array.from({ length: tileRows }, (_, r) => line(r)).join("\n  ");
  const place = (r: number): string => `min(row + ${r} * ${product.rowStep}, last) * ${columns4} + column`;
  return {
    key: `dense ${isShared ? "shared " : ""}${inputs} ${outputs} ${tileRows} ${form} ${activation} ${hasResidual} ${normEpsilon}`,
    inputs: [
      { name: "x", components: 4 },
      { name: "weights", components: 4 },
      { name: "columns", components: 4 },
      ...(hasResidual ? [{ name: "residual", components: 4 } as const] : []),
    ],
    outputLength: rows * outputs,
    threads: columnGroups * Math.ceil(rows / groupRows) * workgroupSize,
    workgroupSize,
    uniforms: { rows },
    code: `
${UNPACK_CODE[form]}
${activation === null ? "" : ACTIVATION_CODE[activation]}
${product.memory}
${normEpsilon === null ? "" : rowNormMemory(tile)}
fn main(index: i32) {
  let group = index / ${workgroupSize};
  let member = index % ${workgroupSize};
  let firstColumn = (group % ${columnGroups}) * ${columnThreads};
  let firstRow = (group / ${columnGroups}) * ${groupRows};
  let wantedColumn = firstColumn + member % ${columnThreads};
  let row = firstRow + (member / ${columnThreads}) * ${product.rowStep === 1 ? tileRows : 1};
  let last = uniforms.rows - 1;
  ${isShared || normEpsilon !== null ? "" : `if (wantedColumn >= ${columns4} || row > last) { return; }`}
  let column = min(wantedColumn, ${columns4 - 1});
  ${each((r) => `var sum${r} = vec4<f32>(0.0);`)}
  ${product.code}
  let scale = columns[column];
  let shift = columns[${columns4} + column];
  ${each((r) => {
    const sum = `sum${r} * scale + shift`;
    const activated = activation === null ? sum : `activate(${sum})`;
    return `var value${r} = ${hasResidual ? `${activated} + residual[${place(r)}]` : activated};`;
  })}
  ${normEpsilon === null ? "" : rowNormCode(tile, normEpsilon, { member: "member", weight: `columns[${columns4 * 2} + column]`, bias: `columns[${columns4 * 3} + column]` })}
  if (wantedColumn >= ${columns4}) { return; }
  ${each((r) => `if (row + ${r} * ${product.rowStep} <= last) { result[${place(r)}] = value${r}; }`)}
}`,
  };
}

function plainTile(rows: number): RowTile {
  return rows >= MANY_ROWS
    ? { columnThreads: 8, rowThreads: 8, tileRows: 8 }
    : { columnThreads: 8, rowThreads: 4, tileRows: 4 };
}

function wholeRowTile(rows: number, columns4: number): RowTile {
  const rowThreads = Math.max(1, Math.floor(64 / columns4));
  // 8 rows of 1024 columns would pass the 16 KB that a workgroup may share.
  return { columnThreads: columns4, rowThreads, tileRows: rows >= MANY_ROWS && columns4 <= 192 ? 8 : 4 };
}
