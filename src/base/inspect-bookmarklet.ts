/** What the bookmarklet dispatches on the document. A tag that opens the inspector calls `preventDefault()`. */
export const INSPECT_EVENT = "personal-rank:inspect";

/**
 * Opens the inspector on the page that is shown, or says why not. It asks the page's own tag, which knows where its files lie and what
 * the page allows: no address stands in it. It is a `javascript:` URL: no `%` and no `#` may stand in it.
 */
export const INSPECT_BOOKMARKLET: string = `javascript:void(document.dispatchEvent(new CustomEvent("${INSPECT_EVENT}",{cancelable:true}))&&alert(window.personalRank?"The personal-rank tag of this page does not open the inspector.":"This page has no personal-rank tag, or it has not started yet."))`;
