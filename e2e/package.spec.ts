import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build } from "vite";
import { serveFolder } from "./serve-folder.ts";

/** The package as npm would install it, in a project of its own outside the repository. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const IDS = Array.from({ length: 8 }, (_, at) => `p${at}`);

const PAGE = `<!doctype html><title>Stools</title><link rel="icon" href="data:,">
<personal-rank list-id="stools" item="[data-id]" model="/models/shelf-mini/" backend="wasm" consent="granted">
  <ul>${IDS.map((id, at) => `<li data-id="${id}"><a href="#${id}"><h3>Stool number ${at}</h3></a></li>`).join("")}</ul>
</personal-rank>
<personal-rank-switch></personal-rank-switch>
<rank-inspector></rank-inspector>
<script type="module" src="/main.ts"></script>`;

/** What TypeScript must know, and what it must refuse. */
const SCRIPT = `import "personal-rank";
import "personal-rank/inspector";
import "personal-rank/switch";
import type { ExposureReport, PersonalRankElement, Ranking, RankHandle } from "personal-rank";
import type { RankInspectorElement } from "personal-rank/inspector";

const tag: PersonalRankElement = document.createElement("personal-rank");
const handle: RankHandle = tag;
const newest: Ranking | null = handle.ranking;
const report: Promise<ExposureReport> | undefined = window.personalRank?.exposure();
const inspector: RankInspectorElement | null = document.querySelector("rank-inspector");
const panel: HTMLElement | null = document.querySelector("personal-rank-switch");
document.addEventListener("personal-rank:order", ({ detail }) => {
  const position: number | undefined = detail.ranking.items[0]?.position;
  document.title = "ranked " + position;
});
document.addEventListener("personal-rank:error", ({ detail }) => console.error(detail.severity === "stopped", detail.reason));
// @ts-expect-error -- there is no such member: the element is not of any type
void tag.rankingz;
// @ts-expect-error -- a number is no action
window.personalRank?.feedback.acted(1, ["p1"]);
void [newest, report, inspector, panel];
`;

const COMPILER = {
  target: "ES2023",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  types: [],
  strict: true,
  noEmit: true,
};

let project = "";
let packed: string[] = [];
const inPackage = (path: string): string => join(project, "node_modules/personal-rank", path);

test.beforeAll(() => {
  for (const name of ["dist/types/index.d.ts", "dist/custom-elements.json"])
    if (!existsSync(join(ROOT, name)))
      throw new Error(`Cannot pack the package because ${name} is missing: run npm run build`);
  project = mkdtempSync(join(tmpdir(), "personal-rank-user-"));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  const [pack] = JSON.parse(execFileSync("npm", args, { cwd: ROOT, encoding: "utf8" })) as [
    { filename: string; files: { path: string }[] },
  ]; // what npm prints
  packed = pack.files.map(({ path }) => path);
  mkdirSync(inPackage(""), { recursive: true });
  execFileSync("tar", ["-xzf", join(project, pack.filename), "-C", inPackage(""), "--strip-components=1"]);
  linkDependencies(inPackage("package.json"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, "main.ts"), SCRIPT);
  writeFileSync(join(project, "index.html"), PAGE);
});

test.afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Those that are named as dependencies, and theirs, and no others: what npm would have put there. */
function linkDependencies(manifest: string): void {
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies?: object }; // of npm's format
  for (const name of Object.keys(dependencies)) {
    const [from, to] = [join(ROOT, "node_modules", name), join(project, "node_modules", name)];
    mkdirSync(dirname(to), { recursive: true });
    try {
      symlinkSync(from, to);
    } catch {
      continue; // linked already
    }
    linkDependencies(join(from, "package.json"));
  }
}

test("has every file that the documents name", () => {
  const documents = ["README.md", "docs/hosting.md", "docs/consent.md", "docs/reference.md"];
  const text = documents.map((name) => readFileSync(join(ROOT, name), "utf8")).join("\n");
  const named = [...text.matchAll(/\b(personal-rank[\w.-]*\.js|rank-inspector\.js)\b/g)].map(
    ([name]) => `dist/${name}`,
  );
  expect(new Set(named).size).toBeGreaterThan(8);
  expect([...new Set(named)].filter((name) => !packed.includes(name))).toEqual([]);
  for (const model of ["shelf-mini", "shelf-tiny"])
    for (const file of [
      "model.safetensors",
      "head.safetensors",
      "tokenizer.json",
      "config.json",
      "MODEL_CARD.md",
    ])
      expect(packed).toContain(`dist/models/${model}/${file}`);
  for (const path of [
    "LICENSE",
    "README.md",
    "dist/custom-elements.json",
    "dist/server/server.js",
    "docs/hosting.md",
  ])
    expect(packed).toContain(path);
});

test("has nothing of the demo, the tests or the training in it", () => {
  const strays = packed.filter((path) =>
    /(^|\/)(src|e2e|scripts|train|public)\/|\.test\.|server\/(demo|eval)/.test(path),
  );
  expect(strays).toEqual([]);
});

test("leads to files that are there, from every export", () => {
  const manifest = JSON.parse(readFileSync(inPackage("package.json"), "utf8")) as {
    exports: Record<string, string | Record<string, string>>;
    customElements: string;
  }; // our own
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  const files = [...targets.filter((target) => !target.includes("*")), manifest.customElements];
  expect(files.map((file) => file.replace("./", "")).filter((file) => !packed.includes(file))).toEqual([]);
  const { resolve } = createRequire(join(project, "main.ts"));
  expect(resolve("personal-rank/dist/personal-rank.js")).toBe(inPackage("dist/personal-rank.js"));
  const elements = JSON.parse(readFileSync(resolve("personal-rank/custom-elements.json"), "utf8")) as {
    modules: { path: string }[];
  }; // its format
  expect(elements.modules.map(({ path }) => path).filter((path) => !packed.includes(path))).toEqual([]);
});

for (const [module, moduleResolution] of [
  ["ESNext", "bundler"],
  ["NodeNext", "NodeNext"],
] as const)
  test(`has types that a strict project accepts, libraries checked too (${moduleResolution})`, () => {
    const compilerOptions = { ...COMPILER, module, moduleResolution, skipLibCheck: false };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", project], { stdio: "pipe", encoding: "utf8" });
  });

test("works from a bundle, with the model beside it", async ({ page }) => {
  cpSync(inPackage("dist/models"), join(project, "public/models"), { recursive: true });
  await build({ root: project, configFile: false, logLevel: "error", build: { outDir: "built" } });
  const server = await serveFolder(join(project, "built"));
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) problems.push(message.text());
  });
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle("ranked 1", { timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Why this order?" })).toBeVisible();
  expect(await page.evaluate(() => window.personalRank?.state)).toBe("ready");
  expect(problems).toEqual([]);
  await server.stop();
});

test("starts the sync server from the installed package", async () => {
  const env = { ...process.env, PORT: "0", DATA_DIR: join(project, "data") };
  const server = spawn(process.execPath, [inPackage("dist/server/server.js")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await new Promise<string>((resolve) => {
    let output = "";
    server.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("/v1")) resolve(output);
    });
    server.once("exit", (code) => resolve(`ended with code ${code}`));
  });
  const url = /http:[\w./:]+\/v1/.exec(said)?.[0] ?? said;
  const answer = await fetch(`${url}/manifest`);
  expect(answer.status).toBe(200);
  server.kill("SIGKILL");
});
