/** How the threads of a workgroup share some rows: each has the same 4 columns of `tileRows` rows. */
export interface RowTile {
  /** Side by side; the whole row if it is to be normalised. */
  readonly columnThreads: number;
  readonly rowThreads: number;
  /** Rows of one thread. */
  readonly tileRows: number;
}

/** WGSL of the memory that the threads share for {@link rowNormCode}. */
export function rowNormMemory({ columnThreads, rowThreads, tileRows }: RowTile): string {
  const rows = rowThreads * tileRows;
  return `
var<workgroup> moments: array<vec2<f32>, ${rows * columnThreads}>;
var<workgroup> stats: array<vec2<f32>, ${rows}>;`;
}

/**
 * WGSL that normalises rows which lie in the registers of a workgroup, `value0` and so on, 4 columns in each: afterwards
 * mean 0, variance 1, then weight and bias. Every thread must come here, also one whose row does not count.
 *
 * Each thread gives the mean and the summed squares about it of its 4 columns, and one thread per row joins them: as exact as
 * two passes over the row, also where the mean is far from 0.
 *
 *   mean = Σ m_c / C;   squares = Σ s_c + 4 Σ (m_c − mean)²;   (x − mean) / √(squares / 4C + epsilon) · weight + bias
 *
 * @param names WGSL names: of this thread's place in the workgroup and in its row, of weight and bias.
 * @see Chan, Golub, LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances"
 */
export function rowNormCode(
  tile: RowTile,
  epsilon: number,
  names: { member: string; weight: string; bias: string },
): string {
  const { columnThreads, rowThreads, tileRows } = tile;
  const { member, weight, bias } = names;
  const rows = rowThreads * tileRows;
  const each = (line: (r: number) => string): string =>
    Array.from({ length: tileRows }, (_, r) => line(r)).join("\n  ");
  return `
  let firstMoment = (${member} / ${columnThreads}) * ${tileRows};
  ${each(
    (r) => `
  let mean${r} = dot(value${r}, vec4<f32>(0.25));
  let centred${r} = value${r} - mean${r};
  moments[(firstMoment + ${r}) * ${columnThreads} + ${member} % ${columnThreads}] = vec2<f32>(mean${r}, dot(centred${r}, centred${r}));`,
  )}
  workgroupBarrier();
  for (var i = ${member}; i < ${rows}; i += ${columnThreads * rowThreads}) {
    var mean = 0.0;
    for (var c = 0; c < ${columnThreads}; c++) { mean += moments[i * ${columnThreads} + c].x; }
    mean /= ${columnThreads}.0;
    var squares = 0.0;
    for (var c = 0; c < ${columnThreads}; c++) {
      let moment = moments[i * ${columnThreads} + c];
      squares += moment.y + 4.0 * (moment.x - mean) * (moment.x - mean);
    }
    stats[i] = vec2<f32>(mean, inverseSqrt(squares / ${columnThreads * 4}.0 + ${epsilon.toExponential()}));
  }
  workgroupBarrier();
  ${each(
    (r) =>
      `value${r} = (value${r} - stats[firstMoment + ${r}].x) * stats[firstMoment + ${r}].y * ${weight} + ${bias};`,
  )}`;
}
