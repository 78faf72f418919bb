/**
 * What the inspector and the page for reviewers have of colours in common, light and dark: custom properties of `:host`, as CSS. Both have a
 * shadow root of their own, and the rooms know nothing of each other.
 */
export const pageColours = `
  :host {
    --paper: #ffffff;
    --ink: #1d2421;
    --muted: #59645f;
    --line: #e1e3df;
    --ground: #eff2ef;
    --up: #19754f;
    --down: #9a5b1c;
    --strong: #1f4d3f;
    --on-strong: #ffffff;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --paper: #1a1f1d;
      --ink: #eaede9;
      --muted: #a4aea9;
      --line: #333b37;
      --ground: #262d2a;
      --up: #6ed0a2;
      --down: #e0a868;
      --strong: #8fd0b5;
      --on-strong: #10201a;
    }
  }
`;
