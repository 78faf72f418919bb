import { RankReviewElement } from "./review-element.ts";
import { pageStyles } from "./review-styles.ts";

// Style sheets that are made here need no exception from the page's policy.
document.adoptedStyleSheets.push(pageStyles.styleSheet!); // null only in browsers without constructable style sheets
customElements.define("rank-review", RankReviewElement);
