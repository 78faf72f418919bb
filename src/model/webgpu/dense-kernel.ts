import type { Activation } from "../config.ts";
import type { GpuKernel } from "./gpu-kernel.ts";

/** Threads of a workgroup side by side: 8 times 4 columns, 128 bytes of each row of the weights. */
const COLUMN_THREADS = 8;

/**
 * A fully connected layer: activation?(x · weights + bias) + residual? → [rows, outputs]; inputs: `x` [rows, inputs],
 * `weights` [inputs, outputs], `bias`, and `residual` [rows, outputs] if there is one.
 *
 * One thread computes a register tile of up to 8 rows by 4 columns, without shared memory and without a barrier:
 *
 *   k → | weights k, 4 columns |        rows beyond the last are clamped when read and not written
 *   x[row … row + 7, k]  · ↑   → 8 x vec4 sums
 */
export function denseKernel(size: {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation | null;
  readonly hasResidual: boolean;
}): GpuKernel {
  const { rows, inputs, outputs, activation, hasResidual } = size;
  // Few rows get small tiles and workgroups, so that there are still enough threads.
  const tileRows = rows >= 64 ? 8 : rows >= 8 ? 4 : 1;
  const rowThreads = rows >= 64 ? 8 : 4;
  const columns4 = outputs / 4;
  const columnGroups = Math.ceil(columns4 / COLUMN_THREADS);
  const workgroupSize = COLUMN_THREADS * rowThreads;
  const rowGroups = Math.ceil(rows / (tileRows * rowThreads));
  return {
    key: `dense ${inputs} ${outputs} ${tileRows} ${activation} ${hasResidual}`,
    inputs: [
      { name: "x", components: 4 },
      { name: "weights", components: 4 },
      { name: "bias", components: 4 },
      ...(hasResidual ? [{ name: "residual", components: 4 } as const] : []),
    ],
    outputLength: rows * outputs,
    threads: columnGroups * rowGroups * workgroupSize,
    workgroupSize,
    uniforms: { rows },
    code: `
${activation === null ? "" : ACTIVATION_CODE[activation]}
fn main(index: i32) {
  let group = index / ${workgroupSize};
  let member = index % ${workgroupSize};
  let column = (group % ${columnGroups}) * ${COLUMN_THREADS} + member % ${COLUMN_THREADS};
  let row = ((group / ${columnGroups}) * ${rowThreads} + member / ${COLUMN_THREADS}) * ${tileRows};
  if (column >= ${columns4} || row >= uniforms.rows) { return; }
  let last = uniforms.rows - 1;
  ${times(tileRows, (r) => `let x${r} = min(row + ${r}, last) * ${inputs / 4};`)}
  ${times(tileRows, (r) => `var sum${r} = vec4<f32>(0.0);`)}
  for (var k = 0; k < ${inputs / 4}; k++) {
    let w = k * ${outputs} + column;
    let w0 = weights[w];
    let w1 = weights[w + ${columns4}];
    let w2 = weights[w + ${columns4 * 2}];
    let w3 = weights[w + ${columns4 * 3}];
    ${times(
      tileRows,
      (r) => `
    let a${r} = x[x${r} + k];
    sum${r} = fma(vec4<f32>(a${r}.x), w0, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.y), w1, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.z), w2, sum${r});
    sum${r} = fma(vec4<f32>(a${r}.w), w3, sum${r});`,
    )}
  }
  let shift = bias[column];
  ${times(tileRows, (r) => {
    const activated = activation === null ? `sum${r} + shift` : `activate(sum${r} + shift)`;
    const place = `(row + ${r}) * ${columns4} + column`;
    const value = hasResidual ? `${activated} + residual[${place}]` : activated;
    return `if (row + ${r} <= last) { result[${place}] = ${value}; }`;
  })}
}`,
  };
}

const ACTIVATION_CODE: Readonly<Record<Activation, string>> = {
  /*
   * x/2 (1 + erf(x / √2)), erf by Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7), clamped where it is 1 anyway:
   * WGSL promises nothing for infinities.
   */
  gelu: `
fn activate(x: vec4<f32>) -> vec4<f32> {
  let z = min(abs(x) * 0.70710678, vec4<f32>(9.0));
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * x * (1.0 + sign(x) * (1.0 - tail * exp(-z * z)));
}`,
  // x/2 (1 + tanh u) = x / (1 + e^(−2u)), u = √(2/π) (x + 0.044715 x³), clamped likewise.
  "gelu-tanh": `
fn activate(x: vec4<f32>) -> vec4<f32> {
  let c = clamp(x, vec4<f32>(-12.0), vec4<f32>(12.0));
  let u = clamp(1.59576912 * c * (1.0 + 0.044715 * c * c), vec4<f32>(-80.0), vec4<f32>(80.0));
  return x / (1.0 + exp(-u));
}`,
  relu: `
fn activate(x: vec4<f32>) -> vec4<f32> { return max(x, vec4<f32>(0.0)); }`,
};

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n  ");
}
