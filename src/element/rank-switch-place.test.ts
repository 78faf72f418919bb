import { describe, expect, test } from "vitest";
import { placePanel } from "./rank-switch-place.ts";

const VIEW = { width: 1000, height: 800, scrollX: 0, scrollY: 0 };
const SIZE = { width: 350, height: 300 };
const at = (left: number, top: number): { left: number; right: number; top: number; bottom: number } => ({
  left,
  right: left + 100,
  top,
  bottom: top + 30,
});

describe("placePanel", () => {
  test("opens below the button, flush with the beginning of the line", () => {
    expect(placePanel(at(200, 100), SIZE, VIEW, false)).toEqual({ left: 200, top: 138 });
    expect(placePanel(at(600, 100), SIZE, VIEW, true)).toEqual({ left: 350, top: 138 });
  });

  test("stays inside the window on either side", () => {
    expect(placePanel(at(880, 100), SIZE, VIEW, false).left).toBe(642);
    expect(placePanel(at(20, 100), SIZE, VIEW, true).left).toBe(8);
    // Where there is no room at all, the beginning is what is seen.
    expect(placePanel(at(20, 100), { ...SIZE, width: 1200 }, VIEW, false).left).toBe(8);
  });

  test("opens above where there is room only there", () => {
    expect(placePanel(at(200, 700), SIZE, VIEW, false).top).toBe(392);
    expect(placePanel(at(200, 200), { ...SIZE, height: 700 }, VIEW, false).top).toBe(238);
  });

  test("answers in places of the page, not of the window", () => {
    expect(placePanel(at(200, 100), SIZE, { ...VIEW, scrollX: 50, scrollY: 2000 }, false)).toEqual({
      left: 250,
      top: 2138,
    });
  });
});
