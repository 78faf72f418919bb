import type { Curves } from "./curves-section.ts";
import { linePlot, PLOT_STYLE } from "./line-plot.ts";
import type { Results } from "./results.ts";

/** Both plots on one page that needs no other file, in light and dark. */
export function plotPage({ listLength, modelSize }: Curves, env: Results["env"]): string {
  const plots = [
    linePlot({
      title: "Time to embed a list of titles",
      curves: listLength,
      xLabel: "titles in the list",
      yLabel: "ms, median",
    }),
    linePlot({
      title: "Time to embed one query of 12 tokens",
      curves: modelSize,
      xLabel: "parameters of the model, millions",
      yLabel: "ms, median",
    }),
  ];
  const conditions = `${env["cpu"]}, ${env["cores"]} cores, load average ${Number(env["loadAverageAtStart"]).toFixed(1)} at the start; ${env["browser"]}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>How fast personal-rank is</title>
<style>
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); }
  figure { margin: 2rem 0; }
  ${PLOT_STYLE}
</style>
<h1>How fast personal-rank is</h1>
<p>All engines in one browser, round by round in turn, on the same weights and texts. Both axes are logarithmic; lower is faster.</p>
${plots.map((plot) => `<figure>${plot}</figure>`).join("\n")}
<p><small>${conditions.replaceAll("<", "&lt;")}</small></p>
</html>
`;
}
