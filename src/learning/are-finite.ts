/** A number times this is 0 unless it is infinite or none: a sum of them tells of all, without a branch. */
const ZERO = 0;

/** Whether every number is one. */
export function areFinite(numbers: Float32Array | Float64Array): boolean {
  // One loop for each kind of array: a loop that sees both runs at a third of the speed.
  return numbers instanceof Float32Array ? areFiniteFloats(numbers) : areFiniteDoubles(numbers);
}

/**
 * In four sums that do not wait for each other. They are declared one by
 * one, as everywhere here: taken out of an array literal they cost V8 up to four times as much.
 */
function areFiniteFloats(numbers: Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 4 <= numbers.length; at += 4) {
    a += numbers[at] * ZERO;
    b += numbers[at + 1] * ZERO;
    c += numbers[at + 2] * ZERO;
    d += numbers[at + 3] * ZERO;
  }
  for (; at < numbers.length; at++) a += numbers[at] * ZERO;
  return a + b + c + d === 0;
}

function areFiniteDoubles(numbers: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 4 <= numbers.length; at += 4) {
    a += numbers[at] * ZERO;
    b += numbers[at + 1] * ZERO;
    c += numbers[at + 2] * ZERO;
    d += numbers[at + 3] * ZERO;
  }
  for (; at < numbers.length; at++) a += numbers[at] * ZERO;
  return a + b + c + d === 0;
}
