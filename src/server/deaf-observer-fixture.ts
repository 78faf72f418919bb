import type { StoreObserver } from "./store.ts";

const ignored = (): void => undefined;

/** Hears nothing: a test has it hear what it is about. */
export const DEAF: StoreObserver = {
  caughtUp: ignored,
  committed: ignored,
  roundClosed: ignored,
  roundStepFailed: ignored,
  canaryStopped: ignored,
};
