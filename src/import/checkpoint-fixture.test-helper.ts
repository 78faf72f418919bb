import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { loadModel } from "../model/load-model.ts";
import type { LoadedModel } from "../model/model-folder.ts";
import type { ImportOptions } from "./import-checkpoint.ts";

const FIXTURES = fileURLToPath(new URL("fixtures/", import.meta.url));

/** The folders that models/train/reference_checkpoints.py wrote. */
export const FIXTURE_NAMES: readonly string[] = readdirSync(FIXTURES).sort();

/** What PyTorch made of the texts; written by models/train/reference_checkpoints.py. */
export interface Expected {
  readonly pooling: "mean" | "cls";
  readonly maxTokens: number;
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly embeddings: readonly (readonly number[])[];
}

/** A copy of a checkpoint in a folder of its own, for a test to spoil. */
export class CheckpointFixture {
  readonly folder: string = mkdtempSync(join(tmpdir(), "personal-rank-import-"));
  readonly from: string = join(this.folder, "from");
  readonly to: string = join(this.folder, "to");
  readonly expected: Expected;

  constructor(name: string) {
    cpSync(join(FIXTURES, name), this.from, { recursive: true });
    for (const packed of readdirSync(this.from).filter((file) => file.endsWith(".gz"))) {
      writeFileSync(join(this.from, packed.slice(0, -3)), gunzipSync(readFileSync(join(this.from, packed))));
    }
    // Written by our own script in exactly this shape.
    this.expected = JSON.parse(readFileSync(join(this.from, "expected.json"), "utf8")) as Expected;
  }

  /** Two titles instead of 512: these tests look at other things. */
  options(changes: Partial<ImportOptions> = {}): ImportOptions {
    return {
      from: this.from,
      to: this.to,
      precision: "fp32",
      pooling: null,
      maxTokens: null,
      titles: ["red shoes", "a straw hat"],
      isForced: false,
      onProgress: () => {},
      ...changes,
    };
  }

  /** Replaces keys of a JSON file; undefined takes one away. */
  change(name: string, changes: Readonly<Record<string, unknown>>): void {
    const path = join(this.from, name);
    const json = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...json, ...changes }));
  }

  /** The imported folder as a page would load it. */
  load(): Promise<LoadedModel> {
    return loadModel("", { fetch: async (url) => new Response(readFileSync(join(this.to, url))) });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The largest difference between two lists of embeddings, at any place. */
export function largestDifference(actual: Float32Array, expected: readonly (readonly number[])[]): number {
  const flat = expected.flat();
  if (flat.length !== actual.length) return Infinity;
  // NaN must not pass: a comparison with it is false, so it is counted as infinite.
  return flat.reduce((largest, value, i) => {
    const difference = Math.abs(actual[i] - value);
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }, 0);
}
