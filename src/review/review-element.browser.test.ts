import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { RankReviewElement } from "./review-element.ts";
import { type ReviewServer, reviewServer } from "./review-server.test-helper.ts";

if (customElements.get("rank-review") === undefined) customElements.define("rank-review", RankReviewElement);

let server: ReviewServer;
let root: ShadowRoot;

function part(selector: string): HTMLElement {
  return root.querySelector<HTMLElement>(selector)!;
}

function isAsked(): boolean {
  return root.querySelector("dialog")!.open;
}

function isAskedAtAll(): boolean {
  return root.querySelector("dialog")?.open === true;
}

function reason(): string {
  return root.querySelector<HTMLTextAreaElement>("#reason")!.value;
}

function button(words: string): HTMLButtonElement {
  return [...root.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === words)!;
}

/** Says why, asks for it, and waits until the question is there. */
async function ask(words: "Promote…" | "Reject…"): Promise<void> {
  await userEvent.fill(part("#reason"), "lamps are where they belong");
  button(words).focus();
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(isAsked()).toBe(true));
}

/** Presses the button of the question that does it. */
async function confirm(): Promise<void> {
  part("dialog .primary").focus();
  await userEvent.keyboard("{Enter}");
}

describe("RankReviewElement", () => {
  beforeEach(async () => {
    server = reviewServer();
    vi.stubGlobal("fetch", server.fetch);
    location.hash = "#round-3";
    const element = document.createElement("rank-review");
    document.body.append(element);
    root = element.shadowRoot!;
    await vi.waitFor(() => expect(part("#reason")).not.toBeNull());
  });
  afterEach(() => {
    document.body.replaceChildren();
    location.hash = "";
    vi.unstubAllGlobals();
  });

  test("after a decision goes to the round, and says what has become of it", async () => {
    await ask("Promote…");
    await confirm();
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("round-title"));
    expect(server.decisions).toEqual([{ verdict: "promote", reason: "lamps are where they belong" }]);
    expect(part("[role=status]").textContent).toBe("Round 3 is promoted");
    expect(part("#reason")).toBeNull();
  });

  test("says above the round that somebody else has decided, and goes there", async () => {
    const error = "Cannot decide on round 3 as somebody else just has";
    server.answer = { status: 409, error, state: "REJECTED" };
    await ask("Promote…");
    await confirm();
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("round-title"));
    expect(part("#reason")).toBeNull();
    expect(part("[role=alert]").textContent).toContain(error);
    expect(part(".state.rejected")).not.toBeNull();
  });

  test.each([
    [{ status: 503, error: "The server cannot store or read now" }, "The server cannot store or read now"],
    [{ status: "down" }, "The server cannot be reached; try again"],
  ] as const)("leads back to the reason, which stays, where a decision fails: %o", async (answer, words) => {
    server.answer = answer;
    await ask("Reject…");
    await confirm();
    await vi.waitFor(() => expect(part("#reason-problem").textContent).toBe(words));
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("reason"));
    expect(isAsked()).toBe(false);
    expect(reason()).toBe("lamps are where they belong");
    expect(button("Reject…").disabled).toBe(false);
  });

  test("leads whoever is signed out by now back to where one signs in, and from there to the round", async () => {
    await ask("Promote…");
    server.isSignedIn = false;
    await confirm();
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("name"));
    expect(part("[role=alert]").textContent).toBe("You are signed out by now: sign in again");
    expect(server.decisions).toEqual([]);
    await userEvent.fill(part("#name"), "ada");
    await userEvent.fill(part("#password"), "long enough");
    await userEvent.keyboard("{Enter}");
    await vi.waitFor(() => expect(part("#round-title")).not.toBeNull());
    expect(part("main [role=alert]").textContent).toBe("");
    expect(isAsked()).toBe(false);
    expect(reason()).toBe("lamps are where they belong");
  });

  test("leads there as well where something is read anew", async () => {
    server.isSignedIn = false;
    button("Reload").click();
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("name"));
    expect(part("[role=alert]").textContent).toBe("You are signed out by now: sign in again");
  });

  test("Escape closes the question, decides nothing, and goes back to the button that asked", async () => {
    await ask("Reject…");
    await userEvent.keyboard("{Escape}");
    await vi.waitFor(() => expect(isAsked()).toBe(false));
    expect(root.activeElement).toBe(button("Reject…"));
    expect(server.decisions).toEqual([]);
  });

  test("lets nobody cancel what is being sent, and says so", async () => {
    let answer = (): void => undefined;
    server.delay = new Promise((resolve) => (answer = resolve));
    await ask("Promote…");
    await confirm();
    await vi.waitFor(() => expect(part("dialog [role=status]").textContent).toContain("being sent"));
    expect([button("Cancel").disabled, button("Promote").disabled]).toEqual([true, true]);
    await userEvent.keyboard("{Escape}");
    // Some browsers close it all the same.
    root.querySelector("dialog")!.close();
    await vi.waitFor(() => expect(isAsked()).toBe(true));
    answer();
    await vi.waitFor(() => expect(root.activeElement?.id).toBe("round-title"));
    expect(isAskedAtAll()).toBe(false);
    expect(server.decisions).toHaveLength(1);
  });

  test("Enter twice decides nothing: the question begins at Cancel", async () => {
    await ask("Promote…");
    expect(root.activeElement).toBe(button("Cancel"));
    await userEvent.keyboard("{Enter}");
    await vi.waitFor(() => expect(isAsked()).toBe(false));
    expect(root.activeElement).toBe(button("Promote…"));
    expect(server.decisions).toEqual([]);
  });

  test("tells no problem of a round that is not looked at any more", async () => {
    let refuse: (() => void) | null = null;
    vi.stubGlobal("fetch", async (...asked: Parameters<typeof fetch>) => {
      if (asked[0] === "/admin/rounds/9") await new Promise<void>((resolve) => (refuse = resolve));
      return server.fetch(...asked);
    });
    location.hash = "#round-9"; // there is none
    await vi.waitFor(() => expect(refuse).not.toBeNull());
    location.hash = "#round-3";
    await vi.waitFor(() => expect(part("#round-title")).not.toBeNull());
    refuse!();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(part("p.problem.line")).toBeNull();
    expect(part("#round-title").textContent).toContain("Round 3");
  });

  test("does not ask again by itself where the browser has closed the question", async () => {
    await ask("Promote…");
    const closed = new Promise((resolve) => part("dialog").addEventListener("close", resolve));
    root.querySelector("dialog")!.close();
    await closed;
    await userEvent.fill(part("#reason"), "not yet");
    expect(reason()).toBe("not yet");
    expect(isAsked()).toBe(false);
  });
});
