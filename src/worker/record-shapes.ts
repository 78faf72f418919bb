import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { isAction } from "../ranking/interaction.ts";

/** Whether a value is what its name says. */
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const bool: Check = (value) => typeof value === "boolean";
const finite: Check = Number.isFinite;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const share: Check = (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check, length?: number): Check =>
  (value) =>
    Array.isArray(value) && (length === undefined || value.length === length) && value.every(check);
const oneOf =
  (...words: readonly (string | null)[]): Check =>
  (value) =>
    words.includes(value as string | null);
const numbers =
  (type: typeof Float64Array | typeof Float32Array, length?: number): Check =>
  (value) =>
    value instanceof type &&
    (length === undefined || value.length === length) &&
    value.every(Number.isFinite);
/** Exactly these fields: what is not known here does not come in. */
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).every((key) => Object.hasOwn(checks, key)) &&
    Object.entries(checks).every(([key, check]) => check((value as Record<string, unknown>)[key]));

const arm = oneOf("personal", "held-out", "interleaved");

const interaction: Check = (value) => {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  const isKnown = type === "impression" || type === "click" || type === "dwell" || isAction(type);
  return (
    isKnown &&
    fields({
      type: text,
      eventId: text,
      rankingId: text,
      itemId: text,
      atMs: finite,
      ...(type === "dwell" ? { dwellMs: finite } : {}),
    })(value)
  );
};

const event = fields({ key: text, interaction, title: text, position: count, generation: count });

const log: Check = (value) => {
  const type = (value as { readonly entry?: { readonly type?: unknown } } | null)?.entry?.type;
  const rest: Readonly<Record<string, Record<string, Check>>> = {
    shown: { rankingId: text, atMs: finite, view: orAbsent(fields({ id: text, arm: orNull(arm) })) },
    did: { interactions: list(interaction) },
    rebased: { shift: numbers(Float64Array, FEATURE_COUNT), version: count },
  };
  const known = typeof type === "string" && Object.hasOwn(rest, type) ? rest[type] : null;
  return (
    known !== null && fields({ key: text, entry: fields({ type: text, number: count, ...known }) })(value)
  );
};

const ranking: Check = (value) => {
  const record = value as {
    readonly itemIds?: unknown;
    readonly history?: { readonly comparison?: { readonly itemIds?: unknown } };
  } | null;
  if (!Array.isArray(record?.itemIds)) return false;
  const n = record.itemIds.length;
  const compared = record.history?.comparison?.itemIds;
  const cells = numbers(Float64Array, n * (Array.isArray(compared) ? compared.length : 0));
  const place: Check = (at) => count(at) && (at as number) < n;
  return fields({
    key: text,
    id: (id) => text(id) && id === (value as { readonly key: unknown }).key,
    itemIds: list(text),
    texts: list(text, n),
    titles: list(text, n),
    features: numbers(Float32Array, n * FEATURE_COUNT),
    baseScores: numbers(Float64Array, n),
    historyRoom: orAbsent((room) => finite(room) && (room as number) >= 0),
    propensities: numbers(Float64Array, n),
    shownPropensities: numbers(Float64Array, n),
    greedyPlaces: list(place, n),
    heldPlaces: list(place),
    seenIds: orAbsent(list(text)),
    teams: orAbsent(list(oneOf("personal", "base", null), n)),
    history: orAbsent(
      fields({
        weight: finite,
        comparison: fields({
          itemIds: list(text),
          follows: cells,
          profiles: cells,
          decay: finite,
          scale: finite,
          shrinkage: finite,
        }),
      }),
    ),
    listId: text,
    query: text,
    atMs: finite,
    modelId: text,
    arm,
    isExplored: bool,
  })(value);
};

const engagement = fields({ itemId: text, evidence: share });
/** What is not named here is looked at by `isUsableMemory` and `usableHistory`, which the store's own records go through too. */
const memory = fields({
  key: text,
  modelId: text,
  generation: count,
  headVersion: count,
  history: list(fields({ itemId: text, text, atMs: finite, evidence: share })),
  shown: list(
    fields({
      rankingId: text,
      viewId: orNull(text),
      shownAtMs: finite,
      lastAtMs: finite,
      touched: count,
      engaged: list(engagement),
      marks: list(fields({ itemId: text, own: finite, liked: finite, passed: finite })),
    }),
  ),
  clicks: list(fields({ eventId: text, rankingId: text, itemId: text, atMs: finite, hasDwelt: bool })),
  guard: () => true,
  lookMs: orNull(finite),
  views: fields({
    benefit: () => true,
    open: list(fields({ id: text, arm, isUsed: bool, personal: count, base: count })),
  }),
  number: count,
  forgottenIds: list(text),
});

const global = fields({
  key: text,
  layout: text,
  version: count,
  weights: numbers(Float32Array, FEATURE_COUNT),
});

const catalogue = fields({ key: text, count, sum: numbers(Float64Array) });
const embedding = fields({ key: text, vector: numbers(Float32Array), storedAtMs: finite });

/** Whether a value has the shape of a record of a kind, field by field; what the numbers mean is looked at elsewhere. */
export const recordShapes: Readonly<
  Record<"events" | "log" | "rankings" | "memory" | "global" | "catalogue" | "embeddings", Check>
> = { events: event, log, rankings: ranking, memory, global, catalogue, embeddings: embedding };
