import { seededRandom } from "../../base/random.ts";
import type { Random } from "../../base/random.ts";
import type { RandomBytes } from "../../federation/discrete-gaussian.ts";
import { splitReport, type SplitReport } from "../../federation/split-report.ts";
import { encodeSplitShare, splitReportId } from "../../federation/split-share.ts";
import { splitUnits } from "../../federation/split-units.ts";
import type { SplitShareTerms } from "../../federation/split-share.ts";
import { splitSecrets, type SplitSecrets } from "./split-secrets.ts";

/** Three of the five values of a step are split. */
export const COORDINATES: readonly number[] = [0, 2, 3];
export const SHARE_TERMS: SplitShareTerms = { layout: "phi-1", clipNorm: 1, coordinates: 1, dimensions: 3 };
export const SECRETS: SplitSecrets = splitSecrets("nobody else knows this, in a test");

export function seededBytes(seed: number): RandomBytes {
  const random = seededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => 256 * random());
}

/** What a device sends, and what it is made of. */
export interface TestReport {
  readonly id: string;
  /** [3]: whole numbers from 1 to 255. */
  readonly numbers: readonly number[];
  readonly leader: Uint8Array<ArrayBuffer>;
  readonly helper: Uint8Array<ArrayBuffer>;
}

/** Makes reports of any step. */
export async function testReport(
  random: Random,
  {
    baseVersion = 0,
    change = (report) => [report, report],
  }: {
    readonly baseVersion?: number;
    /** What a bad device tells the leader and the helper. */
    readonly change?: (report: SplitReport) => readonly [SplitReport, SplitReport];
  } = {},
): Promise<TestReport> {
  const step = Float32Array.from(COORDINATES, () => random() - 0.5);
  const numbers = splitUnits(step, { clipNorm: 1, random });
  const report = await splitReport(numbers, (count) =>
    Uint8Array.from({ length: count }, () => 256 * random()),
  );
  const [one, other] = change(report);
  return {
    id: splitReportId(report),
    numbers,
    leader: encodeSplitShare({ ...one, role: "leader", share: one.leaderShare, baseVersion }, SHARE_TERMS),
    helper: encodeSplitShare(
      { ...other, role: "helper", share: other.helperShare, baseVersion },
      SHARE_TERMS,
    ),
  };
}

/** Sends a share as a device does, again if the connection was that of a server that has ended; the status. */
export async function postShare(port: number, file: Uint8Array<ArrayBuffer>): Promise<number> {
  const headers = { "content-type": "application/octet-stream" };
  const send = (): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/shares`, { method: "POST", headers, body: file });
  return (await send().catch(send)).status;
}
