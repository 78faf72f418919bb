import { expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { monitoredRanker } from "./monitored-ranker.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Call } from "./protocol.ts";
import type { Ranker } from "./ranker.ts";

type Answered = Parameters<Ranker["answer"]>[0];

test("monitoredRanker notes the first ranking of a page, where texts are encoded as soon as some are, each update, and what failed, and changes no answer", async () => {
  const notes: unknown[] = [];
  const monitor: Monitoring = {
    ranked: async (...what) => void notes.push(["ranked", ...what]),
    opened: async (...what) => void notes.push(["opened", ...what]),
    learned: async (...what) => void notes.push(["learned", ...what]),
    failed: async (...what) => void notes.push(["failed", ...what]),
    sendIfDue: () => Promise.reject(new Error("not asked for")),
    preview: () => Promise.reject(new Error("not asked for")),
  };
  const clock = { ms: 0 };
  const answers: unknown[] = [];
  let backend: "wasm" | null = null;
  const ranker = {
    started: () => Promise.reject(new Error("it reads the store, for which no ranking has time")),
    stored: async () => undefined,
    answer: async () => {
      clock.ms += 120;
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as Ranker; // answers what the test says, of any type
  const monitored = monitoredRanker(ranker, { monitor, clockMs: () => clock.ms, backend: () => backend });
  const ask = async (type: Call["type"], answer: unknown): Promise<unknown> => {
    answers.push(answer);
    try {
      return await monitored.answer({ type } as Answered);
    } finally {
      await monitored.stored();
    }
  };
  const ranking = { id: "r" };
  await expect(ask("rank", new RankError("model-failed", "no model"))).rejects.toThrow("no model");
  expect(await ask("rank", ranking)).toBe(ranking);
  await ask("rank", ranking);
  backend = "wasm"; // a text that was not known before
  await ask("prepare", null);
  await ask("rank", ranking);
  await ask("learn", { generation: 1, didUpdate: false });
  await ask("learn", { generation: 1, didUpdate: true });
  await expect(ask("learn", new TypeError("broken"))).rejects.toThrow("broken");
  expect(notes).toEqual([
    ["failed", "model-failed"],
    ["ranked", 120, null],
    ["opened", "wasm"],
    ["learned", 120],
    ["failed", "worker-failed"],
  ]);
});
