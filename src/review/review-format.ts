const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const whole = new Intl.NumberFormat();
const percent = new Intl.NumberFormat(undefined, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const fine = new Intl.NumberFormat(undefined, {
  style: "percent",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const points = new Intl.NumberFormat(undefined, {
  style: "percent",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: "exceptZero",
});

/** Numbers as a reader's own language writes them. */
export const format = {
  /** By UTC, as the server counts. */
  day: (ms: number): string => day.format(ms),
  time: (ms: number): string => time.format(ms),
  count: (value: number): string => whole.format(value),
  /** Of 1. */
  share: (value: number): string => percent.format(value),
  fineShare: (value: number): string => fine.format(value),
  /** "1 report", "2 reports" */
  counted: (value: number, thing: string): string =>
    `${whole.format(value)} ${thing}${value === 1 ? "" : "s"}`,
  /** A difference of shares. */
  change: (value: number): string => points.format(value),
  /** Three significant digits. */
  number: (value: number): string =>
    value === 0 ? "0" : value.toLocaleString(undefined, { maximumSignificantDigits: 3 }),
};

const STATES: Readonly<Record<string, string>> = {
  OPEN: "takes reports",
  CLOSING: "is being summed",
  SUMMED: "is being summed",
  NOISED: "a head is being made",
  CANDIDATE: "waits for a decision",
  PROMOTED: "promoted",
  REJECTED: "rejected",
  EXPIRED: "expired: too few reports",
};

/** What has become of a round, in words. */
export function stateWords(state: string): string {
  return STATES[state] ?? state.toLowerCase();
}

const GROUPS: Readonly<Record<string, string>> = {
  text: "Text of the card",
  match: "Fit to the search",
  history: "What was chosen before",
  price: "Price",
  brand: "Brand",
  attributes: "Attributes",
  intercept: "Intercept",
  facts: "Facts",
  media: "Pictures and sound",
};

/** A group of features, in words. */
export function groupWords(name: string): string {
  return GROUPS[name] ?? name;
}

const CHECKS: Readonly<Record<string, string>> = {
  finite: "Weights are numbers",
  "update-norm": "Length of the step",
  "update-direction": "Direction of the step",
  "canary-ndcg": "NDCG@10 on the lists",
  "exposure-moved": "Exposure that moves",
  "exposure-items": "Exposure of one item",
  "exposure-brands": "Exposure of one brand",
};

/** A check of the gate, in words. */
export function checkWords(name: string): string {
  return CHECKS[name] ?? name;
}
