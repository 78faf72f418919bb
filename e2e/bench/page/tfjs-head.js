import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { serveCalls, timeRuns } from "./serve-calls.ts";

/** A step of a network of one hidden layer by TensorFlow.js: automatic gradients, AdamW with decoupled decay, the loss read. */
const [LEARNING_RATE, DECAY, BETA1, BETA2, EPSILON] = [1e-3, 1e-2, 0.9, 0.999, 1e-8];
let parameters, moments, inputs, labels;
let steps = 0;

serveCalls({
  async create({ inner, hidden, batch }) {
    setWasmPaths(
      new URL(/* @vite-ignore */ "/node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).href,
    );
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    await tf.setBackend("wasm");
    await tf.ready();
    const shapes = [[inner, hidden], [hidden], [hidden, 1], [1]];
    parameters = shapes.map((shape) => tf.variable(tf.randomNormal(shape, 0, 0.05, "float32", 1)));
    moments = shapes.map((shape) => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))]);
    inputs = tf.randomNormal([batch, inner], 0, 1, "float32", 2);
    labels = tf.randomUniform([batch, 1], 0, 1, "float32", 3).round();
    return tf.getBackend();
  },
  time: (timing) => timeRuns(timing, step),
  loss: step,
});

async function step() {
  steps++;
  const loss = tf.tidy(() => {
    const [w1, b1, w2, b2] = parameters;
    const { value, grads } = tf.variableGrads(() => {
      const logits = inputs.matMul(w1).add(b1).relu().matMul(w2).add(b2);
      return tf.losses.sigmoidCrossEntropy(labels, logits);
    }, parameters);
    parameters.forEach((parameter, at) => {
      const gradient = grads[parameter.name];
      const [first, second] = moments[at];
      first.assign(first.mul(BETA1).add(gradient.mul(1 - BETA1)));
      second.assign(second.mul(BETA2).add(gradient.square().mul(1 - BETA2)));
      const rate = LEARNING_RATE / (1 - BETA1 ** steps);
      const spread = second
        .div(1 - BETA2 ** steps)
        .sqrt()
        .add(EPSILON);
      parameter.assign(parameter.mul(1 - LEARNING_RATE * DECAY).sub(first.mul(rate).div(spread)));
    });
    return value;
  });
  const [value] = await loss.data();
  loss.dispose();
  return value;
}
