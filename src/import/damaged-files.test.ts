import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readArchitecture } from "./architecture.ts";
import { CheckpointFixture } from "./checkpoint-fixture.test-helper.ts";
import { openCheckpointFolder } from "./checkpoint-folder.ts";
import { importCheckpoint } from "./import-checkpoint.ts";
import { ImportError } from "./import-error.ts";
import { OpenFile } from "./open-file.ts";
import { findSourceTensors } from "./source-tensors.ts";
import { BIN, WEIGHTS } from "./spoil-checkpoint.test-helper.ts";

describe("files that are cut off or damaged", { timeout: 60_000 }, () => {
  test.each([
    ["bert-safetensors", WEIGHTS],
    ["bert-safetensors", "config.json"],
    ["bert-safetensors", "tokenizer.json"],
    ["distilbert-bin", BIN],
    ["bert-legacy-bin", BIN],
    ["minilm-cls-fp16-bin", `0_Transformer/${BIN}`],
  ])("are refused by name, wherever they end: %s/%s", async (name, file) => {
    using fixture = new CheckpointFixture(name);
    const path = join(fixture.from, file);
    const whole = readFileSync(path);
    // A closing brace and a line end may go: the rest of the file is whole.
    const last = file.endsWith(".json") ? whole.toString().trimEnd().length - 1 : whole.length - 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: last }), async (end) => {
        writeFileSync(path, whole);
        truncateSync(path, end);
        const failure = await importCheckpoint(fixture.options()).then(
          () => "no failure",
          (thrown: unknown) => thrown,
        );
        expect(failure).toBeInstanceOf(ImportError);
        expect((failure as ImportError).message).toContain(path);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["bert-safetensors", WEIGHTS],
    ["distilbert-bin", BIN],
    ["bert-legacy-bin", BIN],
  ])("are read or refused by name when bytes are changed: %s/%s", (name, file) => {
    using fixture = new CheckpointFixture(name);
    const path = join(fixture.from, file);
    const whole = readFileSync(path);
    const place = fc.oneof(
      fc.integer({ min: 0, max: 4000 }),
      fc.integer({ min: whole.length - 4000, max: whole.length - 1 }),
      fc.integer({ min: 0, max: whole.length - 1 }),
    );
    const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of list) bytes[at] = value;
        writeFileSync(path, bytes);
        try {
          readAll(fixture.from);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ImportError);
          expect((thrown as ImportError).message).toContain(path);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function readAll(from: string): void {
  const folder = openCheckpointFolder(from);
  using file = new OpenFile(folder.weightsPath);
  const source = findSourceTensors(file, readArchitecture(folder.config), 16);
  for (const { name, shape } of source.wanted) source.read(name, { first: 0, count: shape[0] });
}
