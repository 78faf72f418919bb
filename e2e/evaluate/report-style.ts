/** The look of the inspector, on a page of its own; dark where the reader has it dark. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d2421; --muted: #59645f; --line: #e1e3df; --ground: #eff2ef;
  --shop: #a3aca7; --global: #4f83b5; --personal: #d9772b; --worse: #b3362b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1f1d; --ink: #eaede9; --muted: #a4aea9; --line: #333b37; --ground: #262d2a;
    --shop: #79837e; --global: #6ea3d6; --personal: #f09a4e; --worse: #ff9a8f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0.2rem 0 0.6rem; font-size: 1.9rem; letter-spacing: -0.015em; line-height: 1.2; }
h2 { margin: 3rem 0 0.3rem; font-size: 1.25rem; letter-spacing: -0.01em; line-height: 1.3; text-wrap: balance; }
p { max-width: 46rem; margin: 0.4rem 0; }
.sub { color: var(--muted); font-size: 0.9rem; }
td .sub { font-size: 0.85em; white-space: nowrap; }
.note { margin: 1rem 0; padding: 0.9rem 1.1rem; border-radius: 10px; background: var(--ground); }
.note strong { display: block; }
.problem { max-width: none; margin: 1rem 0 0; padding: 0.5rem 0.9rem; border-left: 4px solid var(--worse); background: var(--ground); overflow-wrap: anywhere; }
.worse { color: var(--worse); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1rem 1.5rem; margin: 1rem 0 1.5rem; }
figure { margin: 0; }
figcaption { margin-bottom: 0.3rem; font-size: 0.9rem; font-weight: 600; }
svg { display: block; width: 100%; aspect-ratio: 420 / 190; }
svg text { fill: var(--muted); font-size: 12px; }
.grid { stroke: var(--line); fill: none; }
.whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
.fill.shop { fill: var(--shop); } .fill.global { fill: var(--global); } .fill.personal { fill: var(--personal); }
.line.personal { stroke: var(--personal); stroke-width: 2.5; fill: none; }
.band.personal { fill: var(--personal); opacity: 0.22; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 0.92rem; } thead th:first-child { width: 36%; }
th, td { padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: top; font-variant-numeric: tabular-nums; }
thead th { color: var(--muted); font-size: 0.85rem; }
footer { margin-top: 3rem; }
@media (max-width: 34rem) { table, tbody, tr, td, tbody th { display: block; } thead { display: none; } tbody th { padding-top: 0.7rem; border: 0; color: var(--muted); } td { border: 0; padding: 0; } tr { border-bottom: 1px solid var(--line); padding-bottom: 0.5rem; } }
`;
