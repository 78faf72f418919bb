import { afterEach, beforeEach, vi } from "vitest";
import { type FakePlatforms, fakePlatforms } from "./consent-platforms.test-helper.ts";
import { watchPlatforms } from "./consent-platforms.ts";
import { isHeldByPrivacyControl, watchSwitch } from "./visitor-switch.ts";

/** Platforms of one test, and what was told of them since `watch`. For tests. */
export interface WatchedPlatforms {
  readonly platforms: FakePlatforms;
  readonly told: boolean[];
  readonly watch: (source: string) => void;
  readonly stop: () => void;
}

/** Gives each test of a file platforms and a clock of its own. For tests. */
export function watchedPlatforms(): WatchedPlatforms {
  let platforms = fakePlatforms();
  let told: boolean[] = [];
  let stop = (): void => undefined;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    platforms = fakePlatforms();
    told = [];
  });
  afterEach(() => {
    stop();
    platforms.remove();
    localStorage.clear();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  return {
    get platforms() {
      return platforms;
    },
    get told() {
      return told;
    },
    watch: (source) => {
      stop = watchPlatforms(source, (isGranted) => told.push(isGranted), {
        isHeldByPrivacyControl,
        watchSwitch,
      });
    },
    stop: () => stop(),
  };
}
