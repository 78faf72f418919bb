import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTcData } from "./tcf-consent.ts";

const granted = { 1: true, 5: true, 6: true };
const tcData = (consents: unknown, fields: object = {}): unknown => ({
  gdprApplies: true,
  eventStatus: "tcloaded",
  purpose: { consents, legitimateInterests: {} },
  ...fields,
});

describe("readTcData", () => {
  test("wants storing, profiles for content, and content by profiles, each of them", () => {
    expect(readTcData(tcData(granted))).toBe(true);
    for (const id of [1, 5, 6]) expect(readTcData(tcData({ ...granted, [id]: false }))).toBe(false);
    // Purposes about advertising stand for nothing here.
    expect(readTcData(tcData({ 1: true, 3: true, 4: true, 2: true }))).toBe(false);
  });

  test("takes a legitimate interest for no consent", () => {
    const purpose = { consents: { 1: true }, legitimateInterests: granted };
    expect(readTcData(tcData({}, { purpose }))).toBe(false);
  });

  test("hears nothing while the visitor is being asked, whatever the string of before says", () => {
    expect(readTcData(tcData(granted, { eventStatus: "cmpuishown" }))).toBeNull();
    expect(readTcData(tcData({}, { eventStatus: "cmpuishown" }))).toBeNull();
    expect(readTcData(tcData(granted, { eventStatus: "useractioncomplete" }))).toBe(true);
  });

  test("has no objection where the GDPR does not apply, and waits where that is not known", () => {
    expect(readTcData({ gdprApplies: false, tcfPolicyVersion: 5, cmpId: 7, cmpVersion: 1 })).toBe(true);
    expect(readTcData(tcData(granted, { gdprApplies: undefined }))).toBeNull();
  });

  test("grants nothing that is not true to the letter", () => {
    for (const yes of [1, "true", "1", {}, [true]])
      expect(readTcData(tcData({ ...granted, 5: yes }))).toBe(false);
    const noTrue = [fc.string(), fc.integer(), fc.constant(false), fc.constant(null), fc.constant(undefined)];
    fc.assert(
      fc.property(fc.anything({ values: noTrue }), (anything) => {
        expect(readTcData(anything)).toBeNull();
        expect(readTcData(tcData(anything))).toBe(false);
        expect(readTcData(tcData(granted, { purpose: anything }))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
