import { seededRandom, type Random } from "../../base/random.ts";
import { splitAggregator } from "../../federation/split-aggregator.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import type { Receipt, Store } from "../store.ts";
import { seededBytes, SECRETS, SHARE_TERMS, testReport } from "./split-fixture.ts";
import type { TestReport } from "./split-fixture.ts";
import { HelperRefusal, HelperUnreachable, type SplitHelper } from "./split-helper.ts";
import type { SplitLeader } from "./split-leader.ts";

export const random: Random = seededRandom(12);

/** A second server that remembers what it must, and may be away. */
export function helperOf(
  all: readonly TestReport[],
): SplitHelper & { state: "up" | "down" | "refuses"; sums: number } {
  const aggregator = splitAggregator("helper", { dimensions: 3, verifyKey: SECRETS.verifyKey });
  const outputs = new Map<string, Uint8Array>();
  const files = new Map(all.map(({ id, helper }) => [id, helper]));
  const helper: ReturnType<typeof helperOf> = {
    state: "up",
    sums: 0,
    check: async (_roundId, reports) => {
      if (helper.state === "down") throw new HelperUnreachable("connection refused");
      return Promise.all(
        reports.map(async ({ id, part }) => {
          const file = files.get(id);
          if (file === undefined) return { id, part: null, isAccepted: false };
          const check = await aggregator.check(decodeSplitShare(file, "helper", SHARE_TERMS));
          const output = await check.accept([part, check.part]);
          if (output !== null) outputs.set(id, output);
          return { id, part: check.part, isAccepted: output !== null };
        }),
      );
    },
    sum: async (_roundId, ids) => {
      if (helper.state !== "up") throw new HelperRefusal("its own cohort is larger");
      helper.sums++;
      const noNoise = { noiseMultiplier: 0, randomBytes: seededBytes(1) };
      return aggregator.sum(
        ids.map((id) => outputs.get(id)!),
        noNoise,
      );
    },
  };
  return helper;
}

export const splitBy = (helper: SplitHelper): SplitLeader => ({
  terms: { helper: "https://other.example/v1", coordinates: 1 },
  coordinates: [0, 1, 2],
  verifyKey: SECRETS.verifyKey,
  helper,
  noiseBytes: seededBytes(1),
});

/** What some wait for until others open it. */
export function newGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

export const add = (store: Store, { id, leader }: TestReport): Promise<Receipt> =>
  store.addDelta({ key: id, baseVersion: 0, bytes: leader, network: null });

export async function reports(count: number): Promise<TestReport[]> {
  return Promise.all(Array.from({ length: count }, () => testReport(random)));
}
