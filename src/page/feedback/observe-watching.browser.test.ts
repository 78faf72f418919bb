import { userEvent } from "vitest/browser";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describePage, type Observed, observed } from "./kind-feedback.test-helper.ts";

const SECONDS = 6;
const SAMPLE_RATE = 8_000;
const RATE = 4;
let page: Observed;

beforeEach(() => {
  page = observed("video");
});
afterEach(() => {
  page.stop();
  document.body.replaceChildren();
});

describe("observeWatching", () => {
  test("tells of half a video, then of nine tenths, each once, and at any speed", async () => {
    const video = await player(`<video data-personal-rank-item="a"></video>`);
    await play(video, 0, 0.3);
    expect(page.told).toEqual([]);
    await play(video, 0.3, 0.65);
    expect(page.told).toEqual(["engage a"]);
    await play(video, 0.6, 1);
    await play(video, 0, 1);
    expect(page.told).toEqual(["engage a", "goal a"]);
  });

  test("does not count what was jumped over, nor the same part twice", async () => {
    const video = await player(`<video data-personal-rank-item="a"></video>`);
    await play(video, 0, 0.2);
    await play(video, 0.9, 1);
    for (let times = 0; times < 4; times++) await play(video, 0.05, 0.2);
    expect(page.told).toEqual([]);
  });

  test("counts a card's player, but not its silent preview, nor a silent loop", async () => {
    const preview = await player(`<li data-id="a"><video></video></li>`);
    await play(preview, 0, 1);
    const backdrop = await player(`<video loop data-personal-rank-item="b"></video>`);
    await play(backdrop, 0, 0.95);
    expect(page.told).toEqual([]);
    const aloud = await player(`<li data-id="c"><video></video></li>`);
    await userEvent.click(aloud); // browsers play nothing aloud before that
    aloud.muted = false;
    await play(aloud, 0, 1);
    expect(page.told).toEqual(["engage c", "goal c"]);
  });

  test("takes the page's own item, and no advertisement before it for it", async () => {
    const video = await player("<video></video>");
    describePage({ "@type": "VideoObject", "@id": "film", duration: "PT1M30S" });
    await play(video, 0, 1);
    expect(page.told).toEqual([]);
    document.body.querySelector("script")!.textContent = JSON.stringify({
      "@type": "VideoObject",
      "@id": "film",
      duration: "PT6S",
    });
    load(video);
    await play(video, 0, 1);
    expect(page.told).toContain("goal film");
  });

  test("tells nothing once it was stopped", async () => {
    const video = await player(`<video data-personal-rank-item="a"></video>`);
    page.stop();
    await play(video, 0, 1);
    expect(page.told).toEqual([]);
  });
});

async function player(html: string): Promise<HTMLVideoElement> {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  document.body.append(holder);
  const video = holder.querySelector("video")!;
  video.muted = true;
  load(video);
  return video;
}

function load(video: HTMLVideoElement): void {
  video.src = URL.createObjectURL(new Blob([silence()], { type: "audio/wav" }));
}

/** Plays from one share of the video to another, as a visitor would. */
async function play(video: HTMLVideoElement, from: number, to: number): Promise<void> {
  if (video.readyState === 0) await once(video, "loadedmetadata");
  video.currentTime = from * video.duration;
  video.playbackRate = RATE;
  await video.play();
  while (video.currentTime < to * video.duration - 0.02 && !video.ended)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  video.pause();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** @see http://soundfile.sapp.org/doc/WaveFormat/ */
function silence(): ArrayBuffer {
  const bytes = SECONDS * SAMPLE_RATE;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const words = [0x52494646, 0, 0x57415645, 0x666d7420, 0, 0, 0, 0, 0, 0x64617461, 0];
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word);
  view.setUint32(4, 36 + bytes, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLE_RATE, true);
  view.setUint32(28, SAMPLE_RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  view.setUint32(40, bytes, true);
  new Uint8Array(view.buffer, 44).fill(128);
  return view.buffer;
}
