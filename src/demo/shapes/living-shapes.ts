import { box, flat, line, oval, printed, solid, type Shape } from "./svg-parts.ts";

/** Lamps, clocks and textiles. */
export const livingShapes: Readonly<Record<string, Shape>> = {
  "table-lamp": (p) =>
    flat("M100 150L60 262h200l-40 -112z", p.glow, 0.28) +
    solid("M132 176q-22 44 -4 84h64q18 -40 -4 -84q-10 -20 -12 -30h-32q-2 10 -12 30z", p.trim) +
    flat(oval(160, 150, 14, 8), p.glow) +
    printed("M116 62h88l30 86q-74 16 -148 0z", p.body) +
    flat("M86 148q74 16 148 0l-2 -6q-72 14 -144 0z", p.glow, 0.7),
  "floor-lamp": (p) =>
    flat("M110 108L70 262h180l-40 -154z", p.glow, 0.24) +
    line("M160 104V254", p.trimDark, 7) +
    solid(oval(160, 256, 46, 9), p.trim) +
    printed("M126 44h68l24 62q-58 12 -116 0z", p.body) +
    flat("M102 106q58 12 116 0l-2 -5q-56 10 -112 0z", p.glow, 0.75),
  "pendant-lamp": (p) =>
    flat("M92 180L52 270h216l-40 -90z", p.glow, 0.3) +
    line("M160 0V92", p.dark, 4) +
    solid(box(148, 86, 24, 22, 5), p.trimDark) +
    printed("M136 106h48q44 14 60 76h-168q16 -62 60 -76z", p.body) +
    flat(oval(160, 182, 84, 11), p.bodyDark) +
    flat(oval(160, 184, 30, 8), p.glow),
  "desk-lamp": (p) =>
    flat("M68 106L28 262h152l-52 -92z", p.glow, 0.3) +
    solid(oval(206, 254, 50, 12), p.trimDark) +
    line("M206 248L240 158L164 82", p.trim, 9) +
    flat(oval(240, 158, 9) + oval(206, 246, 8), p.dark) +
    solid("M148 60q14 -12 30 6t6 28l-14 10l-34 -36z", p.trimDark) +
    printed("M150 70q-54 4 -84 34l64 68q30 -32 40 -80z", p.body) +
    line("M67 105L129 171", p.glow, 7),
  "wall-clock": (p) =>
    solid(oval(160, 152, 98), p.trim) +
    flat(oval(160, 152, 84), p.bodyDark) +
    solid(oval(158, 150, 83), p.body) +
    Array.from({ length: 12 }, (_, hour) => {
      const angle = (hour * Math.PI) / 6;
      const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
      const inner = hour % 3 === 0 ? 60 : 66;
      const at = (radius: number): string =>
        `${(160 + sin * radius).toFixed(1)} ${(152 - cos * radius).toFixed(1)}`;
      return line(`M${at(inner)}L${at(73)}`, p.trimLight, hour % 3 === 0 ? 6 : 3);
    }).join("") +
    line("M160 152L124 118", p.dark, 8) +
    line("M160 152L190 98", p.dark, 6) +
    flat(oval(160, 152, 8), p.trimDark),
  blanket: (p) =>
    printed("M82 96q78 -18 156 0v40q-78 14 -156 0z", p.bodyLight) +
    printed("M70 132q90 -20 180 0v44q-90 16 -180 0z", p.body) +
    printed("M60 172q100 -20 200 0v66q-100 18 -200 0z", p.bodyDark) +
    line("M66 214q94 20 188 0M66 226q94 20 188 0", p.trimLight, 4) +
    Array.from({ length: 14 }, (_, index) =>
      line(
        `M${67 + index * 14.3} ${index < 7 ? 244 + index * 0.9 : 250.4 - (index - 7) * 0.9}v14`,
        p.bodyDark,
        4,
      ),
    ).join(""),
  cushion: (p) =>
    printed("M68 84q92 24 184 0q-20 80 0 162q-92 -22 -184 0q20 -82 0 -162z", p.body) +
    line("M72 88q88 22 176 0q-18 78 0 154q-88 -20 -176 0q18 -76 0 -154", p.trimLight, 3) +
    flat(oval(160, 165, 9), p.trimDark) +
    line(
      "M150 160q-24 -8 -40 -26M170 160q24 -8 40 -26M152 172q-18 14 -36 30M168 172q18 14 36 30",
      p.bodyDark,
      3,
    ),
  vase: (p) =>
    line("M150 120q-6 -40 -40 -66M160 120q2 -50 -2 -84M170 120q8 -40 42 -58", "#6d8f63", 5) +
    flat(oval(106, 50, 15) + oval(216, 60, 13), p.trim) +
    flat(oval(158, 34, 17), p.trimLight) +
    flat("M132 84q-18 2 -22 -14q18 -4 22 14zM180 98q18 2 24 -14q-18 -4 -24 14z", "#7fa273") +
    printed("M140 112h40q-4 28 22 54q40 44 0 94h-84q-40 -50 0 -94q26 -26 22 -54z", p.body) +
    flat(oval(160, 112, 20, 5), p.bodyDark),
  "night-lamp": (p) =>
    flat(oval(160, 160, 128), p.glow, 0.3) +
    solid(box(112, 236, 96, 24, 11), p.trim) +
    solid("M98 74l22 34q40 -18 80 0l22 -34q18 60 10 96q-10 70 -72 72q-62 -2 -72 -72q-8 -36 10 -96z", p.body) +
    flat(oval(160, 176, 44, 48), p.glow, 0.55) +
    flat(oval(132, 146, 8) + oval(188, 146, 8), p.dark) +
    flat("M152 166h16l-8 10z", p.bodyDark) +
    line("M160 176q-12 14 -24 4M160 176q12 14 24 4", p.dark, 4),
};
