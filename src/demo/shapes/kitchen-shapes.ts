import { box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Pots, pans and cups. */
export const kitchenShapes: Readonly<Record<string, Shape>> = {
  mug: (p) =>
    line("M206 138q58 -6 50 46q-6 40 -58 36", p.body, 17) +
    printed("M84 106h132v118q0 36 -36 36h-60q-36 0 -36 -36z", p.body) +
    flat(oval(150, 106, 66, 15), p.bodyLight) +
    flat(oval(150, 108, 57, 11), "#5b3a29") +
    line("M128 78q-10 -14 0 -28t0 -26M160 78q-10 -14 0 -28t0 -26", p.bodyDark, 4),
  "enamel-mug": (p) =>
    line("M208 132q56 -4 50 40q-4 40 -54 42", p.body, 12) +
    printed("M84 104h132l-6 148q-60 14 -120 0z", p.body) +
    line("M84 104a66 14 0 0 1 132 0a66 14 0 0 1 -132 0", p.dark, 6) +
    flat(oval(150, 105, 60, 10), p.trimLight) +
    flat("M104 220l28 -44l18 24l16 -30l32 50z", p.bodyDark),
  bowl: (p) =>
    flat(oval(160, 254, 52, 8), p.bodyDark) +
    printed("M54 148h212q-6 104 -106 108q-100 -4 -106 -108z", p.body) +
    flat(oval(160, 148, 106, 26), p.bodyLight) +
    flat(oval(160, 152, 92, 19), p.bodyDark) +
    solid(oval(128, 144, 26, 24), p.trim) +
    solid(oval(186, 146, 28, 24), p.trimLight) +
    solid(oval(158, 134, 26, 25), p.trim),
  "mixing-bowl": (p) =>
    line("M198 62L150 168", p.trim, 9) +
    solid("M214 40q22 10 8 44q-22 26 -34 20q-12 -6 -4 -38q12 -32 30 -26z", p.trimLight) +
    printed("M62 130h196q4 120 -66 130h-64q-70 -10 -66 -130z", p.body) +
    solid("M56 120h208q14 0 10 12q-4 12 -16 10h-196q-12 0 -14 -10t8 -12z", p.bodyLight) +
    line("M84 170h22M88 194h22M96 218h22", p.bodyDark, 4),
  kettle: (p) =>
    line("M92 120q6 -72 68 -72t68 72", p.trimDark, 12) +
    line("M216 206q44 -6 50 -70l22 -8", p.bodyDark, 17) +
    printed("M94 124q66 -26 132 0q30 100 -6 136h-120q-36 -36 -6 -136z", p.body) +
    solid("M118 118q42 -24 84 0z", p.bodyDark) +
    flat(oval(160, 98, 11), p.trim),
  "frying-pan": (p) =>
    line("M196 196L286 262", p.trim, 18) +
    flat(oval(282, 259, 4), p.dark) +
    solid(oval(134, 152, 104, 100), p.bodyDark) +
    solid(oval(132, 149, 99, 95), p.body) +
    flat(oval(132, 151, 80, 76), p.bodyDark) +
    flat("M96 118q34 -24 66 -4q40 4 34 40q2 36 -40 34q-30 22 -56 -6q-34 -18 -4 -64z", "#fdfaf2") +
    solid(oval(142, 150, 24, 23), "#f2b83b"),
  knife: (p) =>
    solid("M58 66q14 -14 30 6l120 122l-22 20q-78 -34 -128 -148z", "#c9d1d6") +
    flat("M58 66q52 106 128 148l8 -7q-72 -38 -136 -141z", "#eef2f4") +
    solid("M194 186l14 -13l20 20l-14 14z", p.dark) +
    solid("M216 194l14 -12l44 44q16 22 -2 32q-14 6 -24 -8z", p.body) +
    flat(oval(236, 214, 4) + oval(254, 234, 4), p.trimLight),
  "cutting-board": (p) =>
    solid(
      "M142 46q0 -18 18 -18t18 18v26h42q20 0 20 20v148q0 20 -20 20h-120q-20 0 -20 -20v-148q0 -20 20 -20h42z",
      p.body,
    ) +
    flat(oval(160, 52, 8), "#ffffff", 0.75) +
    line("M104 120q60 -10 112 2M100 164q70 12 120 -2M104 214q56 -10 112 4", p.bodyDark, 2.5) +
    solid(oval(132, 206, 23), "#d1492e") +
    flat("M126 184q6 -8 16 -4q-4 8 -16 4z", "#5d8a4f") +
    solid(oval(186, 222, 18), p.trim),
  "coffee-maker": (p) =>
    line("M204 142q44 4 34 52q-6 28 -34 30", p.trim, 12) +
    solid("M102 62h116l-42 78h-32z", p.body) +
    flat("M94 56h132v12h-132z", p.bodyDark) +
    flat("M136 136h48v14h-48z", p.trimDark) +
    flat("M136 150h48q34 44 26 92q-4 18 -20 18h-60q-16 0 -20 -18q-8 -48 26 -92z", "#cfe2e4", 0.85) +
    flat("M116 202h88q10 58 -14 58h-60q-24 0 -14 -58z", "#5b3a29") +
    flat("M136 150h48q34 44 26 92q-4 18 -20 18h-60q-16 0 -20 -18q-8 -48 26 -92z", "url(#shade)"),
  "travel-mug": (p) =>
    printed("M112 96h96l-12 156q-2 10 -12 10h-48q-10 0 -12 -10z", p.body) +
    solid(box(104, 78, 112, 22, 8), p.trimDark) +
    solid("M122 60h76q8 0 8 18h-92q0 -18 8 -18z", p.trim) +
    solid("M116 146h88l-4 46h-80z", p.trimLight),
};
