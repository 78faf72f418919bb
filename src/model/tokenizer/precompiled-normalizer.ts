/** Longer graphemes are looked up character by character; the number is the reference's. */
const MAX_GRAPHEME_BYTES = 5;
/** Characters that can join their neighbours in one grapheme; without any, graphemes are characters. */
const MAY_JOIN =
  /\r\n|[\p{M}\p{Cf}\p{Emoji_Modifier}\p{RI}\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb\uff9e\uff9f]/u;
const MAX_REMEMBERED = 4096;

/**
 * SentencePiece's text preparation: a table, compiled into the model file, from characters to their replacements.
 *
 *   | length of the trie in bytes, u32 | trie: units, u32 each | replacements, UTF-8, each ended by a 0 byte |
 *
 * The trie is a double array over UTF-8 bytes; a leaf's value is a byte offset among the replacements. As in the
 * reference, a grapheme that merely starts with an entry is replaced as a whole.
 *
 * @param charsmap Base64, as in tokenizer.json.
 * @throws {RangeError} if it is no such table.
 * @see tokenizers/src/normalizers/precompiled.rs and https://github.com/huggingface/spm_precompiled
 */
export function precompiledNormalizer(charsmap: string): (text: string) => string {
  const { trie, replacements } = readTable(charsmap);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const known = new Map<string, string | null>();

  const find = (part: string): string | null => {
    const start = firstMatch(trie, encoder.encode(part));
    if (start === null) return null;
    const end = replacements.indexOf(0, start);
    return decoder.decode(replacements.subarray(start, end === -1 ? replacements.length : end));
  };
  const replacementOf = (part: string): string | null => {
    let replacement = known.get(part);
    if (replacement === undefined) {
      if (known.size >= MAX_REMEMBERED) known.clear();
      replacement = find(part);
      known.set(part, replacement);
    }
    return replacement;
  };
  return (text) => {
    let result = "";
    for (const grapheme of graphemesOf(text)) {
      const isSingle = grapheme.length === 1;
      const whole =
        isSingle || encoder.encode(grapheme).length <= MAX_GRAPHEME_BYTES ? replacementOf(grapheme) : null;
      if (whole !== null || isSingle) result += whole ?? grapheme;
      else for (const character of grapheme) result += replacementOf(character) ?? character;
    }
    return result;
  };
}

let segmenter: Intl.Segmenter | undefined;

function* graphemesOf(text: string): Generator<string> {
  if (!MAY_JOIN.test(text)) return yield* text;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** The value of the shortest entry that the bytes start with; null if there is none. */
function firstMatch(trie: Uint32Array, bytes: Uint8Array): number | null {
  let node = offsetOf(trie[0]);
  for (const byte of bytes) {
    if (byte === 0) return null;
    node ^= byte;
    const unit = trie[node];
    if (unit === undefined || (unit & 0x8000_00ff) !== byte) return null;
    node ^= offsetOf(unit);
    if ((unit & 0x100) !== 0) return trie[node] & 0x7fff_ffff;
  }
  return null;
}

/** Where a unit's children lie, relative to it. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function readTable(charsmap: string): { trie: Uint32Array; replacements: Uint8Array } {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(charsmap), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new RangeError('its "precompiled_charsmap" must be base64', { cause });
  }
  const view = new DataView(bytes.buffer);
  const trieBytes = bytes.length < 8 ? 0 : view.getUint32(0, true);
  if (trieBytes < 4 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length) {
    throw new RangeError(
      `its "precompiled_charsmap" must hold a trie: got ${bytes.length} bytes, ${trieBytes} of them for the trie`,
    );
  }
  const trie = new Uint32Array(trieBytes / 4);
  for (let i = 0; i < trie.length; i++) trie[i] = view.getUint32(4 + i * 4, true);
  return { trie, replacements: bytes.subarray(4 + trieBytes) };
}
