import { box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Chairs, tables, shelves. */
export const furnitureShapes: Readonly<Record<string, Shape>> = {
  "dining-chair": (p) =>
    line("M122 180L112 260M198 180L208 260", p.bodyDark, 9) +
    line("M118 84L126 178M202 84L194 178", p.body, 10) +
    solid("M108 66q52 -16 104 0q6 24 0 42q-52 -12 -104 0q-6 -18 0 -42z", p.body) +
    line("M138 108L142 168M160 106V168M182 108L178 168", p.bodyLight, 6) +
    solid(box(104, 166, 112, 22, 9), p.trim) +
    line("M128 192L122 261M192 192L198 261", p.body, 10),
  "lounge-chair": (p) =>
    line("M104 226L92 261M216 226L228 261", p.trimDark, 11) +
    printed("M92 84q68 -34 136 0q10 60 -2 110h-132q-12 -50 -2 -110z", p.body) +
    solid(box(66, 140, 44, 92, 22), p.bodyDark) +
    solid(box(210, 140, 44, 92, 22), p.bodyDark) +
    solid(box(98, 166, 124, 40, 16), p.bodyLight) +
    solid(box(98, 196, 124, 38, 12), p.body),
  "desk-chair": (p) =>
    line("M160 194V236", p.trimDark, 12) +
    line("M160 236L106 252M160 236L214 252M160 236V254", p.trim, 9) +
    flat(oval(104, 256, 8) + oval(216, 256, 8) + oval(160, 258, 8), p.dark) +
    line("M204 176q26 -8 26 -46M116 176q-26 -8 -26 -46", p.trim, 8) +
    line("M76 130h28M216 130h28", p.dark, 10) +
    printed("M112 62q48 -18 96 0q8 44 -4 88h-88q-12 -44 -4 -88z", p.body) +
    solid(box(102, 166, 116, 28, 14), p.bodyDark),
  "side-table": (p) =>
    line("M120 156L104 261M200 156L216 261M160 160V250", p.trimDark, 8) +
    line("M112 214h96", p.trim, 7) +
    solid("M76 140a84 20 0 0 1 168 0v12a84 20 0 0 1 -168 0z", p.bodyDark) +
    solid(oval(160, 140, 84, 20), p.body) +
    solid("M140 112h36l-4 28h-28z", p.trimLight) +
    line("M158 112q-8 -22 -26 -26M158 112q4 -26 18 -34", "#6d8f63", 5),
  "dining-table": (p) =>
    line("M84 150L72 261M236 150L248 261", p.bodyDark, 15) +
    line("M112 150L106 236M208 150L214 236", p.bodyDark, 11) +
    solid("M58 124h204l20 22h-244z", p.bodyLight) +
    solid(box(38, 145, 244, 16, 5), p.body) +
    solid("M136 104h50q-4 30 -25 30t-25 -30z", p.trim) +
    flat(oval(161, 105, 25, 5), p.trimDark),
  "coffee-table": (p) =>
    line("M92 186L76 261M228 186L244 261", p.trimDark, 10) +
    solid(box(84, 222, 152, 10, 5), p.bodyDark) +
    solid("M50 178a110 24 0 0 1 220 0v10a110 24 0 0 1 -220 0z", p.bodyDark) +
    solid(oval(160, 177, 110, 24), p.body) +
    solid(box(118, 152, 66, 10, 2), p.trim) +
    solid(box(124, 143, 56, 10, 2), p.trimLight),
  "wall-shelf": (p) =>
    solid(box(90, 108, 18, 52, 2), p.trim) +
    solid(box(109, 98, 14, 62, 2), p.trimDark) +
    solid(box(124, 112, 20, 48, 2), p.trimLight) +
    line("M150 158L168 108", p.trimDark, 12) +
    solid("M202 128h40l-5 32h-30z", p.trimLight) +
    line("M220 128q-16 -20 -10 -44M224 128q2 -24 18 -34M222 128q10 -10 28 -10", "#6d8f63", 6) +
    solid(box(52, 160, 216, 18, 4), p.body) +
    line("M84 180v22h-14M236 180v22h14", p.bodyDark, 7),
  "standing-shelf": (p) =>
    solid(box(88, 46, 12, 216, 3), p.bodyDark) +
    solid(box(220, 46, 12, 216, 3), p.bodyDark) +
    [54, 104, 154, 204, 248].map((y) => solid(box(84, y, 152, 9, 3), p.body)).join("") +
    solid(box(108, 74, 14, 30, 1), p.trim) +
    solid(box(124, 68, 12, 36, 1), p.trimDark) +
    solid("M186 88h24l-3 16h-18z", p.trimLight) +
    solid(box(120, 128, 46, 26, 3), p.trimLight) +
    solid(box(178, 176, 14, 28, 1), p.trim) +
    solid(box(194, 170, 12, 34, 1), p.trimDark) +
    solid(oval(132, 232, 15), p.trim),
  "kids-chair": (p) =>
    line("M124 196L114 260M196 196L206 260", p.trim, 15) +
    printed("M104 92q56 -40 112 0v62q-56 14 -112 0z", p.body) +
    flat(oval(142, 112, 7) + oval(178, 112, 7), p.dark) +
    line("M146 132q14 12 28 0", p.dark, 5) +
    solid(box(118, 150, 14, 36, 4), p.trim) +
    solid(box(188, 150, 14, 36, 4), p.trim) +
    solid(box(98, 180, 124, 22, 11), p.bodyDark),
  "garden-chair": (p) =>
    line("M104 82L190 261M216 130L112 261", p.trim, 10) +
    printed("M84 70l32 -10l60 118l-36 14z", p.body) +
    printed("M140 178h104v18h-96z", p.bodyDark) +
    line("M120 138h106l-8 44", p.trimDark, 9),
  "garden-table": (p) =>
    line("M92 162L216 261M228 162L104 261", p.trimDark, 10) +
    line("M128 226h64", p.trimDark, 6) +
    [0, 1, 2, 3]
      .map((slat) => solid(box(62 - slat * 6, 126 + slat * 10, 196 + slat * 12, 8, 2), p.body))
      .join("") +
    solid("M142 92h34l-5 32h-24z", p.trim) +
    line("M158 92q-10 -20 -22 -22M160 92q6 -24 20 -28", "#6d8f63", 5),
};
