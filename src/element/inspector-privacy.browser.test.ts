import { render } from "lit";
import { describe, expect, test } from "vitest";
import type { SharePrivacy } from "../worker/share-privacy.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { renderPrivacy } from "./inspector-privacy.ts";

async function shown(changes: Partial<SharePrivacy> | null): Promise<string> {
  const { privacy } = await fakeHandle("ready").inspect();
  const part = document.createElement("div");
  render(renderPrivacy(changes === null ? null : { ...privacy!, ...changes }), part);
  return part.textContent.replace(/\s+/g, " ");
}

describe("renderPrivacy", () => {
  test("tells what is given away so far and with the next upload, and on whose word", async () => {
    const text = await shown({});
    expect(text).toContain("To whoever sees the shop’s versions (ε) 0.88 so far, 1.27 with the next one");
    expect(text).toContain("To the server itself (ε) no bound so far, no bound with the next one");
    expect(text).toContain("no more than 3.6 times as likely by it (δ = 1e-8)");
    expect(text).toContain("noise of 6.00 times what one upload can change; your browser cannot look");
    expect(text).toContain("The server sees each upload until its round is summed up.");
  });

  test("promises nothing where there is no noise", async () => {
    const text = await shown({ noiseMultiplier: 0, spent: 0, withNext: Infinity, serverSpent: 0 });
    expect(text).toContain("0 so far, no bound with the next one");
    expect(text).toContain("no bound can be told");
    expect(text).not.toContain("has signed that it adds");
  });

  test("tells of the noise that the browser adds itself", async () => {
    const text = await shown({ localSigma: 2, serverSpent: 2.7, serverWithNext: 3.9 });
    expect(text).toContain("To the server itself (ε) 2.70 so far, 3.90 with the next one");
    expect(text).toContain("adds noise of 2.00 times the longest upload before anything leaves it");
  });

  test("says that nothing goes before a server’s terms were verified", async () => {
    expect(await shown(null)).toContain("Nothing is sent before it has.");
  });
});
