import { bothSides, box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Second and third silhouettes of the types one sees most of, so that a list of lamps shows different lamps. */
export const variantShapes: Readonly<Record<string, Shape>> = {
  "table-lamp-globe": (p) =>
    flat(oval(160, 130, 124), p.glow, 0.26) +
    solid("M118 236h84l8 25h-100z", p.trim) +
    solid(box(150, 196, 20, 46, 6), p.trimDark) +
    solid(oval(160, 130, 70), p.body) +
    flat(oval(160, 130, 58), p.glow, 0.3) +
    flat(oval(160, 130, 44), p.glow, 0.35) +
    flat(oval(160, 130, 28), p.glow, 0.5),
  "table-lamp-dome": (p) =>
    flat("M92 146L64 262h192l-28 -116z", p.glow, 0.28) +
    solid("M148 140h24l16 112q0 9 -8 9h-40q-8 0 -8 -9z", p.trim) +
    printed("M70 146q6 -90 90 -92q84 2 90 92q-90 18 -180 0z", p.body) +
    flat("M70 146q90 18 180 0l-1 -6q-89 16 -178 0z", p.glow, 0.7),
  "floor-lamp-arc": (p) =>
    flat("M62 152L34 262h116l-28 -110z", p.glow, 0.26) +
    solid(box(196, 248, 76, 14, 7), p.trimDark) +
    line("M234 250V96q0 -58 -66 -58q-74 0 -76 70", p.trim, 8) +
    printed("M92 102q34 2 40 50q-40 10 -80 0q6 -48 40 -50z", p.body) +
    flat(oval(92, 152, 38, 6), p.glow),
  "floor-lamp-tripod": (p) =>
    flat("M108 118L64 262h192l-44 -144z", p.glow, 0.24) +
    line("M160 118L104 260M160 118L216 260M160 118V256", p.trim, 8) +
    line("M134 196h52", p.trimDark, 5) +
    printed(box(108, 46, 104, 74, 8), p.body) +
    flat(box(108, 114, 104, 6, 3), p.glow, 0.8),
  "pendant-lamp-globe": (p) =>
    flat(oval(160, 166, 118), p.glow, 0.28) +
    line("M160 0V92", p.dark, 4) +
    solid(box(144, 84, 32, 26, 6), p.trim) +
    printed(oval(160, 170, 72), p.body) +
    flat(oval(160, 176, 58), p.glow, 0.28) +
    flat(oval(160, 178, 42), p.glow, 0.35) +
    flat(oval(160, 180, 26), p.glow, 0.5),
  "pendant-lamp-cone": (p) =>
    flat("M84 208L56 276h208l-28 -68z", p.glow, 0.32) +
    line("M160 0V74", p.dark, 4) +
    solid(box(150, 68, 20, 26, 5), p.trim) +
    printed("M146 92h28l66 112q-80 18 -160 0z", p.body) +
    flat("M80 204q80 18 160 0l-3 -6q-77 16 -154 0z", p.glow, 0.8),
  "desk-lamp-bar": (p) =>
    flat("M70 92L46 262h186l-24 -170z", p.glow, 0.25) +
    solid(oval(232, 254, 44, 11), p.trimDark) +
    line("M236 248V76", p.trim, 9) +
    solid(box(60, 66, 190, 24, 12), p.body) +
    flat(box(72, 86, 140, 7, 3), p.glow),
  "night-lamp-moon": (p) =>
    flat(oval(160, 160, 126), p.glow, 0.32) +
    solid(box(116, 240, 88, 20, 10), p.trim) +
    solid("M196 54a96 96 0 1 0 40 140a78 78 0 0 1 -40 -140z", p.body) +
    flat(oval(128, 152, 7), p.dark) +
    line("M118 184q14 14 30 2", p.dark, 4) +
    flat("M232 76l7 15l16 2l-12 11l3 16l-14 -8l-14 8l3 -16l-12 -11l16 -2z", p.glow),
  "dining-chair-shell": (p) =>
    line("M124 186L98 261M196 186L222 261M140 190L132 250M180 190L188 250", p.trim, 8) +
    printed("M108 70q52 -18 104 0q14 70 4 100q-6 22 -24 22h-64q-18 0 -24 -22q-10 -30 4 -100z", p.body) +
    flat("M104 166q56 18 112 0q-4 26 -24 26h-64q-20 0 -24 -26z", p.bodyDark),
  "lounge-chair-low": (p) =>
    line("M92 214L76 261M228 214L244 261", p.trim, 10) +
    line("M62 156H120M200 156H258M68 156L84 222M252 156L236 222", p.trim, 10) +
    printed("M96 74q64 -18 128 0l-8 104h-112z", p.body) +
    solid("M84 176h152q14 0 12 16l-4 18q-2 12 -14 12h-140q-12 0 -14 -12l-4 -18q-2 -16 12 -16z", p.bodyDark) +
    line("M160 70V172", p.bodyDark, 3),
  "desk-chair-stool": (p) =>
    line("M160 180V240", p.trimDark, 12) +
    line("M160 240L104 254M160 240L216 254M160 240V256", p.trim, 9) +
    flat(oval(102, 256, 8) + oval(218, 256, 8) + oval(160, 259, 8), p.dark) +
    line("M160 112V170", p.trim, 9) +
    printed(box(104, 74, 112, 52, 20), p.body) +
    printed("M92 166q68 -16 136 0q6 26 -14 28h-108q-20 -2 -14 -28z", p.body),
  "garden-chair-slats": (p) =>
    line("M96 196L84 261M224 196L236 261M112 204V250M208 204V250", p.trim, 10) +
    [92, 116, 140, 164, 188, 212]
      .map((x) => solid(box(x - 2, 66 + Math.abs(x - 152) / 6, 20, 124, 6), p.body))
      .join("") +
    line("M70 154h44M206 154h44M76 156v44M244 156v44", p.trimDark, 10) +
    solid(box(80, 182, 160, 22, 6), p.bodyDark),
  "kids-chair-plain": (p) =>
    line("M116 192L106 260M204 192L214 260", p.trim, 13) +
    line("M118 76V190M202 76V190", p.trim, 12) +
    printed(box(108, 72, 104, 34, 12), p.body) +
    printed(box(110, 122, 100, 28, 12), p.bodyLight) +
    solid(box(98, 178, 124, 24, 10), p.body),
  "mug-round": (p) =>
    line("M212 142q54 -2 46 46q-8 38 -52 32", p.body, 15) +
    printed("M88 118h132q14 62 -16 116q-12 26 -34 26h-32q-22 0 -34 -26q-30 -54 -16 -116z", p.body) +
    flat(oval(154, 118, 66, 14), p.bodyLight) +
    flat(oval(154, 120, 57, 10), "#7c4f2c") +
    line("M140 90q-9 -13 0 -26t0 -24M170 90q-9 -13 0 -26t0 -24", p.bodyDark, 4),
  "mug-dipped": (p) =>
    line("M204 130q62 -4 54 54q-6 44 -58 40", p.body, 14) +
    printed("M92 100h120l-8 148q-1 12 -14 12h-76q-13 0 -14 -12z", p.trimLight) +
    printed("M92 100h120l-4 74q-18 12 -36 0t-38 2t-38 -4z", p.body) +
    flat(oval(152, 100, 60, 13), p.bodyLight) +
    flat(oval(152, 102, 51, 9), "#5b3a29"),
  "travel-mug-flask": (p) =>
    line("M134 62q26 -34 52 0", p.trimDark, 9) +
    solid(box(124, 56, 72, 40, 12), p.trim) +
    printed("M126 92h68q14 14 14 40v112q0 16 -16 16h-64q-16 0 -16 -16v-112q0 -26 14 -40z", p.body) +
    line("M112 148h96M112 158h96", p.trimLight, 4),
  "backpack-roll": (p) =>
    bothSides((x) => line(`M${x(88)} 130Q${x(62)} 164 ${x(76)} 232`, p.trimDark, 12)) +
    printed("M90 112h140l6 132q0 16 -18 16h-116q-18 0 -18 -16z", p.body) +
    solid(box(80, 62, 160, 34, 17), p.bodyDark) +
    solid("M88 90h144l-2 34h-140z", p.bodyLight) +
    line("M160 70v84", p.trim, 10) +
    flat(box(150, 140, 20, 22, 4), p.trimDark) +
    solid(box(106, 186, 108, 58, 10), p.bodyDark),
  "backpack-flap": (p) =>
    line("M142 66q0 -24 18 -24t18 24", p.trimDark, 9) +
    bothSides((x) => line(`M${x(86)} 120Q${x(58)} 160 ${x(76)} 236`, p.trimDark, 12)) +
    printed("M86 92q74 -44 148 0v148q0 20 -22 20h-104q-22 0 -22 -20z", p.body) +
    solid("M80 92q80 -50 160 0v60q0 16 -18 16h-124q-18 0 -18 -16z", p.bodyDark) +
    line("M128 142v60M192 142v60", p.trim, 11) +
    flat(box(119, 186, 18, 18, 3) + box(183, 186, 18, 18, 3), p.trimLight),
  "kids-backpack-pocket": (p) =>
    line("M140 74q0 -26 20 -26t20 26", p.trimDark, 9) +
    bothSides((x) => line(`M${x(86)} 146Q${x(62)} 178 ${x(80)} 232`, p.trimDark, 12)) +
    printed("M86 138q0 -70 74 -70t74 70v90q0 32 -32 32h-84q-32 0 -32 -32z", p.body) +
    solid(box(104, 164, 112, 76, 22), p.trimLight) +
    flat("M160 174l9 19l21 2l-16 14l5 20l-19 -11l-19 11l5 -20l-16 -14l21 -2z", p.body) +
    line("M104 132q56 -14 112 0", p.bodyDark, 5),
  "headphones-round": (p) =>
    line("M92 192q-18 -134 68 -136q86 2 68 136", p.trim, 10) +
    solid(box(126, 48, 68, 20, 10), p.body) +
    line("M90 150v44M230 150v44", p.trimDark, 7) +
    printed(oval(94, 206, 40, 46), p.body) +
    printed(oval(226, 206, 40, 46), p.body) +
    flat(oval(94, 206, 22, 27) + oval(226, 206, 22, 27), p.bodyDark) +
    flat(oval(94, 206, 6) + oval(226, 206, 6), p.trimLight),
  "wall-clock-square": (p) =>
    solid(box(66, 58, 188, 188, 28), p.trim) +
    solid(box(80, 72, 160, 160, 18), p.body) +
    line("M160 92v14M160 198v14M100 152h14M206 152h14", p.trimLight, 7) +
    line("M160 152L126 172", p.dark, 8) +
    line("M160 152L184 100", p.dark, 6) +
    flat(oval(160, 152, 8), p.trimDark),
  "vase-tall": (p) =>
    line("M152 108Q140 66 96 42M166 108Q176 60 222 36M160 108V24", "#6d8f63", 4) +
    flat(
      "M96 42q-28 0 -34 -20q28 -4 34 20zM222 36q26 -4 30 -24q-28 0 -30 24zM160 24q-14 -14 0 -24q14 10 0 24zM128 66q-24 2 -30 -14q24 -6 30 14zM192 62q22 0 28 -16q-22 -4 -28 16z",
      "#7fa273",
    ) +
    printed("M134 106h52l16 148q0 8 -8 8h-68q-8 0 -8 -8z", p.body) +
    line("M130 138h60M127 164h66", p.bodyDark, 4),
};
