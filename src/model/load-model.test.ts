import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../base/safetensors.ts";
import { sha256 } from "../base/sha256.ts";
import { loadModel } from "./load-model.ts";
import { jsonBytes, randomCheckpoint, writeWeights } from "./random-checkpoint.test-helper.ts";
import type { Checkpoint } from "./random-checkpoint.test-helper.ts";

const failureOf = async (checkpoint: Checkpoint): Promise<unknown> =>
  loadModel("https://shop.example/m", { fetch: checkpoint.fetch }).then(
    () => "no failure",
    (thrown: unknown) => thrown,
  );
const failed = (message: RegExp): object =>
  expect.objectContaining({
    name: "RankError",
    reason: "model-failed",
    message: expect.stringMatching(message) as string,
  });

describe("loadModel", () => {
  test.each(["/m", "/m/"])("asks for four files below %s", async (baseUrl) => {
    const asked: string[] = [];
    const { fetch } = randomCheckpoint({ isInt8: true });
    await loadModel(baseUrl, {
      fetch: (url) => {
        asked.push(url);
        return fetch(url);
      },
    });
    expect(asked.toSorted()).toEqual([
      "/m/config.json",
      "/m/head.safetensors",
      "/m/model.safetensors",
      "/m/tokenizer.json",
    ]);
  });

  test("adds the vector of token type 0 to every position", async () => {
    const { fetch, tensors } = randomCheckpoint({ isInt8: false });
    const { weights } = await loadModel("/m", { fetch });
    const positions = tensors.get("embeddings.position_embeddings.weight")!.data;
    const types = tensors.get("embeddings.token_type_embeddings.weight")!.data;
    expect(weights.positions[32 * 5 + 7]).toBeCloseTo(positions[32 * 5 + 7] + types[7], 6);
  });

  test("reads int8 matrices with their scales and float ones without", async () => {
    const int8 = await loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });
    expect(int8.weights.layers[1].intermediate.weight).toMatchObject({
      rows: 64,
      columns: 32,
      scale: { length: 64 },
    });
    const floats = await loadModel("/m", { fetch: randomCheckpoint({ isInt8: false }).fetch });
    expect(floats.weights.layers[1].intermediate.weight).not.toHaveProperty("scale");
  });

  test("reads the head's projection", async () => {
    const { headProjection } = await loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });
    expect(headProjection).toMatchObject({
      inputSize: 32,
      outputSize: 64,
      projection: { length: 2_048 },
      scale: { length: 64 },
    });
  });

  test.each(["config.json", "tokenizer.json", "model.safetensors", "head.safetensors"])(
    "names %s when it is missing or a web page came",
    async (name) => {
      const checkpoint = randomCheckpoint({ isInt8: true });
      checkpoint.files.delete(name);
      expect(await failureOf(checkpoint)).toEqual(
        failed(new RegExp(`/m/${name}" because the server answered 404`)),
      );
      checkpoint.files.set(name, new TextEncoder().encode("<!doctype html><title>Shop</title>"));
      expect(await failureOf(checkpoint)).toEqual(
        failed(new RegExp(`/m/${name}".*starts with "<!doctype html>"`)),
      );
    },
  );

  test.each([
    ["config.json", /config\.json" as JSON: it has \d+ characters/],
    ["tokenizer.json", /tokenizer\.json" as JSON/],
    ["model.safetensors", /model\.safetensors": tensor ".+" ends at byte \d+ .*truncated/],
    ["head.safetensors", /head\.safetensors": tensor ".+" .*truncated/],
  ])("names %s when it is truncated", async (name, message) => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    checkpoint.files.set(name, checkpoint.files.get(name)!.slice(0, -10));
    expect(await failureOf(checkpoint)).toEqual(failed(message));
  });

  test("tells a failed request from a wrong path", async () => {
    const { files, tensors } = randomCheckpoint({ isInt8: true });
    const fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await failureOf({ files, tensors, fetch })).toEqual(failed(/Failed to fetch.*CORS/));
  });

  test("names a tensor that is missing, and the scale of one", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    checkpoint.tensors.delete("encoder.layer.1.output.dense.weight_scale");
    writeWeights(checkpoint);
    expect(await failureOf(checkpoint)).toEqual(
      failed(/"encoder\.layer\.1\.output\.dense\.weight_scale" of shape \[32\] is missing/),
    );
    checkpoint.tensors.delete("encoder.layer.0.attention.self.key.bias");
    writeWeights(checkpoint);
    expect(await failureOf(checkpoint)).toEqual(
      failed(/"encoder\.layer\.0\.attention\.self\.key\.bias" of shape \[32\] is missing/),
    );
  });

  test("names a tensor of another shape or type", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    const name = "encoder.layer.0.intermediate.dense.weight";
    checkpoint.tensors.set(name, { ...checkpoint.tensors.get(name)!, shape: [32, 64] });
    writeWeights(checkpoint);
    expect(await failureOf(checkpoint)).toEqual(
      failed(/intermediate\.dense\.weight" must have shape \[64,32\]: got \[32,64\]/),
    );
    const other = randomCheckpoint({ isInt8: true });
    other.tensors.set("embeddings.LayerNorm.bias", { dtype: "I8", shape: [32], data: new Int8Array(32) });
    writeWeights(other);
    expect(await failureOf(other)).toEqual(failed(/"embeddings\.LayerNorm\.bias" must be F32: got I8/));
  });

  test("refuses weights that are not those of the id, and a head of another model, as caches mix them", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    const config = JSON.parse(new TextDecoder().decode(checkpoint.files.get("config.json"))) as object;
    const withId = async (weights: Uint8Array<ArrayBuffer>): Promise<void> => {
      const model_id = `tiny-${(await sha256(weights, crypto.subtle)).slice(0, 12)}`;
      const personal_rank = { pooling: "mean", max_tokens: 20, model_id };
      checkpoint.files.set("config.json", jsonBytes({ ...config, personal_rank }));
    };
    await withId(checkpoint.files.get("model.safetensors")!);
    expect(await failureOf(checkpoint)).toBe("no failure");
    const head = checkpoint.files.get("head.safetensors")!;
    const { tensors } = decodeSafetensors(head, "head");
    const metadata = { model_id: "tiny-000000000000" };
    checkpoint.files.set("head.safetensors", encodeSafetensors({ tensors, metadata }));
    expect(await failureOf(checkpoint)).toEqual(
      failed(/head\.safetensors" because it is damaged or of another model/),
    );
    checkpoint.files.set("head.safetensors", head);
    checkpoint.files.get("model.safetensors")![6_000] ^= 1;
    expect(await failureOf(checkpoint)).toEqual(
      failed(/model\.safetensors" because it is damaged or of another model/),
    );
  });

  test.each([
    ["a center that is no number", "center", Number.NaN, /"center" must hold finite/],
    ["a scale of 0", "scale", 0, /"scale" of at least one value, each further from 0 than 0.000001/],
    [
      "a scale of rounding noise",
      "scale",
      3e-17,
      /"scale" of at least one value, each further from 0 than 0.000001/,
    ],
  ])("refuses a projection with %s", async (_, name, value, message) => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    const { tensors } = decodeSafetensors(checkpoint.files.get("head.safetensors")!, "head");
    tensors.get(name)!.data[3] = value;
    checkpoint.files.set("head.safetensors", encodeSafetensors({ tensors, metadata: {} }));
    expect(await failureOf(checkpoint)).toEqual(failed(message));
  });

  test("gives a file up in the middle that unpacks to more than any is", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    let given = 0;
    const bomb = (): Response =>
      new Response(
        new ReadableStream({
          pull(controller) {
            given += 2 ** 20;
            controller.enqueue(new Uint8Array(2 ** 20));
          },
        }),
      );
    const fetch = (url: string): Promise<Response> =>
      url.endsWith("tokenizer.json") ? Promise.resolve(bomb()) : checkpoint.fetch(url);
    expect(await failureOf({ ...checkpoint, fetch })).toEqual(
      failed(/tokenizer\.json" .*at most 67108864 bytes/),
    );
    expect(given).toBeLessThan(2 ** 26 + 2 ** 23);
  });

  test("refuses a configuration that does not fit the weights", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    const config = JSON.parse(new TextDecoder().decode(checkpoint.files.get("config.json"))) as object;
    checkpoint.files.set("config.json", jsonBytes({ ...config, num_hidden_layers: 3 }));
    expect(await failureOf(checkpoint)).toEqual(
      failed(/"encoder\.layer\.2\.attention\.self\.query\.weight".*missing/),
    );
  });
});
