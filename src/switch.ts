import type { PersonalRankSwitchElement } from "./element/rank-switch.ts";

export type { PersonalRankSwitchElement };

// Imported when it runs: where a page's Trusted Types do not allow Lit's policy "lit-html", loading Lit fails. The slotted link
// is on the page all the same, and the tag works without the switch.
import("./element/rank-switch.ts")
  .then(({ PersonalRankSwitchElement: element }) => {
    if (customElements.get("personal-rank-switch") === undefined) {
      customElements.define("personal-rank-switch", element);
    }
  })
  .catch((cause: unknown) =>
    console.warn(
      `personal-rank: Cannot show <personal-rank-switch> because its code was refused: ${String(cause)}; allow the policy "lit-html" in trusted-types`,
    ),
  );
