import { readdir } from "node:fs/promises";
import { basename, dirname, relative } from "node:path";
import type { Plugin } from "vite";

/** What follows the entry's path in an import, and the WebAssembly features that the build may use. */
const FEATURES: Readonly<Record<string, string>> = {
  "?assemblyscript": "simd",
  "?assemblyscript=relaxed": "simd,relaxed-simd",
};

/** The flags of every build; the note on each that is not obvious. */
const FLAGS = [
  "-O3",
  "--converge",
  "--noAssert",
  // No garbage collector: the kernels allocate nothing, the host hands them addresses.
  "--runtime",
  "stub",
  // Without this the module would import an `abort` function.
  "--use",
  "abort=",
  // Warns that v128 cannot cross to JavaScript; it never does, the exported kernels take addresses only.
  "--disableWarning",
  "112",
] as const;

/**
 * A vite plugin, for development and build: `import bytes from "./kernels.ts?assemblyscript"` compiles that AssemblyScript
 * entry and gives the module as a `Uint8Array`, inlined, so that there is no second file to serve or to find. The plain build
 * uses SIMD; `?assemblyscript=relaxed` also relaxed SIMD, which not every browser has: choose by `WebAssembly.validate`.
 *
 * A module is compiled once per process and again when a file of its folder changes.
 */
export function assemblyscript(): Plugin {
  const compiled = new Map<string, Promise<Uint8Array>>();
  return {
    name: "assemblyscript",
    enforce: "pre",
    async load(id) {
      const entry = id.slice(0, Math.max(0, id.indexOf("?")));
      const features = FEATURES[id.slice(entry.length)];
      if (features === undefined) return null;
      const folder = dirname(entry);
      for (const name of await readdir(folder))
        if (name.endsWith(".ts")) this.addWatchFile(`${folder}/${name}`);
      let bytes = compiled.get(id);
      if (bytes === undefined) {
        bytes = compileAssemblyScript(entry, features);
        compiled.set(id, bytes);
      }
      return { code: moduleSource(await bytes), map: null, moduleType: "js" };
    },
    watchChange(changed) {
      for (const id of compiled.keys()) if (dirname(id) === dirname(changed)) compiled.delete(id);
    },
  };
}

/** @throws {Error} holding the compiler's own report. */
async function compileAssemblyScript(entry: string, features: string): Promise<Uint8Array> {
  // Loaded late: the compiler takes a second to start, and most runs of vite find the module compiled or unused.
  const { default: asc } = await import("assemblyscript/asc");
  let module: Uint8Array | undefined;
  // The compiler names files relative to its base folder and would otherwise take the process's folder.
  const baseDir = dirname(entry);
  const report = asc.createMemoryStream();
  const { error } = await asc.main(
    [
      relative(baseDir, entry),
      "--baseDir",
      baseDir,
      "--outFile",
      "module.wasm",
      "--enable",
      features,
      ...FLAGS,
    ],
    {
      stderr: report,
      writeFile: (_name, contents) => {
        module = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
      },
    },
  );
  if (error !== null || module === undefined) {
    throw new Error(`Cannot compile "${basename(entry)}": ${report.toString()}`, { cause: error });
  }
  return module;
}

/**
 * As hexadecimal digits and not as base64: the digits of a byte do not depend on where it stands, so compression still finds
 * what repeats. Two builds of one source, compressed together, are half as large this way.
 */
function moduleSource(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString("hex");
  return `export default Uint8Array.from("${digits}".match(/../g), (byte) => parseInt(byte, 16));\n`;
}
