import { existsSync, readFileSync } from "node:fs";

/** Packages of which there is code in the files for browsers, in the order of the notices. */
export const BUNDLED: readonly string[] = [
  "@divviup/common",
  "@divviup/field",
  "@divviup/prio3",
  "@divviup/vdaf",
  "@divviup/xof",
  "@lit/reactive-element",
  "@noble/hashes",
  "@tensorflow/tfjs-backend-webgpu",
  "@tensorflow/tfjs-core",
  "base64-js",
  "buffer",
  "idb",
  "ieee754",
  "lit",
  "lit-element",
  "lit-html",
  "long",
  "one-webcrypto",
];

/** Who holds the rights, where the package has no file that says so, from the heads of its sources. */
const HOLDERS: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs-backend-webgpu": "Copyright Google LLC",
  "@tensorflow/tfjs-core": "Copyright Google LLC",
  "one-webcrypto": "Copyright (c) Philipp Krüger",
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

/** Of the Apache licence this package has the text already; a package of MIT without a file of it is said to be under the same text as others. */
function termsOf(name: string, license: string): string {
  if (license === "Apache-2.0") return `${HOLDERS[name] ?? ""}\nThe text of the licence is in LICENSE.`;
  // It asks for the source of its files, which are as they were published.
  if (license === "MPL-2.0")
    return `Its source is at https://www.npmjs.com/package/${name}; its terms are at https://mozilla.org/MPL/2.0/.`;
  const holder = HOLDERS[name];
  if (holder === undefined) return read(name, "LICENSE");
  const mit = read("base64-js", "LICENSE");
  return `${holder}\n\n${mit.slice(mit.indexOf("Permission is hereby granted"))}`;
}

function read(name: string, file: string): string {
  const url = new URL(`../node_modules/${name}/${file}`, import.meta.url);
  if (!existsSync(url))
    throw new Error(`Cannot write the notice of ${name} as it must have a file ${file}: there is none`);
  return readFileSync(url, "utf8");
}
