import { durationMinutes } from "../duration-minutes.ts";
import type { KindSigns } from "./kind-feedback.ts";
import { listenToPage } from "./listen-to-page.ts";
import { type CardOf, itemIdsOf, pageEntity } from "./page-item.ts";

const ENGAGED_SHARE = 0.5;
/** Of a long film this is as good a sign as half of it. */
const ENGAGED_S = 180;
/** Credits and farewells are nobody's goal. */
const GOAL_SHARE = 0.9;
/** A video that differs by more from what the page says of its own is an advertisement before it, or a trailer. */
const MAX_LENGTH_DIFFERENCE = 0.2;
const PROGRESS = ["timeupdate", "pause", "ended"] as const;
/** Another video has taken its place, or it has turned out longer than it seemed. */
const CHANGES = ["emptied", "durationchange"] as const;

/**
 * Tells how much of a `<video>` or `<audio>` was watched. The browser keeps which parts of it were played, so what was jumped
 * over does not count, nor what was seen twice, and at double speed half the time is enough.
 *
 * Players in a frame of another site cannot be seen; such a page tells by `personal-rank:action`.
 *
 * @returns Stops watching.
 * @see https://html.spec.whatwg.org/multipage/media.html#dom-media-played
 */
export function observeWatching({ kind, cardOf, acted }: KindSigns): () => void {
  /** What has been told of it, or that there is nothing to tell: progress comes four times a second. */
  const told = new WeakMap<HTMLMediaElement, "engage" | "all">();
  const onProgress = ({ target: media }: Event): void => {
    if (!(media instanceof HTMLMediaElement) || told.get(media) === "all" || isPreview(media, cardOf)) return;
    const watchedS = playedSeconds(media);
    // A live stream has no end: three minutes are what there is to say of it.
    const isEngaged = watchedS >= Math.min(media.duration * ENGAGED_SHARE, ENGAGED_S);
    const isWatched = watchedS >= media.duration * GOAL_SHARE;
    if (!isWatched && (!isEngaged || told.has(media))) return;
    told.set(media, isWatched ? "all" : "engage");
    if (isSomethingElse(media, cardOf)) return void told.set(media, "all");
    const ids = itemIdsOf(media, cardOf, kind);
    if (isEngaged) acted("engage", ids);
    if (isWatched) acted("goal", ids);
  };
  const onChange = ({ target: media }: Event): void => {
    if (media instanceof HTMLMediaElement) told.delete(media);
  };
  // They do not bubble, but are captured on their way down.
  const stops = [listenToPage(PROGRESS, onProgress), listenToPage(CHANGES, onChange)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Plays by itself, without a sound: a card that shows what is in it, or a moving backdrop. */
function isPreview(media: HTMLMediaElement, cardOf: CardOf): boolean {
  const isSilent = media.muted || media.volume === 0;
  return isSilent && (media.loop || cardOf(media) !== null);
}

function playedSeconds({ played }: HTMLMediaElement): number {
  let seconds = 0;
  for (let index = 0; index < played.length; index++) seconds += played.end(index) - played.start(index);
  return seconds;
}

function isSomethingElse(media: HTMLMediaElement, cardOf: CardOf): boolean {
  if (cardOf(media) !== null) return false;
  const toldS = 60 * (durationMinutes(pageEntity("video")?.["duration"]) ?? 0);
  return toldS > 0 && Math.abs(media.duration - toldS) > Math.max(1, toldS * MAX_LENGTH_DIFFERENCE);
}
