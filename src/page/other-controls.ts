/** What a card may have beside its link that is no way to its item. */
export const OTHER_CONTROLS = "button, input, select, textarea, label, [data-personal-rank-action]";
