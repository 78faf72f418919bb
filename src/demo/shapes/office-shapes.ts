import { bothSides, box, flat, line, oval, solid, type Shape } from "./svg-parts.ts";

/** Computers and what belongs to them: for catalogues that come without pictures. */
export const officeShapes: Readonly<Record<string, Shape>> = {
  cable: (p) =>
    line(
      "M92 236q-30 -150 68 -150q92 0 68 84q-22 66 -84 44q-50 -24 -14 -70q44 -40 92 4q34 40 10 88",
      p.body,
      12,
    ) +
    solid(box(74, 226, 36, 30, 5), p.bodyDark) +
    solid(box(80, 252, 24, 12, 2), p.trimLight) +
    solid(box(214, 226, 36, 30, 5), p.bodyDark) +
    solid(box(220, 252, 24, 12, 2), p.trimLight),
  cartridge: (p) =>
    solid("M70 128h164q16 0 16 16v96q0 16 -16 16h-164z", p.body) +
    solid("M70 128v128h-16q-8 0 -8 -8v-112q0 -8 8 -8z", p.bodyDark) +
    solid(box(92, 108, 96, 24, 6), p.bodyDark) +
    solid(box(96, 156, 130, 72, 8), p.trimLight) +
    flat("M160 166q22 26 12 40q-12 12 -24 0q-10 -14 12 -40z", p.bodyDark) +
    flat(box(250, 176, 18, 34, 4), p.dark),
  notebook: (p) =>
    solid(box(76, 84, 168, 124, 12), p.bodyDark) +
    flat(box(86, 94, 148, 104, 5), "#dfe9ee") +
    flat("M86 164l42 -40l34 30l26 -22l46 42v19q0 5 -5 5h-138q-5 0 -5 -5z", p.trim, 0.55) +
    flat(oval(204, 118, 12), p.glow) +
    solid("M56 210h208l20 36q4 10 -8 10h-232q-12 0 -8 -10z", p.body) +
    flat("M128 240h64l4 10h-72z", p.bodyDark),
  printer: (p) =>
    solid("M104 76h112v54h-112z", "#f5f3ee") +
    line("M120 94h80M120 108h56", "#b9beba", 4) +
    solid(box(58, 126, 204, 100, 16), p.body) +
    flat(box(90, 190, 140, 16, 5), p.dark) +
    solid("M100 200h120l12 58h-144z", "#f5f3ee") +
    line("M118 222h80M116 238h60", p.trim, 5) +
    flat(oval(232, 150, 6), p.trim) +
    flat(oval(212, 150, 6), p.bodyDark),
  monitor: (p) =>
    solid("M140 206h40l8 46h-56z", p.bodyDark) +
    solid(box(104, 248, 112, 13, 6), p.body) +
    solid(box(48, 74, 224, 140, 12), p.body) +
    flat(box(58, 84, 204, 112, 5), "#26323b") +
    flat("M58 168l58 -50l44 38l34 -28l68 54v9q0 5 -5 5h-194q-5 0 -5 -5z", p.trim, 0.7),
  chip: (p) =>
    Array.from({ length: 7 }, (_, pin) =>
      line(`M${94 + pin * 22} 74V250M72 ${96 + pin * 22}H248`, p.trimLight, 6),
    ).join("") +
    solid(box(84, 86, 152, 152, 12), p.body) +
    solid(box(112, 114, 96, 96, 8), p.trimLight) +
    line("M128 150h64M128 166h64M128 182h40", p.trimDark, 5) +
    flat(oval(100, 102, 6), p.bodyLight),
  memory: (p) =>
    solid("M44 122h232v96h-104v-12h-14v12h-114z", p.body) +
    [62, 108, 174, 220].map((x) => solid(box(x, 140, 36, 44, 4), p.dark)).join("") +
    Array.from({ length: 22 }, (_, pin) =>
      pin === 10 || pin === 11 ? "" : flat(box(50 + pin * 10, 204, 6, 14), "#d9b04a"),
    ).join(""),
  drive: (p) =>
    solid(box(92, 66, 136, 194, 16), p.body) +
    solid(oval(160, 140, 54), p.trimLight) +
    flat(oval(160, 140, 15), p.trimDark) +
    line("M206 232L172 150", p.dark, 8) +
    solid(oval(206, 232, 14), p.trimDark) +
    flat(oval(106, 80, 4) + oval(214, 80, 4) + oval(106, 246, 4), p.dark),
  paper: (p) =>
    solid("M70 214h180v44h-180z", p.body) +
    solid("M84 62h110l42 42v128h-152z", "#fbf9f3") +
    flat("M194 62l42 42h-42z", "#d9d6cc") +
    line("M108 128h102M108 150h102M108 172h70", p.trim, 6) +
    line("M70 228h180M70 243h180", p.bodyDark, 3),
  server: (p) =>
    solid(box(76, 52, 168, 208, 10), p.bodyDark) +
    [66, 112, 158, 204]
      .map(
        (y) =>
          solid(box(88, y, 144, 38, 5), p.body) +
          line(`M104 ${y + 19}h56`, p.bodyDark, 6) +
          flat(oval(194, y + 19, 5), "#6fce9a") +
          flat(oval(212, y + 19, 5), p.trimLight),
      )
      .join(""),
  plug: (p) =>
    line("M160 196V262", p.bodyDark, 13) +
    bothSides((x) => solid(box(x(134) < 160 ? 128 : 180, 62, 12, 54, 4), p.trimLight)) +
    solid("M102 112h116q8 0 8 10v22q0 50 -44 58h-44q-44 -8 -44 -58v-22q0 -10 8 -10z", p.body) +
    flat(box(132, 144, 56, 10, 5), p.bodyDark),
  phone: (p) =>
    solid(box(104, 46, 112, 214, 20), p.body) +
    flat(box(112, 66, 96, 170, 6), "#dfe9ee") +
    [0, 1, 2, 3, 4, 5]
      .map((tile) =>
        flat(
          box(122 + (tile % 3) * 27, 84 + Math.floor(tile / 3) * 32, 21, 21, 5),
          tile % 2 ? p.trim : p.bodyLight,
        ),
      )
      .join("") +
    flat(box(140, 244, 40, 5, 2), p.bodyLight),
  camera: (p) =>
    solid(box(118, 84, 84, 40, 10), p.bodyDark) +
    solid(box(50, 108, 220, 146, 22), p.body) +
    solid(oval(160, 184, 56), p.dark) +
    flat(oval(160, 184, 40), p.trim) +
    flat(oval(160, 184, 22), p.dark) +
    flat(oval(148, 170, 9), "#ffffff", 0.7) +
    flat(box(222, 124, 30, 14, 5), p.glow),
};
