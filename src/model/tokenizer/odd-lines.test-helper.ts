import { seededRandom } from "../../base/random.ts";

/** Characters by the trouble they make. */
const ALPHABETS: readonly (readonly string[])[] = [
  Array.from("abcdefghijklmnopqrstuvwxyz0123456789"),
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  [...Array.from(` .,-'"/()!?&+%:;#@[]{}<>|~^$=*_\\`), "`"],
  Array.from("àéîõüçñøåßæœþðłżźčřďťňőűşğŒÅÇÉ"),
  Array.from("ΑΒΓΔΕΣΟΣαβγδεςσοΪΰάέ"),
  Array.from("İIıiĞğŞşÖöÜü"),
  Array.from("Чайникэлектрическийёй"),
  [
    ...Array.from("中文日本語緑茶無線鼠標"),
    "\u{20000}",
    "\u{2a6df}",
    "\u{2b740}",
    "\u{2b820}",
    "\u{2f800}",
    "㐀",
    "豈",
  ],
  Array.from("ガラスのコップﾊﾝｶｸー。、「」ＦＵＬＬ１２３"),
  [...Array.from("한국어화장품"), "\u1100", "\u1161", "\u11a8", "ㄱ"],
  [...Array.from("מנורתשולחן"), "\u05b0", "\u05d1\u05bc", "\u200f"],
  [...Array.from("مصباحمكتبصغير"), "\u064b", "\u0651", "\u200e", "ﷺ", "ﻼ"],
  [...Array.from("हिन्दीकिताब"), "क्ष", "\u093c", "\u094d", "\u0a3c", "\u0e33", "\u0e48", "ก็", "தமிழ்"],
  [
    "\u0301",
    "\u0300",
    "\u0308",
    "\u0323",
    "\u0336",
    "\u0345",
    "e\u0301",
    "A\u030a",
    "o\u0328\u0304",
    "\u1ab0",
    "\u0897",
  ],
  ["😀", "👩‍🔬", "👍🏽", "🇫🇷", "🇯🇵", "❤️", "☆", "🏴\u{e0067}\u{e0062}\u{e007f}", "🫨", "1️⃣", "\u{1f3fb}"],
  ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u202e", "\u2066"],
  [
    "\u0000",
    "\u0001",
    "\u0007",
    "\u001f",
    "\u007f",
    "\u0085",
    "\u009f",
    "\ufffd",
    "\ue000",
    "\u{10ffff}",
    "\ufffe",
  ],
  ["\t", "\n", "\r", "\r\n", "\v", "\f", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000", "  "],
  [...Array.from("½¾²₂™®©°±×÷€£¥µªºﬁﬂ№℃Ⅷ…–—‘’“”«»‰†"), "\u2011", "\u212b", "\u2126"],
  [
    "[MASK]",
    "[CLS]",
    "[SEP]",
    "[UNK]",
    "[PAD]",
    "<s>",
    "</s>",
    "<mask>",
    "<unk>",
    "<pad>",
    "▁",
    "##s",
    "[mask]",
    "[MASK",
  ],
  ["\ud800", "\udfff", "\udc00\ud800"],
];

/** Texts that are odd as wholes. */
const WHOLE: readonly string[] = [
  "",
  " ",
  "\r\n",
  "ΟΔΟΣ ΣΑΣ Σ",
  "İSTANBUL Işık",
  "a".repeat(100),
  "a".repeat(101),
  "é".repeat(101),
  "\u{20000}".repeat(60),
  "x".repeat(10_000),
  "red shoes ".repeat(1000),
  `${" ".repeat(9990)}red shoes`,
  "日本".repeat(5000),
  "e\u0301".repeat(5000),
  "👩‍🔬".repeat(2000),
  "a<mask>b <mask> c  <mask>",
  "[CLS][SEP] x[MASK]y [ MASK ]",
];

/**
 * Makes lines that go wrong in plausible tokenizers: the texts above, every character up to U+3400 and a sample of those
 * beyond in a word, then mixtures of the alphabets.
 *
 * @returns `count` lines, the same on every call.
 */
export function oddLines(count: number): string[] {
  const random = seededRandom(2026);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const lines = [...WHOLE];
  for (let code = 0; code < 0x3400; code += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => String.fromCodePoint(code + i));
    lines.push(`Ab${a}c${b} ${c} x\u0301${d}\u0327`);
  }
  while (lines.length < count / 2) {
    const code = 0x3400 + Math.floor(random() * (0x3_2000 - 0x3400));
    lines.push(`un${String.fromCodePoint(code)}der ${String.fromCodePoint(code + 1)}`);
  }
  while (lines.length < count) {
    const alphabets = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(ALPHABETS));
    let line = "";
    for (let length = Math.floor(random() * 40); length > 0; length--) {
      line += random() < 0.15 ? " " : pick(pick(alphabets));
    }
    lines.push(line);
  }
  return lines;
}
