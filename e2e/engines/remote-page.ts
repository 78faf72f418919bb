import type { Command, Told } from "./page-tap.ts";

/** A page may go away with a command that it will never answer. */
const ANSWER_TIMEOUT_MS = 10_000;
const LOAD_TIMEOUT_MS = 60_000;

/**
 * A page that does what it is told by the script in it, for a browser that no driver may control: WebKit keeps nothing
 * of what an automated browser stores. Clicks are a script's there, not a visitor's.
 */
export interface RemotePage {
  /** For the tap. */
  nextCommand(gone: AbortSignal): Promise<Command>;
  onTold(told: Told): void;
  call(source: string, args: readonly unknown[]): Promise<unknown>;
  /** Does what leads to another page, and waits until that has loaded. */
  load(start: () => Promise<unknown>): Promise<void>;
}

/** @see RemotePage */
export function remotePage(): RemotePage {
  const waiting: Command[] = [];
  const answers = new Map<number, (told: Extract<Told, { kind: "answer" }>) => void>();
  let idle: ((command: Command) => void) | null = null;
  let loaded: (() => void) | null = null;
  let lastId = 0;
  return {
    nextCommand: async (gone) => {
      const command = waiting.shift();
      if (command !== undefined) return command;
      return new Promise((resolve, reject) => {
        idle = resolve;
        gone.addEventListener("abort", () => {
          if (idle === resolve) idle = null;
          reject(new Error("The page went away"));
        });
      });
    },
    onTold: (told) => {
      if (told.kind === "loaded") loaded?.();
      if (told.kind === "answer") answers.get(told.id)?.(told);
    },
    call: (source, args) =>
      new Promise((resolve, reject) => {
        const command = { id: ++lastId, source, args };
        const unanswered = new Error(`The page did not answer within ${ANSWER_TIMEOUT_MS} ms`); // knows who asked
        const end = (): void => {
          clearTimeout(timer);
          answers.delete(command.id);
        };
        const timer = setTimeout(() => {
          end();
          if (waiting.includes(command)) waiting.splice(waiting.indexOf(command), 1);
          reject(unanswered);
        }, ANSWER_TIMEOUT_MS);
        answers.set(command.id, ({ value, error }) => {
          end();
          if (error === undefined) resolve(value);
          else reject(new Error(error));
        });
        if (idle === null) waiting.push(command);
        else idle(command);
        idle = null;
      }),
    load: async (start) => {
      const isLoaded = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("The page did not load")), LOAD_TIMEOUT_MS);
        loaded = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      // The page may be gone before it could answer.
      start().catch(() => undefined);
      await isLoaded;
    },
  };
}
