/**
 * WGSL that normalises one row per thread: mean 0, variance 1, then weight and bias; what LayerNorm and the embedding
 * share. The row is read three times rather than kept: at 256 values it would not fit the registers.
 *
 *   (x − mean) / √(mean of (x − mean)² + epsilon) · weight + bias
 *
 * @param options `value(i)` is WGSL for the i-th vec4 of the row; `size` is the row's length, a multiple of 4.
 */
export function layerNormCode(options: {
  readonly size: number;
  readonly epsilon: number;
  readonly value: (index: string) => string;
}): string {
  const { size, epsilon, value } = options;
  const size4 = size / 4;
  return `
    var sum = vec4<f32>(0.0);
    for (var i = 0; i < ${size4}; i++) { sum += ${value("i")}; }
    let mean = dot(sum, vec4<f32>(1.0)) / ${size}.0;
    var squares = vec4<f32>(0.0);
    for (var i = 0; i < ${size4}; i++) {
      let centred = ${value("i")} - mean;
      squares += centred * centred;
    }
    let scale = inverseSqrt(dot(squares, vec4<f32>(1.0)) / ${size}.0 + ${epsilon.toExponential()});
    for (var i = 0; i < ${size4}; i++) {
      result[row * ${size4} + i] = (${value("i")} - mean) * scale * weight[i] + bias[i];
    }`;
}
