import type { Ranking } from "../ranking/ranking.ts";
import type { Call } from "./protocol.ts";

const LEARNED = { generation: "number", didUpdate: "boolean" };
/** Fields of an answer that the page builds on, and what `typeof` says of them; of the others it must be an object only. */
const FIELDS: Readonly<Partial<Record<Call["type"], Readonly<Record<string, string>>>>> = {
  start: { storage: "string" },
  learn: LEARNED,
  attribute: LEARNED,
  return: LEARNED,
};

/**
 * Whether a worker's answer can be one to this call: a ranking has every candidate once, at the place where it stands, with a score; of
 * what is only shown to people no more is asked than that it is an object.
 */
export function isAnswer(call: Call, value: unknown): boolean {
  if (value === null) return call.type === "prepare" || call.type === "forget";
  if (typeof value !== "object") return false;
  const answer = value as Partial<Record<string, unknown>>;
  if (call.type === "rank") {
    const { id, items } = answer;
    if (!Array.isArray(items)) return false;
    const left = new Set(call.request.candidates.map((candidate) => candidate.id));
    return (
      id === call.request.rankingId &&
      items.every(
        (item: Ranking["items"][number] | null, at) =>
          item?.position === at + 1 && Number.isFinite(item.score) && left.delete(item.id),
      ) &&
      left.size === 0
    );
  }
  return Object.entries(FIELDS[call.type] ?? {}).every(([field, type]) => typeof answer[field] === type);
}
