import type { Memory } from "../learning/memory.ts";
import { deletions } from "../store/deletions.ts";
import type { Change, Records } from "../store/records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { toldNow } from "../store/told-now.ts";
import { sharedSoFar } from "./shared-so-far.ts";

/**
 * What a visitor chose who is taken for a machine, and what of before has not been sent yet, is never shared, also when they are taken for a
 * person again: it counts as told, and what waits to be sent goes. To be written with the memory where that judgement changes; in between
 * nothing is sent.
 *
 * @param memory   As it is after the choices.
 * @param rankings All that are kept.
 */
export async function machineChoices(
  records: Records,
  memory: Memory,
  rankings: readonly RankingRecord[],
): Promise<Change[]> {
  const soFar = await sharedSoFar(records, memory.modelId);
  const told = toldNow(memory, rankings);
  const { generation } = memory;
  return [
    ...deletions("outbox", await records.keys("outbox")),
    { type: "put", kind: "sharing", record: { ...soFar, told, sealed: null, generation } },
  ];
}
