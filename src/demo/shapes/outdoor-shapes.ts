import { bothSides, box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

const leaf = "#6d8f63";

/** For the garden, the campsite and the playroom, and the parcel that stands for anything else. */
export const outdoorShapes: Readonly<Record<string, Shape>> = {
  planter: (p) =>
    line(
      "M160 160Q150 90 100 66M160 160V48M160 160Q172 96 222 74M160 160Q120 130 82 132M160 160Q200 130 240 136",
      leaf,
      6,
    ) +
    flat(
      "M100 66q-30 -4 -36 20q28 8 36 -20zM160 48q-22 -14 0 -40q22 26 0 40zM222 74q28 -6 36 18q-28 10 -36 -18zM82 132q-24 -12 -38 6q20 20 38 -6zM240 136q22 -12 38 6q-22 18 -38 -6zM132 96q-28 0 -30 -22q26 -2 30 22zM186 104q26 0 30 -22q-28 -2 -30 22z",
      "#7fa273",
    ) +
    printed("M94 176h132l-16 76q-2 8 -12 8h-76q-10 0 -12 -8z", p.body) +
    solid(box(84, 156, 152, 28, 7), p.bodyLight),
  "watering-can": (p) =>
    line("M202 150q70 -10 60 46q-6 34 -54 34", p.bodyDark, 11) +
    line("M120 226L56 130", p.bodyDark, 17) +
    solid("M34 124l36 -20l8 14l-36 22z", p.trim) +
    line("M114 136q46 -84 94 0", p.bodyDark, 10) +
    printed("M108 136h104l10 118q-62 14 -124 0z", p.body) +
    flat(oval(160, 136, 52, 11), p.bodyDark) +
    line("M104 184q56 12 112 0", p.bodyDark, 4) +
    line("M38 146v22M54 142v30M22 152v18", "#7fb4d6", 4),
  lantern: (p) =>
    line("M104 106q0 -72 56 -72t56 72", p.trimDark, 6) +
    solid("M122 84h76l16 26h-108z", p.body) +
    flat(oval(160, 168, 112), p.glow, 0.28) +
    flat(box(112, 110, 96, 108, 16), p.glow, 0.75) +
    flat("M160 130q28 36 14 58q-14 16 -28 0q-14 -22 14 -58z", "#f0a13c") +
    line("M114 112v104M206 112v104", p.body, 7) +
    line("M110 164h100", p.body, 4) +
    solid(box(102, 214, 116, 20, 6), p.bodyDark) +
    printed("M94 234h132l8 26h-148z", p.body),
  "sleeping-bag": (p) =>
    printed(
      "M76 92q14 -46 84 -46t84 46q10 90 -16 156q-4 12 -16 12h-104q-12 0 -16 -12q-26 -66 -16 -156z",
      p.body,
    ) +
    solid("M96 96q12 -32 64 -32t64 32q4 34 -20 46q-44 14 -88 0q-24 -12 -20 -46z", p.trimLight) +
    flat("M112 104q10 -22 48 -22t48 22q0 20 -16 26q-32 8 -64 0q-16 -6 -16 -26z", p.dark, 0.35) +
    line("M84 168q76 18 152 0M88 200q72 18 144 0M96 232q64 16 128 0", p.bodyDark, 4) +
    line("M206 138L212 250", p.trimDark, 4),
  tent: (p) =>
    line("M40 256L20 262M280 256L300 262", p.trimDark, 4) +
    solid("M160 66L288 260h-256z", p.bodyDark) +
    printed("M160 66L60 260h-28z", p.bodyLight) +
    printed("M160 66L288 260h-84z", p.body) +
    flat("M160 66L116 260h88z", p.dark, 0.72) +
    flat("M160 66L116 260h-24q52 -80 68 -194z", p.trimLight) +
    flat("M160 66L204 260h24q-52 -80 -68 -194z", p.trim) +
    line("M160 66v-20", p.trimDark, 5) +
    flat("M160 44l26 8l-26 8z", p.trim),
  "picnic-blanket": (p) =>
    printed("M84 150h170l34 110h-240z", p.bodyLight) +
    line("M116 150L98 260M152 150L148 260M188 150L198 260M222 150L246 260M76 186h188M64 224h212", p.body, 7) +
    printed("M70 108h176q24 0 24 26t-24 26h-176z", p.body) +
    solid(oval(70, 134, 22, 26), p.bodyDark) +
    line("M70 120a10 14 0 0 1 0 28a6 8 0 0 1 0 -16", p.bodyLight, 3) +
    line("M112 108v52M206 108v52", p.trimDark, 11) +
    line("M112 108q47 -56 94 0", p.trimDark, 9),
  "fire-bowl": (p) =>
    flat(oval(160, 130, 110), p.glow, 0.28) +
    line("M112 214L92 261M208 214L228 261M160 220V262", p.bodyDark, 10) +
    flat(
      "M160 34q60 60 44 116q-20 34 -44 32q-24 2 -44 -32q-10 -34 14 -62q4 22 16 24q-8 -44 14 -78z",
      "#ee7b30",
    ) +
    flat(
      "M162 84q38 42 24 72q-12 22 -26 22q-18 0 -26 -22q-4 -22 10 -36q4 12 10 12q-4 -26 8 -48z",
      "#f8c54a",
    ) +
    line("M112 176L206 158M114 158L208 178", "#6b4a35", 13) +
    printed("M56 170h208q-12 62 -104 62t-104 -62z", p.body) +
    solid(box(46, 164, 228, 14, 7), p.bodyLight),
  blocks: (p) =>
    solid(box(62, 190, 70, 70, 6), p.body) +
    flat(oval(97, 225, 18), p.bodyLight) +
    solid(box(138, 190, 70, 70, 6), p.trim) +
    line("M160 244v-36l26 36v-36", p.trimDark, 6) +
    solid("M214 260v-70h58v70h-14a15 22 0 0 0 -30 0z", p.bodyDark) +
    solid(box(98, 122, 74, 64, 6), p.trimLight) +
    flat("M135 134l22 40h-44z", p.trimDark) +
    solid(box(178, 136, 86, 50, 6), p.body) +
    solid("M98 118l37 -56l37 56z", p.bodyDark) +
    solid(oval(220, 112, 23), p.trim),
  "soft-toy": (p) =>
    bothSides((x) => solid(`M${x(136)} 92Q${x(104)} 60 ${x(116)} 24Q${x(146)} 30 ${x(154)} 84z`, p.body)) +
    bothSides((x) =>
      flat(`M${x(134)} 76Q${x(120)} 58 ${x(124)} 40Q${x(140)} 50 ${x(146)} 76z`, p.trimLight),
    ) +
    bothSides((x) => line(`M${x(118)} 168Q${x(82)} 186 ${x(84)} 218`, p.bodyDark, 26)) +
    bothSides((x) => solid(oval(x(130), 248, 30, 16), p.bodyDark)) +
    printed("M110 196q0 -54 50 -54t50 54q6 62 -50 62t-50 -62z", p.body) +
    flat(oval(160, 208, 30, 36), p.trimLight) +
    solid(oval(160, 118, 56, 50), p.body) +
    flat(oval(140, 112, 6) + oval(180, 112, 6), p.dark) +
    flat(oval(160, 128, 8, 6), p.trimDark) +
    line("M160 134q-10 12 -20 4M160 134q10 12 20 4", p.dark, 4),
  "toy-car": (p) =>
    solid("M104 164q10 -60 50 -62h36q42 4 56 62z", p.bodyDark) +
    flat("M120 162q6 -42 32 -46v46zM164 116h26q26 4 36 46h-62z", "#d7eaf0") +
    printed("M44 186q0 -26 30 -28h186q28 4 28 40v22q0 14 -14 14h-216q-14 0 -14 -14z", p.body) +
    flat(oval(60, 190, 9, 11), p.glow) +
    line("M152 176v44", p.bodyDark, 3) +
    flat(oval(96, 232, 32) + oval(228, 232, 32), p.dark) +
    solid(oval(96, 232, 18), p.trim) +
    solid(oval(228, 232, 18), p.trim) +
    flat(oval(96, 232, 5) + oval(228, 232, 5), p.trimDark),
  parcel: (p) =>
    solid("M60 124L160 84L260 124L160 166z", p.bodyLight) +
    solid("M60 124L160 166V262L60 220z", p.body) +
    solid("M260 124L160 166V262L260 220z", p.bodyDark) +
    flat("M104 106L204 148V182L220 176V142L120 100z", p.trim, 0.85) +
    line("M78 196l34 14M78 208l22 9", p.bodyDark, 4),
};
