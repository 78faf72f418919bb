/** Loaded by the page script once the visitor has consented. */
export { eraseAll } from "./page/erase-all.ts";
export { rankSession } from "./page/rank-session.ts";
