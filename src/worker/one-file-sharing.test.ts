import { expect, test, vi } from "vitest";
import { encodeSplitTerms } from "../federation/split-terms.ts";
import type { OutboxRecord } from "../store/sharing-records.ts";
import { allSteps, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";

// As the build of the worker that is one file has it.
vi.mock("./may-split.ts", () => import("./no-split.ts"));

const HELPER = "https://other.example/v1";
const SPLIT = { deltaVersion: 3, secureAggregation: encodeSplitTerms({ helper: HELPER, coordinates: 1 }) };

test("the worker that is one file sends nothing where uploads go in two parts, and keeps the terms for one that can", async () => {
  const setting = await sharingSetting({ manifest: SPLIT });
  const { platform, share } = setting;
  await setting.learn();
  expect((await share.share()).outcome).toBe("withheld");
  expect(setting.server.requests.filter(({ method }) => method === "POST")).toEqual([]);
  expect(platform.warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining("whose uploads this build can make"),
  ]);
  // An ordinary worker of the same shop is answered "not modified": all that it asks for must be there.
  const release = (await platform.records.get("release", "release"))!;
  expect(release.etag).toBe(setting.server.etag);
  expect(release).toMatchObject({ isSplit: true, split: SPLIT.secureAggregation });
});

test("the worker that is one file sends no part that an ordinary one has left as if it were a whole upload", async () => {
  const setting = await sharingSetting();
  const { records } = setting.platform;
  await setting.learn();
  await setting.share.begin();
  const left: OutboxRecord = {
    key: "0".repeat(32),
    bytes: Uint8Array.of(1, 2, 3),
    helper: { url: HELPER, bytes: Uint8Array.of(4, 5, 6), isTaken: false },
    baseVersion: 0,
    createdAtMs: setting.clock.nowMs,
    told: [],
    sealed: null,
    generation: 1,
  };
  await records.write([{ type: "put", kind: "outbox", record: left }]);
  expect((await setting.share.share()).outcome).toBe("accepted");
  expect(setting.sent()).toHaveLength(1);
  expectSaid(setting.sent()[0].bytes, await allSteps(setting));
  expect(await records.keys("outbox")).toEqual([]);
});
