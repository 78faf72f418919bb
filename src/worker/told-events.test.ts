import { expect, test } from "vitest";
import type { EventRecord } from "../store/visitor-records.ts";
import { toldEvents } from "./told-events.ts";

function record(type: "impression" | "click", atMs: number): EventRecord {
  const interaction = { type, eventId: `${type} ${atMs}`, rankingId: "r", itemId: "lamp", atMs };
  return { key: interaction.eventId, interaction, title: "Lamp", position: 1, generation: 0 };
}

test("lists that were only scrolled through leave what was chosen before in the log, newest first", () => {
  const clicks = Array.from({ length: 3 }, (_, at) => record("click", at));
  const seen = Array.from({ length: 500 }, (_, at) => record("impression", 10 + at));
  const told = toldEvents([...clicks, ...seen]);
  expect(told.map(({ atMs }) => atMs)).toEqual([
    ...Array.from({ length: 200 }, (_, at) => 509 - at),
    2,
    1,
    0,
  ]);
  expect(told.at(-1)).toEqual({
    eventId: "click 0",
    rankingId: "r",
    type: "click",
    itemId: "lamp",
    title: "Lamp",
    position: 1,
    atMs: 0,
    generation: 0,
  });
});

test("of what was done there are at most 200 too", () => {
  const clicks = Array.from({ length: 260 }, (_, at) => record("click", at));
  expect(toldEvents(clicks).map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: 200 }, (_, at) => 259 - at),
  );
});
