/**
 * output[s] = the mean of the rows of sequence s. A sequence without rows gives zeros.
 *
 * @param input   [rows, hidden]
 * @param offsets int32 [sequences + 1]
 * @param output  [sequences, hidden]
 * @param hidden  a multiple of 4
 */
export function meanPool(input: usize, offsets: usize, output: usize, sequences: i32, hidden: i32): void {
  const rowBytes = (<usize>hidden) << 2;
  for (let sequence = 0; sequence < sequences; sequence++) {
    const start = load<i32>(offsets + ((<usize>sequence) << 2));
    const end = load<i32>(offsets + ((<usize>sequence) << 2), 4);
    const scale = f32x4.splat(1 / <f32>max(end - start, 1));
    const target = output + <usize>sequence * rowBytes;
    for (let i: usize = 0; i < rowBytes; i += 16) {
      let sum = f32x4.splat(0);
      for (let row = start; row < end; row++) {
        sum = f32x4.add(sum, v128.load(input + <usize>row * rowBytes + i));
      }
      v128.store(target + i, f32x4.mul(sum, scale));
    }
  }
}
