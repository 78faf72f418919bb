import { RankError } from "../base/errors.ts";
import type { RankHandle } from "../page/rank-handle.ts";
import { type ExposureReport, exposureReport } from "../ranking/exposure-report.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { addExposure, exposureOf, initExposure, ruleUseBy } from "../ranking/exposure-sums.ts";
import { timelineFixture, whatIfFixture } from "./hypothetical-fixtures.test-helper.ts";
import { inspectionFixture } from "./inspection-fixture.test-helper.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";

/** Two lists of three lamps, under a brand cap. For tests. */
function exposureFixture(): ExposureReport {
  const cards = [
    { brand: "Alva", seller: "North" },
    { brand: "Alva", seller: "North" },
    { brand: "Sund", seller: "South", isNew: true },
  ];
  const ruleUse = ruleUseBy((name) => ({ bound: Number(name === "brandCap"), broken: 0, shop: 1 }));
  const rules = { ...NO_RULES, brandCap: { most: 1, window: 2 } };
  const lists = [
    [2, 0, 1],
    [0, 2, 1],
  ].map((order) => exposureOf(cards, order, ruleUse));
  return exposureReport(lists.reduce(addExposure, initExposure()), rules);
}

/** A page's tag that answers from fixtures and counts what it was asked. For tests. */
export function fakeHandle(
  state: RankHandle["state"],
  generation = 3,
): RankHandle & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    state,
    hasList: true,
    ranking: rankingFixture(generation),
    rankings: [rankingFixture(generation)],
    candidateOf: (id) => {
      if (!id.startsWith("lamp-")) return { id, title: `The tag's ${id}` };
      const brand = document.querySelector<HTMLElement>(`[data-id="${id}"]`)?.dataset["brand"];
      return brand === undefined ? null : { id, title: id, brand };
    },
    isOn: true,
    turn: (isOn) => void asked.push(`turn ${isOn ? "on" : "off"}`),
    feedback: { chosen: () => undefined, shown: () => undefined, acted: () => undefined },
    inspect: async () => inspectionFixture(),
    exposure: async () => exposureFixture(),
    whatIf: async (changes) => {
      asked.push(`what if ${JSON.stringify(changes)}`);
      return whatIfFixture(generation, changes.without ?? []);
    },
    timeline: async () => timelineFixture(generation),
    replayPersona: async (liked, listId) => {
      asked.push(`persona ${liked.join()} of ${listId}`);
      return timelineFixture(liked.length);
    },
    exportState: async () => {
      asked.push("export");
      const head = { format: "personal-rank-state", schemaVersion: 9, layout: "phi-3" } as const;
      return { ...head, checksum: 1, records: { events: [] } };
    },
    importState: async (json) => {
      asked.push(`import ${JSON.stringify(json)}`);
      if ("text" in json) throw new RankError("protocol", "it is something else");
      return { generation: 5, events: 12 };
    },
    share: async () => {
      asked.push("share");
      return { outcome: "accepted", headVersion: 2 };
    },
    forget: async (what) => {
      asked.push(what === undefined ? "forget" : `forget ${JSON.stringify(what)}`);
      return what === undefined ? null : { generation: generation - 1, events: 1, tooOld: 0 };
    },
    rank: async () => undefined,
  };
}
