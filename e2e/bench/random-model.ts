import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { normalFrom, seededRandom } from "../../src/base/random.ts";
import { encodeSafetensors, type Tensor } from "../../src/base/safetensors.ts";

interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
}

/** As BERT's own start: speed does not depend on it, but nothing must overflow. */
const DEVIATION = 0.02;

/** Writes a model folder of another shape with int8 weights drawn by chance; tokenizer and settings are the template's. */
export function writeRandomModel(template: string, folder: string, { layers, hidden, heads }: Shape): void {
  for (const name of ["tokenizer.json", "tokenizer_config.json"])
    cpSync(join(template, name), join(folder, name));
  const config = JSON.parse(readFileSync(join(template, "config.json"), "utf8")) as Record<string, unknown>;
  const inner = 4 * hidden;
  const positions = Number(config["max_position_embeddings"]);
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({
      ...config,
      hidden_size: hidden,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      intermediate_size: inner,
    }),
  );
  const random = seededRandom(1);
  const tensors = new Map<string, Tensor>();
  const floats = (name: string, shape: readonly number[], value: () => number): void => {
    const count = shape.reduce((product, length) => product * length, 1);
    tensors.set(name, { dtype: "F32", shape, data: Float32Array.from({ length: count }, value) });
  };
  const chance = (): number => normalFrom(random) * DEVIATION;
  const matrix = (name: string, rows: number, columns: number): void => {
    // Evenly spread int8 values have a deviation of about 73.
    const data = Int8Array.from({ length: rows * columns }, () => Math.floor(random() * 255) - 127);
    tensors.set(name, { dtype: "I8", shape: [rows, columns], data });
    floats(`${name}_scale`, [rows], () => DEVIATION / 73);
  };
  const dense = (name: string, outputs: number, inputs: number): void => {
    matrix(`${name}.weight`, outputs, inputs);
    floats(`${name}.bias`, [outputs], chance);
  };
  const norm = (name: string): void => {
    floats(`${name}.weight`, [hidden], () => 1);
    floats(`${name}.bias`, [hidden], chance);
  };
  matrix("embeddings.word_embeddings.weight", Number(config["vocab_size"]), hidden);
  floats("embeddings.position_embeddings.weight", [positions, hidden], chance);
  floats("embeddings.token_type_embeddings.weight", [Number(config["type_vocab_size"]), hidden], chance);
  norm("embeddings.LayerNorm");
  for (let number = 0; number < layers; number++) {
    const layer = `encoder.layer.${number}`;
    for (const part of ["query", "key", "value"]) dense(`${layer}.attention.self.${part}`, hidden, hidden);
    dense(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    dense(`${layer}.intermediate.dense`, inner, hidden);
    dense(`${layer}.output.dense`, hidden, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  writeFileSync(join(folder, "model.safetensors"), encodeSafetensors({ tensors, metadata: {} }));
  tensors.clear();
  floats("center", [hidden], () => 0);
  floats("projection", [hidden, 8], chance);
  floats("scale", [8], () => 1);
  writeFileSync(join(folder, "head.safetensors"), encodeSafetensors({ tensors, metadata: {} }));
}
