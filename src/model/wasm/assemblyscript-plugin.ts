import { readdir } from "node:fs/promises";
import { basename, dirname, relative } from "node:path";
import type { Plugin } from "vite";

const QUERY = "?assemblyscript";

/** The flags of the plain SIMD build; the note on each that is not obvious. */
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
  "--enable",
  "simd",
  // Warns that v128 cannot cross to JavaScript; it never does, the exported kernels take addresses only.
  "--disableWarning",
  "112",
] as const;

/**
 * A vite plugin, for development and build: `import bytes from "./kernels.ts?assemblyscript"` compiles that AssemblyScript
 * entry and gives the module as a `Uint8Array`, inlined as base64, so that there is no second file to serve or to find.
 *
 * A module is compiled once per process and again when a file of its folder changes.
 */
export function assemblyscript(): Plugin {
  const compiled = new Map<string, Promise<Uint8Array>>();
  return {
    name: "assemblyscript",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(QUERY)) return null;
      const entry = id.slice(0, -QUERY.length);
      const folder = dirname(entry);
      for (const name of await readdir(folder))
        if (name.endsWith(".ts")) this.addWatchFile(`${folder}/${name}`);
      let bytes = compiled.get(entry);
      if (bytes === undefined) {
        bytes = compileAssemblyScript(entry);
        compiled.set(entry, bytes);
      }
      return { code: moduleSource(await bytes), map: null, moduleType: "js" };
    },
    watchChange(changed) {
      for (const entry of compiled.keys()) if (dirname(entry) === dirname(changed)) compiled.delete(entry);
    },
  };
}

/** @throws {Error} holding the compiler's own report. */
async function compileAssemblyScript(entry: string): Promise<Uint8Array> {
  // Loaded late: the compiler takes a second to start, and most runs of vite find the module compiled or unused.
  const { default: asc } = await import("assemblyscript/asc");
  let module: Uint8Array | undefined;
  // The compiler names files relative to its base folder and would otherwise take the process's folder.
  const baseDir = dirname(entry);
  const report = asc.createMemoryStream();
  const { error } = await asc.main(
    [relative(baseDir, entry), "--baseDir", baseDir, "--outFile", "module.wasm", ...FLAGS],
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

function moduleSource(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString("base64");
  return `export default Uint8Array.from(atob("${base64}"), (character) => character.charCodeAt(0));\n`;
}
