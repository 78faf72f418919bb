import { serveCalls } from "./serve-calls.ts";

/** The head's kernels; empty until that module exists. */
const modules = import.meta.glob("../../../src/model/wasm/head-kernels.ts");

serveCalls({
  /** @returns Which steps can be timed. */
  create: () => (Object.keys(modules).length > 0 ? ["unknown"] : []),
});
