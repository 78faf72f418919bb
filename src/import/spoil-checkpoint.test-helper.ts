import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { CheckpointFixture } from "./checkpoint-fixture.test-helper.ts";

/** Makes something wrong in a copy of a checkpoint. */
export type Spoil = (fixture: CheckpointFixture) => void;

/** Names of weights files. */
export const WEIGHTS = "model.safetensors";
export const BIN = "pytorch_model.bin";

/** Takes a file away. */
export function remove(name: string): Spoil {
  return ({ from }) => rmSync(join(from, name));
}

/** Puts other content in a file. */
export function overwrite(name: string, content: string | Uint8Array): Spoil {
  return ({ from }) => writeFileSync(join(from, name), content);
}

/** Changes keys of a JSON file. */
export function change(name: string, changes: Record<string, unknown>): Spoil {
  return (fixture) => fixture.change(name, changes);
}

/** Puts other characters of the same length in place of some in a file's bytes. */
export function replace(name: string, before: string, after: string): Spoil {
  return ({ from }) => {
    const text = readFileSync(join(from, name), "latin1");
    expect(text).toContain(before);
    expect(after.length).toBe(before.length);
    writeFileSync(join(from, name), text.replace(before, after), "latin1");
  };
}

/** Says of one tensor that it is int32, which is as wide as float32. */
export const asIntegers: Spoil = replace(
  WEIGHTS,
  '"bert.embeddings.LayerNorm.weight":{"dtype":"F32"',
  '"bert.embeddings.LayerNorm.weight":{"dtype":"I32"',
);

/** A zip that holds nothing; torch.save's files start with an entry, so this one starts like one. */
export function emptyZip(): Uint8Array {
  const end = new Uint8Array(22);
  end.set([0x50, 0x4b, 5, 6]);
  end[16] = 4;
  return Uint8Array.from([0x50, 0x4b, 3, 4, ...end]);
}
