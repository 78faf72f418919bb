import { existsSync, readFileSync } from "node:fs";

/** Packages of which there is code in the files for browsers, in the order of the notices. */
export const BUNDLED: readonly string[] = [
  "@lit/reactive-element",
  "@tensorflow/tfjs-backend-webgpu",
  "@tensorflow/tfjs-core",
  "idb",
  "lit",
  "lit-element",
  "lit-html",
  "long",
];

/** Who holds the rights, where the package has no file that says so, from the heads of its sources. */
const HOLDERS: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs-backend-webgpu": "Copyright Google LLC",
  "@tensorflow/tfjs-core": "Copyright Google LLC",
};
const RULE = "-".repeat(80);

/** What `THIRD-PARTY.txt` says: name, version and licence of every {@link BUNDLED} package. */
export function notices(): string {
  const parts = BUNDLED.map((name) => {
    const { version, license } = JSON.parse(read(name, "package.json")) as Record<string, string>; // npm's own
    return `${RULE}\n${name} ${version}, ${license}\n\n${termsOf(name, license).trim()}\n`;
  });
  return `The files for browsers have code of these packages, as it is. What a server installs has its licences beside it.\n\n${parts.join("\n")}`;
}

/** Of the Apache licence this package has the text already. */
function termsOf(name: string, license: string): string {
  if (license === "Apache-2.0") return `${HOLDERS[name] ?? ""}\nThe text of the licence is in LICENSE.`;
  return read(name, "LICENSE");
}

function read(name: string, file: string): string {
  const url = new URL(`../node_modules/${name}/${file}`, import.meta.url);
  if (!existsSync(url))
    throw new Error(`Cannot write the notice of ${name} as it must have a file ${file}: there is none`);
  return readFileSync(url, "utf8");
}
