import { fakeHandle } from "../../../src/element/fake-handle.test-helper.ts";

/** How many questions the page's tag was asked, and how many it has answered. */
export interface TagTraffic {
  asked: number;
  answered: number;
}

declare global {
  interface Window {
    tagTraffic: TagTraffic;
  }
}

/** Answers take so long, as on a slow device. */
const delayMs = Number(new URLSearchParams(location.search).get("delayMs") ?? 0);
const handle = fakeHandle("ready");

window.tagTraffic = { asked: 0, answered: 0 };
window.personalRank = new Proxy(handle, {
  get(target, name: keyof typeof handle) {
    const value = target[name];
    if (typeof value !== "function") return value;
    const ask = value as (...given: unknown[]) => unknown; // of the handle's own functions, called as they are
    return (...given: unknown[]) => {
      const answer = ask(...given);
      return answer instanceof Promise ? later(answer) : answer;
    };
  },
});

async function later(answer: Promise<unknown>): Promise<unknown> {
  window.tagTraffic.asked++;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  try {
    return await answer;
  } finally {
    window.tagTraffic.answered++;
  }
}
