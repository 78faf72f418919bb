import { bothSides, box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Rows of small dots, as on a speaker's front. */
function grille(x: number, y: number, columns: number, rows: number, fill: string): string {
  const dots = Array.from({ length: columns * rows }, (_, index) =>
    oval(x + (index % columns) * 12, y + Math.floor(index / columns) * 12, 3),
  );
  return flat(dots.join(""), fill);
}

/** Things that play, ring and click. */
export const soundShapes: Readonly<Record<string, Shape>> = {
  earbuds: (p) =>
    bothSides(
      (x) =>
        line(`M${x(112)} 76Q${x(122)} 110 ${x(118)} 146`, p.body, 16) + solid(oval(x(118), 72, 27), p.body),
    ) +
    bothSides((x) => flat(oval(x(134), 70, 11, 13), p.dark)) +
    printed(box(76, 172, 168, 88, 42), p.bodyDark) +
    printed("M76 206q0 -40 42 -40h84q42 0 42 40z", p.body) +
    line("M78 207h164", p.dark, 3) +
    flat(oval(160, 222, 5), p.trimLight),
  "portable-speaker": (p) =>
    line("M112 96q48 -74 96 0", p.trimDark, 10) +
    printed(box(72, 92, 176, 168, 46), p.body) +
    solid(oval(160, 184, 58), p.bodyDark) +
    grille(118, 142, 8, 8, p.body) +
    flat(oval(160, 184, 20), p.trim) +
    flat(oval(132, 112, 6) + oval(160, 110, 6) + oval(188, 112, 6), p.trimLight),
  "shelf-speaker": (p) =>
    solid(box(98, 44, 124, 216, 10), p.body) +
    flat(box(108, 54, 104, 196, 6), p.dark) +
    flat(oval(160, 94, 25), p.trimDark) +
    flat(oval(160, 94, 10), p.trimLight) +
    flat(oval(160, 182, 46), p.trimDark) +
    flat(oval(160, 182, 36), p.dark) +
    solid(oval(160, 182, 17), p.trim) +
    line("M146 238h28", p.trimLight, 5),
  radio: (p) =>
    line("M218 112L252 40", p.trimDark, 5) +
    printed(box(50, 108, 220, 140, 24), p.body) +
    flat(box(66, 126, 118, 104, 12), p.trimLight) +
    grille(80, 140, 8, 7, p.trimDark) +
    solid(oval(226, 194, 28), p.trim) +
    line("M226 194L238 174", p.trimDark, 5) +
    flat(box(200, 126, 54, 26, 5), p.glow) +
    line("M232 130v18", "#c2452f", 3) +
    line("M84 254h20M216 254h20", p.dark, 10),
  turntable: (p) =>
    solid(box(40, 128, 240, 110, 12), p.body) +
    flat(box(56, 232, 34, 26, 6) + box(230, 232, 34, 26, 6), p.dark) +
    flat(oval(142, 176, 86, 46), p.bodyDark) +
    solid(oval(142, 170, 84, 44), "#26282b") +
    line("M76 170a66 34 0 0 1 132 0M92 170a50 26 0 0 1 100 0", "#43474c", 2) +
    flat(oval(142, 170, 27, 14), p.trim) +
    flat(oval(142, 170, 5, 3), "#f6f3ec") +
    flat(oval(248, 148, 14, 9), p.trimDark) +
    line("M248 146L232 202L198 200", "#d9dde0", 6) +
    flat(oval(250, 214, 9, 6), p.trimLight),
  keyboard: (p) =>
    solid("M58 116h204l34 116q2 18 -16 18h-240q-18 0 -16 -18z", p.trim) +
    [0, 1, 2, 3]
      .map((row) =>
        Array.from({ length: 10 }, (_, column) => {
          const width = 19.4 + row * 1.5;
          const left = 66 - row * 7.6 + column * (width - 0.4 + row * 0.05);
          const accent = (row * 7 + column * 3) % 19 === 0;
          return solid(
            box(Number(left.toFixed(1)), 128 + row * 25, Number((width - 4).toFixed(1)), 19, 4),
            accent ? p.bodyDark : p.body,
          );
        }).join(""),
      )
      .join("") +
    solid(box(104, 229, 112, 14, 4), p.bodyLight),
  "alarm-clock": (p) =>
    line("M108 226L90 260M212 226L230 260", p.trimDark, 12) +
    bothSides((x) => solid(`M${x(76)} 98Q${x(72)} 50 ${x(132)} 58z`, p.trim)) +
    line("M160 62V44M146 42h28", p.trimDark, 9) +
    solid(oval(160, 160, 84), p.body) +
    flat(oval(160, 160, 65), "#fbf7ee") +
    line("M160 104v8M160 208v8M104 160h8M208 160h8", p.dark, 5) +
    line("M160 160L134 138", p.dark, 8) +
    line("M160 160L188 122", p.dark, 5) +
    line("M160 160L176 192", p.bodyDark, 3) +
    flat(oval(160, 160, 7), p.bodyDark),
};
