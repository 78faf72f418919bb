import type { Call, Learned, Reply, Request } from "../../../src/worker/protocol.ts";

/** A clock of a page, and of its worker, that can be put forward. */
export interface SoakClock {
  /** Real time; what is measured is measured by this. */
  readonly realMs: () => number;
  /** A timer that the clock does not hurry. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Time goes by: whatever timer is due by then fires, each once, in the order of their times. */
  readonly skip: (byMs: number) => void;
  /** Called when the worker has answered to a choice, an action or a return; what it has learned is told to the page after. */
  onLesson: (didUpdate: boolean) => void;
  /** Timers that have been set and have neither fired nor been cleared. */
  readonly timers: () => number;
  /** Workers that the page has made so far. */
  readonly madeWorkers: () => number;
}

declare global {
  interface Window {
    soakClock: SoakClock;
  }
}

/**
 * Puts {@link SoakClock} on a page, before any script of it. Time goes by as ever, and faster where `skip` says so: for `Date`,
 * `performance.now` and longer timers of the page, and for `Date` in its worker, whose timers only guard against what hangs. Sent there
 * as text: it may refer to nothing outside.
 */
export function installSoakClock(): void {
  /** A timer this short is a way of waiting for the browser, not for time. */
  const SHORT_MS = 20;
  const now = Date.now.bind(Date);
  const realMs = performance.now.bind(performance);
  const set = window.setTimeout.bind(window);
  const clear = window.clearTimeout.bind(window);
  let skippedMs = 0;
  const timers = new Map<number, { dueMs: number; realId: number; fire: () => void }>();
  let lastId = 2 ** 30; // the browser's own ids are lower
  const workers: Worker[] = [];
  let madeWorkers = 0;
  /** Calls of this worker that something may be learned of. */
  const lessons = new Set<number>();
  const isLesson = (call: Call): boolean =>
    call.type === "return" ||
    call.type === "attribute" ||
    (call.type === "learn" && call.interactions.some(({ type }) => type !== "impression"));
  const virtualMs = (): number => realMs() + skippedMs;
  const arm = (id: number, dueMs: number, fire: () => void): void => {
    const realId = set(() => {
      timers.delete(id);
      fire();
    }, dueMs - virtualMs());
    timers.set(id, { dueMs, realId, fire });
  };

  Date.now = () => now() + skippedMs;
  performance.now = virtualMs;
  window.setTimeout = ((action: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const id = ++lastId;
    arm(id, ms < SHORT_MS ? -Infinity : virtualMs() + ms, () => action(...given));
    return id;
  }) as typeof window.setTimeout;
  window.clearTimeout = (id) => {
    const timer = timers.get(id as number);
    clear(timer?.realId ?? id);
    timers.delete(id as number);
  };
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      madeWorkers++;
      this.postMessage({ soakSkippedMs: skippedMs });
      this.addEventListener("message", ({ data }: MessageEvent<Partial<Reply> | null>) => {
        if (data?.type !== "answer" || !lessons.delete(data.callId!)) return;
        window.soakClock.onLesson((data.value as Learned).didUpdate);
      });
      workers.splice(0, workers.length, this); // the one before it has ended
    }
  };
  const { postMessage } = Worker.prototype as { postMessage: (message: object) => void };
  Worker.prototype.postMessage = function (message: Partial<Request>) {
    if (message.type === "call" && isLesson(message.call!)) lessons.add(message.callId!);
    postMessage.call(this, message);
  };
  window.soakClock = {
    onLesson: () => undefined,
    realMs,
    sleep: (ms) => new Promise((resolve) => set(resolve, ms)),
    skip: (byMs) => {
      skippedMs += byMs;
      for (const worker of workers) worker.postMessage({ soakSkippedMs: skippedMs });
      const nowMs = virtualMs();
      const due = [...timers].filter(([, { dueMs }]) => dueMs > -Infinity && dueMs <= nowMs);
      const later = [...timers].filter(([, { dueMs }]) => dueMs > nowMs);
      for (const [id, { dueMs, realId, fire }] of later) {
        clear(realId);
        arm(id, dueMs, fire);
      }
      for (const [id, { realId, fire }] of due.toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) {
        if (!timers.delete(id)) continue; // cleared by one before it
        clear(realId);
        fire();
      }
    },
    timers: () => timers.size,
    madeWorkers: () => madeWorkers,
  };
}
