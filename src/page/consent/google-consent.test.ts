import { describe, expect, test } from "vitest";
import { consentModeState } from "./google-consent.ts";
import type { ConsentCommand } from "./parse-consent-command.ts";

const BOTH = { functionality_storage: true, personalization_storage: true };

function command(isUpdate: boolean, values: object, more: Partial<ConsentCommand> = {}): ConsentCommand {
  const entries = Object.entries(values) as [keyof typeof BOTH, boolean][];
  return { isUpdate, isRegional: false, waitMs: 0, values: new Map(entries), ...more };
}

function answerTo(...commands: readonly ConsentCommand[]): boolean | null {
  const state = consentModeState();
  for (const one of commands) state.take(one);
  return state.answer();
}

describe("consentModeState", () => {
  const allowed = command(false, BOTH);
  const denied = command(false, { functionality_storage: false, personalization_storage: false });

  test("needs both types, and an unset one is not granted", () => {
    expect(answerTo(allowed)).toBe(true);
    expect(answerTo(command(false, { personalization_storage: true }))).toBeNull();
    expect(answerTo(denied, command(true, { personalization_storage: true }))).toBeNull();
    expect(
      answerTo(
        denied,
        command(true, { personalization_storage: true }),
        command(true, { functionality_storage: true }),
      ),
    ).toBe(true);
  });

  test("takes a denying default for nobody's no, and a denying update for the visitor's", () => {
    expect(answerTo(denied)).toBeNull();
    expect(answerTo(denied, command(true, BOTH))).toBe(true);
    expect(answerTo(allowed, command(true, { personalization_storage: false }))).toBe(false);
    expect(answerTo(command(true, BOTH), denied)).toBe(true); // a default that comes late overrules no choice
  });

  test("takes the strictest region for the visitor's, until the visitor chooses", () => {
    const spain = command(false, { personalization_storage: false }, { isRegional: true });
    expect(answerTo(spain, allowed)).toBeNull();
    expect(answerTo(allowed, spain)).toBeNull();
    expect(answerTo(allowed, spain, command(true, BOTH))).toBe(true);
    expect(answerTo(denied, command(false, BOTH, { isRegional: true }))).toBeNull();
  });

  test("waits for the update that a granting default announces", () => {
    const state = consentModeState();
    state.take(command(false, BOTH, { waitMs: 500 }));
    expect(state.answer()).toBeNull();
    state.endWait();
    expect(state.answer()).toBe(true);
    expect(answerTo(command(false, BOTH, { waitMs: 500 }), command(true, BOTH))).toBe(true);
  });
});
