import { bothSides, box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Bags, cases and wallets. */
export const carryShapes: Readonly<Record<string, Shape>> = {
  backpack: (p) =>
    line("M138 66q0 -26 22 -26t22 26", p.trimDark, 9) +
    bothSides((x) => line(`M${x(84)} 130Q${x(58)} 160 ${x(74)} 230`, p.trimDark, 12)) +
    printed("M84 128q0 -70 76 -70t76 70v106q0 26 -26 26h-100q-26 0 -26 -26z", p.body) +
    line("M98 128q0 -54 62 -54t62 54", p.trimDark, 3) +
    solid(box(102, 164, 116, 82, 18), p.bodyDark) +
    line("M112 184h96", p.trim, 5) +
    flat(box(142, 106, 36, 24, 5), p.trim),
  "hiking-backpack": (p) =>
    solid(box(94, 36, 132, 30, 15), p.trim) +
    bothSides((x) => line(`M${x(90)} 120Q${x(54)} 160 ${x(72)} 236`, p.dark, 10)) +
    bothSides((x) => solid(box(x(66) < 160 ? 66 : 222, 168, 32, 70, 12), p.bodyDark)) +
    printed("M90 96h140q8 80 0 150q-2 14 -18 14h-104q-16 0 -18 -14q-8 -70 0 -150z", p.body) +
    solid("M82 78q78 -34 156 0l-2 50q-76 20 -152 0z", p.bodyDark) +
    line("M126 128v62M194 128v62", p.trim, 8) +
    solid(box(108, 184, 104, 56, 12), p.bodyLight) +
    flat(box(120, 182, 14, 16, 3) + box(188, 182, 14, 16, 3), p.dark),
  "kids-backpack": (p) =>
    line("M140 74q0 -26 20 -26t20 26", p.trimDark, 9) +
    bothSides((x) => solid(oval(x(104), 84, 24), p.bodyDark)) +
    bothSides((x) => line(`M${x(84)} 150Q${x(62)} 180 ${x(78)} 234`, p.trimDark, 12)) +
    printed("M82 150q0 -82 78 -82t78 82v76q0 34 -34 34h-88q-34 0 -34 -34z", p.body) +
    flat(oval(134, 124, 8) + oval(186, 124, 8), p.dark) +
    flat(oval(160, 142, 10, 7), p.dark) +
    line("M160 148q-10 14 -20 4M160 148q10 14 20 4", p.dark, 4) +
    solid(box(104, 178, 112, 66, 24), p.trimLight) +
    line("M116 194q44 12 88 0", p.trimDark, 4),
  "tote-bag": (p) =>
    line("M118 130q-6 -88 42 -90t42 90", p.trimDark, 10) +
    printed("M76 116h168l12 134q0 12 -12 12h-168q-12 0 -12 -12z", p.body) +
    line("M126 116q0 -62 34 -64t34 64", p.trim, 10) +
    line("M80 130h160", p.bodyDark, 3) +
    flat(box(134, 168, 52, 40, 4), p.trimLight) +
    line("M146 182h28M146 194h18", p.trimDark, 4),
  "messenger-bag": (p) =>
    line("M76 130q84 -172 168 0", p.trimDark, 10) +
    solid(box(62, 118, 196, 138, 18), p.bodyDark) +
    printed("M58 118q102 -20 204 0v72q0 22 -24 22h-156q-24 0 -24 -22z", p.body) +
    line("M112 176v54M208 176v54", p.trim, 13) +
    flat(box(102, 206, 20, 20, 4) + box(198, 206, 20, 20, 4), p.trimLight),
  "weekend-bag": (p) =>
    line("M110 138q0 -74 50 -74t50 74", p.trimDark, 11) +
    printed("M50 148q0 -22 24 -22h172q24 0 24 22l10 88q0 24 -24 24h-192q-24 0 -24 -24z", p.body) +
    solid("M44 214h232l4 24q0 22 -24 22h-192q-24 0 -24 -22z", p.trim) +
    line("M64 140h192", p.trimDark, 4) +
    line("M112 140v72M208 140v72", p.trim, 12) +
    flat(oval(58, 180, 8) + oval(262, 180, 8), p.trimLight),
  suitcase: (p) =>
    line("M132 84V36h56v48", p.dark, 7) +
    line("M128 36h64", p.dark, 11) +
    printed(box(92, 72, 136, 176, 20), p.body) +
    line("M118 84v152M146 84v152M174 84v152M202 84v152", p.bodyDark, 5) +
    flat(box(84, 154, 16, 22, 5), p.trimLight) +
    flat(box(134, 66, 52, 12, 6), p.trimDark) +
    flat(oval(112, 254, 10) + oval(208, 254, 10), p.dark),
  wallet: (p) =>
    solid(box(96, 84, 132, 60, 8), p.trimLight) +
    solid(box(90, 102, 142, 60, 8), p.trim) +
    printed(box(68, 122, 184, 128, 16), p.body) +
    line("M80 134h160v104h-160z", p.bodyLight, 2.5) +
    solid("M252 164h-52q-20 0 -20 22t20 22h52z", p.bodyDark) +
    flat(oval(204, 186, 8), p.trimLight),
};
