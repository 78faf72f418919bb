import { describe, expect, test } from "vitest";
import { createHelperPause } from "./helper-pause.ts";
import { HelperUnreachable } from "./split-helper.ts";

describe("createHelperPause", () => {
  test("lasts twelve times as long as was waited, and not at all where nothing was", () => {
    const clock = { nowMs: 1_000_000 };
    const pause = createHelperPause(() => clock.nowMs);
    expect(pause.why()).toBeNull();
    pause.begin(new HelperUnreachable("connection refused"));
    expect(pause.why()).toBeNull();
    const hung = new HelperUnreachable("timeout", { waitedMs: 5_000 });
    pause.begin(hung);
    expect(pause.why()).toBe(hung);
    clock.nowMs += 59_999;
    expect(pause.why()).toBe(hung);
    clock.nowMs += 1;
    expect(pause.why()).toBeNull();
  });

  test("ends where the clock is put back", () => {
    const clock = { nowMs: 1_000_000 };
    const pause = createHelperPause(() => clock.nowMs);
    pause.begin(new HelperUnreachable("timeout", { waitedMs: 5_000 }));
    clock.nowMs -= 1;
    expect(pause.why()).toBeNull();
  });
});
