/**
 * output[row] = wordTable[ids[row]] + positionTable[place of the row in its sequence].
 *
 * @param ids           int32 [rows], each below the number of rows of `wordTable`
 * @param offsets       int32 [sequences + 1]
 * @param wordTable     int8 [vocabulary, hidden] if `wordScales` is given, else float32
 * @param wordScales    [vocabulary]: value = int8 · scale of its row; or 0
 * @param positionTable [positions, hidden], with the row of token type 0 already added
 * @param output        [rows, hidden]
 * @param hidden        a multiple of 8
 */
export function embed(
  ids: usize,
  offsets: usize,
  wordTable: usize,
  wordScales: usize,
  positionTable: usize,
  output: usize,
  sequences: i32,
  hidden: i32,
): void {
  const rowBytes = (<usize>hidden) << 2;
  for (let sequence = 0; sequence < sequences; sequence++) {
    const start = load<i32>(offsets + ((<usize>sequence) << 2));
    const end = load<i32>(offsets + ((<usize>sequence) << 2), 4);
    for (let row = start; row < end; row++) {
      const id = <usize>load<i32>(ids + ((<usize>row) << 2));
      const position = positionTable + <usize>(row - start) * rowBytes;
      const target = output + <usize>row * rowBytes;
      if (wordScales) {
        const scale = f32x4.splat(load<f32>(wordScales + (id << 2)));
        addInt8Row(wordTable + id * <usize>hidden, scale, position, target, rowBytes);
      } else {
        addFloatRow(wordTable + id * rowBytes, position, target, rowBytes);
      }
    }
  }
}

function addFloatRow(word: usize, position: usize, target: usize, rowBytes: usize): void {
  for (let i: usize = 0; i < rowBytes; i += 16) {
    v128.store(target + i, f32x4.add(v128.load(word + i), v128.load(position + i)));
  }
}

function addInt8Row(word: usize, scale: v128, position: usize, target: usize, rowBytes: usize): void {
  for (let i: usize = 0; i < rowBytes; i += 32) {
    const words = v128.load8x8_s(word + (i >> 2));
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words));
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(words));
    v128.store(target + i, f32x4.add(f32x4.mul(low, scale), v128.load(position + i)));
    v128.store(target + i, f32x4.add(f32x4.mul(high, scale), v128.load(position + i, 16)), 16);
  }
}
