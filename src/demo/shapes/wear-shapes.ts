import { bothSides, box, flat, line, oval, printed, solid, type Paint, type Shape } from "./svg-parts.ts";

const torso = "M112 76q48 20 96 0l30 16q8 80 4 168q-82 10 -164 0q-4 -88 4 -168z";

/** Sleeves and torso that all upper garments share; the details come on top. */
function garment(p: Paint, details: string): string {
  const sleeves = bothSides((x) =>
    solid(
      `M${x(88)} 88Q${x(64)} 100 ${x(56)} 146L${x(44)} 226Q${x(58)} 236 ${x(74)} 232L${x(92)} 166z`,
      p.bodyDark,
    ),
  );
  return sleeves + printed(torso, p.body) + details;
}

const zip = (p: Paint): string => line("M160 88V262", p.trimDark, 4);
const hood = (p: Paint): string =>
  solid("M110 84q-6 -52 50 -54q56 2 50 54q-50 22 -100 0z", p.bodyDark) +
  flat("M126 80q-2 -34 34 -36q36 2 34 36q-34 16 -68 0z", p.dark, 0.45);

/** What one wears. */
export const wearShapes: Readonly<Record<string, Shape>> = {
  jacket: (p) =>
    garment(
      p,
      hood(p) +
        zip(p) +
        line("M104 196l30 -8M216 196l-30 -8", p.trimDark, 6) +
        flat(box(186, 122, 30, 8, 4), p.trim),
    ),
  "kids-jacket": (p) =>
    garment(
      p,
      hood(p) +
        zip(p) +
        solid(box(98, 184, 44, 42, 10), p.trim) +
        solid(box(178, 184, 44, 42, 10), p.trim) +
        flat(oval(160, 112, 6) + oval(160, 146, 6) + oval(160, 180, 6) + oval(160, 214, 6), p.trimLight),
    ),
  "padded-jacket": (p) =>
    garment(
      p,
      solid("M122 56q38 -12 76 0l6 30q-44 16 -88 0z", p.bodyDark) +
        line(
          "M82 122q78 14 156 0M80 154q80 14 160 0M79 186q81 14 162 0M79 218q81 14 162 0M80 246q80 12 160 0",
          p.bodyDark,
          4,
        ) +
        line(
          "M58 140q16 8 30 6M54 172q16 8 30 6M48 204q16 8 30 6M262 140q-16 8 -30 6M266 172q-16 8 -30 6M272 204q-16 8 -30 6",
          p.body,
          3,
        ) +
        zip(p),
    ),
  "work-jacket": (p) =>
    garment(
      p,
      flat("M132 80h56l-28 34z", p.trimLight) +
        solid("M118 66l42 46l-26 22l-26 -50zM202 66l-42 46l26 22l26 -50z", p.bodyDark) +
        line("M160 114V260", p.bodyDark, 3) +
        solid(box(184, 132, 40, 38, 4), p.bodyLight) +
        solid(box(94, 194, 50, 48, 4), p.bodyLight) +
        solid(box(176, 194, 50, 48, 4), p.bodyLight) +
        flat(oval(160, 134, 5) + oval(160, 166, 5) + oval(160, 198, 5) + oval(160, 230, 5), p.trimDark),
    ),
  sweater: (p) =>
    garment(
      p,
      line("M120 76q40 34 80 0", p.bodyLight, 11) +
        line("M80 252q80 12 160 0", p.bodyLight, 13) +
        line("M48 226l26 5M272 226l-26 5", p.bodyLight, 12) +
        line(
          "M130 116q-8 14 0 28t0 28t0 28t0 28M160 120q-8 14 0 28t0 28t0 28t0 24M190 116q-8 14 0 28t0 28t0 28t0 28",
          p.bodyDark,
          5,
        ),
    ),
  fleece: (p) =>
    garment(
      p,
      solid("M84 92l28 -16q48 20 96 0l28 16l2 34q-78 18 -156 0z", p.trim) +
        solid("M126 54q34 -10 68 0l8 28q-42 16 -84 0z", p.bodyDark) +
        line("M160 62V138", p.trimDark, 5) +
        solid(box(184, 140, 38, 34, 6), p.trim) +
        line("M184 150h38", p.trimDark, 3),
    ),
  shirt: (p) =>
    garment(
      p,
      solid("M128 62l32 24l-24 26l-22 -36zM192 62l-32 24l24 26l22 -36z", p.bodyLight) +
        line("M160 92V260", p.bodyDark, 3) +
        solid("M182 134h36v30l-18 12l-18 -12z", p.bodyLight) +
        flat(
          oval(160, 120, 4) + oval(160, 150, 4) + oval(160, 180, 4) + oval(160, 210, 4) + oval(160, 240, 4),
          p.trimLight,
        ),
    ),
  "knit-hat": (p) =>
    solid(oval(160, 66, 28), p.trimLight) +
    printed("M80 208q-10 -126 80 -128q90 2 80 128z", p.body) +
    line(
      "M112 196q-2 -78 28 -110M144 196q-4 -80 8 -112M176 196q4 -80 -8 -112M208 196q2 -78 -28 -110",
      p.bodyDark,
      4,
    ) +
    solid(box(68, 190, 184, 56, 18), p.bodyDark) +
    Array.from({ length: 10 }, (_, rib) => line(`M${86 + rib * 16.4} 200v36`, p.body, 4)).join(""),
  scarf: (p) =>
    solid("M176 128l52 10l-8 112h-48z", p.bodyDark) +
    printed("M84 92q76 -46 152 0q14 30 -8 52q-68 34 -136 0q-22 -22 -8 -52z", p.body) +
    flat("M104 98q56 -28 112 0q-56 26 -112 0z", p.dark, 0.35) +
    printed("M112 134l54 6l-6 106l-60 -4z", p.bodyLight) +
    line("M104 214l58 4M104 226l57 4", p.trim, 5) +
    Array.from({ length: 6 }, (_, index) =>
      line(`M${104 + index * 11} ${246 + index * 0.6}v14`, p.body, 4),
    ).join("") +
    Array.from({ length: 5 }, (_, index) => line(`M${176 + index * 10} 252v10`, p.bodyDark, 4)).join(""),
  headphones: (p) =>
    line("M84 184q-14 -130 76 -132q90 2 76 132", p.trimDark, 18) +
    line("M110 76q50 -34 100 0", p.body, 18) +
    solid(box(62, 156, 38, 96, 18), p.bodyDark) +
    solid(box(220, 156, 38, 96, 18), p.bodyDark) +
    printed(box(90, 150, 30, 108, 15), p.body) +
    printed(box(200, 150, 30, 108, 15), p.body) +
    flat(oval(80, 204, 9, 22) + oval(240, 204, 9, 22), p.trimLight),
  "kids-headphones": (p) =>
    line("M90 186q-12 -112 70 -114q82 2 70 114", p.trim, 16) +
    solid("M98 88l6 -52l40 34zM222 88l-6 -52l-40 34z", p.body) +
    solid(oval(92, 204, 42, 50), p.body) +
    solid(oval(228, 204, 42, 50), p.body) +
    flat(oval(92, 204, 26, 32) + oval(228, 204, 26, 32), p.trimLight) +
    flat(
      "M92 186l6 12l13 2l-9 10l2 13l-12 -6l-12 6l2 -13l-9 -10l13 -2zM228 186l6 12l13 2l-9 10l2 13l-12 -6l-12 6l2 -13l-9 -10l13 -2z",
      p.bodyDark,
    ),
};
