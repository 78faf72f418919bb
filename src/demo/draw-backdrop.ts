/** Wall and floor tints of each style, muted so that the product stays the loudest colour. */
const tints: ReadonlyMap<string, readonly [wall: string, floor: string]> = new Map([
  ["minimalist", ["#f0efeb", "#e3e1db"]],
  ["vintage", ["#f1e6d3", "#e2d1b6"]],
  ["outdoor", ["#e2ece4", "#cfdfcd"]],
  ["playful", ["#fdeee4", "#f9dccb"]],
  ["industrial", ["#e6e8ea", "#d2d6d9"]],
  ["handmade", ["#f2e9e0", "#e5d6c6"]],
]);

const plain: readonly [string, string] = ["#eeedf0", "#e0dfe4"];

/** The wall and floor behind a product of a style; `id` varies small things such as where the sun stands. */
export function drawBackdrop(style: string, id: string): string {
  const [wall, floor] = tints.get(style) ?? plain;
  const variant = id.charCodeAt(id.length - 1) % 3 || 0;
  return `<path d="M0 0h320v320h-320z" fill="${wall}"/>${motif(style, variant, floor)}`;
}

function motif(style: string, variant: number, floor: string): string {
  const ground = `<path d="M0 246h320v74h-320z" fill="${floor}"/>`;
  const sunX = [84, 160, 236][variant];
  switch (style) {
    case "vintage":
      return `<path d="M48 246v-88a112 112 0 0 1 224 0v88z" fill="#fff" fill-opacity=".5"/>${ground}`;
    case "outdoor":
      return (
        `<circle cx="${sunX}" cy="76" r="34" fill="#fff" fill-opacity=".75"/>` +
        `<path d="M0 214l70 -62l64 54l58 -78l128 108v10h-320z" fill="#c3d6c8" fill-opacity=".8"/>${ground}`
      );
    case "playful":
      return (
        `<g fill="#fff" fill-opacity=".8"><circle cx="44" cy="60" r="20"/><circle cx="${sunX}" cy="28" r="11"/>` +
        `<circle cx="284" cy="106" r="26"/><circle cx="30" cy="176" r="10"/><circle cx="262" cy="30" r="7"/></g>` +
        `<path d="M0 246q26 -16 53 0t53 0t54 0t53 0t53 0t54 0v74h-320z" fill="${floor}"/>`
      );
    case "industrial":
      return (
        `<path d="M0 62h320M0 124h320M0 186h320M80 0v62M240 0v62M160 62v62M80 124v62M240 124v62M160 186v60M0 62v62M320 62v62" ` +
        `stroke="#fff" stroke-opacity=".75" stroke-width="3" fill="none"/>${ground}`
      );
    case "handmade":
      return (
        `<path d="M52 150q-20 -104 92 -112q130 -10 138 96q6 84 -60 118h-110q-50 -30 -60 -102z" fill="#fff" fill-opacity=".55"/>` +
        ground
      );
    default:
      return ground;
  }
}

/** The pattern `decor` that is printed on cloth, glaze and shells of a style: dots, stripes, weave or nothing. */
export function drawDecor(style: string): string {
  const inside: Readonly<Record<string, string>> = {
    vintage: `<path d="M0 4h24" stroke="#fff" stroke-opacity=".3" stroke-width="5"/>`,
    outdoor: `<path d="M0 0l24 24" stroke="#000" stroke-opacity=".05" stroke-width="6"/>`,
    playful: `<circle cx="7" cy="7" r="3.4" fill="#fff" fill-opacity=".5"/><circle cx="19" cy="19" r="3.4" fill="#fff" fill-opacity=".5"/>`,
    industrial: `<path d="M12 0v24M0 12h24" stroke="#000" stroke-opacity=".07" stroke-width="1.6"/>`,
    handmade: `<path d="M4 5l3 2M15 3l2 3M9 14l3 -1M20 17l2 3M3 20l3 1" stroke="#3b2a1e" stroke-opacity=".32" stroke-width="1.8"/>`,
  };
  return `<pattern id="decor" width="24" height="24" patternUnits="userSpaceOnUse">${Object.hasOwn(inside, style) ? inside[style] : ""}</pattern>`;
}
