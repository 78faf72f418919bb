import { afterEach, describe, expect, test, vi } from "vitest";
import { RankError } from "../base/errors.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { InspectorTransferElement } from "./inspector-transfer.ts";

if (customElements.get("rank-inspector-transfer") === undefined)
  customElements.define("rank-inspector-transfer", InspectorTransferElement);

async function shown(): Promise<{
  root: ShadowRoot;
  handle: ReturnType<typeof fakeHandle>;
  load: (text: string) => void;
}> {
  const handle = fakeHandle("ready");
  window.personalRank = handle;
  const element = document.createElement("rank-inspector-transfer");
  document.body.append(element);
  await element.updateComplete;
  const root = element.shadowRoot!;
  return {
    root,
    handle,
    load: (text) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([text], "state.json", { type: "application/json" }));
      const input = root.querySelector("input")!;
      input.files = chosen.files;
      input.dispatchEvent(new Event("change"));
    },
  };
}

afterEach(() => {
  document.body.replaceChildren();
  delete window.personalRank;
});

describe("rank-inspector-transfer", () => {
  test("loads a file, and says what it has brought", async () => {
    const { root, handle, load } = await shown();
    load('{"format":"personal-rank-state"}');
    await vi.waitFor(() => expect(root.querySelector("[role=status]")!.textContent).toContain("12 events"));
    expect(handle.asked).toEqual(['import {"format":"personal-rank-state"}']);
    expect(root.querySelector("[role=alert]")).toBeNull();
  });

  test("tells a refusal as an alert, and takes it back when the next file is fine", async () => {
    const { root, load } = await shown();
    load("null");
    await vi.waitFor(() =>
      expect(root.querySelector("[role=alert]")?.textContent).toBe(
        new RankError("protocol", "it is something else").message,
      ),
    );
    load("{}");
    await vi.waitFor(() => expect(root.querySelector("[role=status]")!.textContent).toContain("Loaded"));
    expect(root.querySelector("[role=alert]")).toBeNull();
  });

  test("saves under a name that says what it is", async () => {
    const { root, handle } = await shown();
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      handle.asked.push(this.download);
    });
    root.querySelector("button")!.click();
    await vi.waitFor(() => expect(handle.asked).toEqual(["export", "personal-rank-state.json"]));
    click.mockRestore();
  });
});
