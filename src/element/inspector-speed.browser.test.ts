import { render } from "lit";
import { describe, expect, test } from "vitest";
import type { Inspection } from "../worker/protocol.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { renderSpeed } from "./inspector-speed.ts";

async function shown(change: (known: Inspection) => Partial<Inspection> = () => ({})) {
  const known = await fakeHandle("ready").inspect();
  const part = document.createElement("div");
  render(renderSpeed({ ...known, ...change(known) }), part);
  return { part, text: part.textContent.replace(/\s+/g, " ") };
}

const rowsOf = (part: Element, selector: string): string[][] =>
  [...part.querySelectorAll(`${selector} tr`)].map(({ children }) =>
    [...children].map(({ textContent }) => textContent.trim()),
  );

describe("renderSpeed", () => {
  test("says where texts are read, why, and what was measured for it", async () => {
    const { part, text } = await shown();
    expect(text).toContain("Texts are read on the processor (WebAssembly).");
    expect(text).toContain("That is because a page takes 42 ms on the GPU and 31 ms on the CPU.");
    expect(rowsOf(part, ".note + table tbody")).toEqual([
      ["Processor", "4.0", "9.0"],
      ["Graphics processor", "6.0", "12"],
    ]);
    const gpu = await shown(({ encoder }) => ({
      encoder: { ...encoder!, backend: "webgpu", why: "the page asks for it", verdict: null },
    }));
    expect(gpu.text).toContain(
      "Texts are read on the graphics processor (WebGPU). That is because the page asks",
    );
    const wrong = await shown(({ encoder }) => ({
      encoder: { ...encoder!, verdict: { wasm: { queryMs: 4, batchMs: 9 }, webgpu: null } },
    }));
    expect(rowsOf(wrong.part, ".note + table tbody")[1]).toEqual(["Graphics processor", "read them wrongly"]);
  });

  test("says how long orders took by median and 95th percentile, and how many kept to the budget of a click", async () => {
    const { part, text } = await shown();
    expect(text).toContain(
      "6 orders have come since this page was opened: in 24 ms at the median, 612 ms at the",
    );
    expect(text).toContain("2 of them followed something that you did: 41 ms after it at the median, 63 ms");
    expect(text).toContain("1 within the budget of 50 ms.");
    const times = part.querySelector("figure svg")!;
    expect(times.getAttribute("aria-label")).toContain("from asking: now 24.00; from a click: now 63.00");
    expect(times.querySelectorAll("circle.global")).toHaveLength(6);
    expect(times.querySelectorAll("circle.personal")).toHaveLength(2); // an order without a lesson has none
    const y = (selector: string): number => Number(times.querySelector(selector)!.getAttribute("y1"));
    const [within, over] = [...times.querySelectorAll("circle.personal")].map((dot) =>
      Number(dot.getAttribute("cy")),
    );
    expect([within > y(".budget"), over < y(".budget")]).toEqual([true, true]);
  });

  test("splits the time into its stages, of the first order, the newest and the median", async () => {
    const { part, text } = await shown();
    expect(rowsOf(part, ".plot + table tbody").slice(0, 8)).toEqual([
      ["Reading the cards", "2.0", "2.0", "2.0"],
      ["Waiting for the thread", "2.0", "2.0", "2.0"],
      ["Loading the model", "320", "0", "0"],
      ["Encoding texts", "240", "0", "0"],
      ["Waiting for the server", "12", "0", "0"],
      ["Scoring", "35", "19", "19"],
      ["Moving the cards", "1.0", "1.0", "1.0"],
      ["All of it", "612", "24", "24"],
    ]);
    expect(text).not.toContain("Waiting for the page"); // no order did
  });

  test("has what the plots show as a table, the newest first", async () => {
    const { part } = await shown();
    const rows = rowsOf(part, ".values tbody");
    expect(rows.map(([, asked, clicked]) => [asked, clicked])).toEqual([
      ["24", "–"],
      ["19", "–"],
      ["26", "63"],
      ["22", "–"],
      ["31", "41"],
      ["612", "–"],
    ]);
    expect(rows.at(-1)?.slice(-4)).toEqual(["18", "19", "8.9", "11"]);
  });

  test("says what memory is held, and what no browser tells", async () => {
    const { part, text } = await shown();
    expect(rowsOf(part, ".plot + table tbody").slice(8)).toEqual([
      ["encoder, WebAssembly", "9.2 MB", "9.2 MB"],
      ["whole page", "16.1 MB", "16.1 MB"],
    ]);
    expect(text).toContain("Not known, as no browser tells: what the scripts of the background thread hold");
    const other = await shown(({ speed }) => ({
      speed: {
        orders: speed.orders.map((order) => ({ ...order, pageHeapBytes: null })),
        rankings: speed.rankings.map((ranking, at) => ({ ...ranking, backend: at > 2 ? "webgpu" : "wasm" })),
      },
    }));
    expect(rowsOf(other.part, ".plot + table tbody").slice(8)).toEqual([
      ["encoder, WebAssembly", "9.2 MB", "9.2 MB"],
      ["encoder, GPU", "9.2 MB", "9.2 MB"],
    ]);
    expect(other.text).toContain("This browser does not tell what the scripts of a page hold.");
  });

  test("says what is not known yet on a page without an order, and of one whose worker has gone", async () => {
    const none = await shown(() => ({ encoder: null, speed: { orders: [], rankings: [] } }));
    expect(none.text).toContain("No text had to be read on this page.");
    expect(none.text).toContain("No order has come since this page was opened.");
    expect(none.part.querySelector("figure")).toBeNull();
    const one = await shown(({ speed }) => ({
      speed: { orders: [{ ...speed.orders[1], pageHeapBytes: null }], rankings: [] },
    }));
    expect(one.text).toContain("One order has come since this page was opened, in 31 ms.");
    expect(one.text).toContain(
      "One followed something that you did, 41 ms after it: within the budget of 50 ms.",
    );
    expect(one.text).not.toContain("NaN");
    expect(one.part.querySelectorAll("figure")).toHaveLength(1); // nothing is known of memory
  });
});
