import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { seededRandom } from "../base/random.ts";
import { encodeQualityReport } from "../federation/quality-report.ts";
import { deltaFile, postDelta, startServer, temporaryFolder } from "./server-fixture.ts";
import { runHelper } from "./split/run-helper.ts";
import { postShare, SECRETS, SHARE_TERMS, testReport } from "./split/split-fixture.ts";

const FOLDER = fileURLToPath(new URL("../../deploy/", import.meta.url));
/** Files of promtool's tests, NAME.test.yml. */
const RULE_TESTS = ["server", "quality", "helper"];
const RULES = join(FOLDER, "prometheus/personal-rank.rules.yml");

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

// The files are ours, and a field that is missing fails the tests that read it.
const rules = (parse(readFileSync(RULES, "utf8")) as Rules).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync(join(FOLDER, "grafana/personal-rank.json"), "utf8")) as Dashboard;
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }): [string, string] => [title, expr.replaceAll("$__rate_interval", "5m")]),
);
const alerts = rules.map(({ alert, expr }): [string, string] => [alert, expr]);

/** Prometheus' own checker; Debian's package `prometheus` has it. */
const hasPromtool = spawnSync("promtool", ["--version"]).error === undefined;
const itWithPromtool = test.skipIf(!hasPromtool);
const withoutPromtool = hasPromtool ? "" : " (left out: there is no promtool here, see .ci/run)";

function promtool(...parameters: string[]): string {
  const { status, stdout, stderr } = spawnSync("promtool", parameters, {
    cwd: join(FOLDER, "prometheus"),
    encoding: "utf8",
    timeout: 60_000,
  });
  return `${status === 0 ? "ok" : "failed"} ${stdout}${stderr}`;
}

/** What a server says of itself once everything has happened to it that it counts. */
async function exposedByServer(): Promise<string> {
  const { port, metricsPort, store } = await startServer({ cohort: 2 });
  const url = `http://127.0.0.1:${port}/v1`;
  await fetch(`${url}/manifest`);
  const key = "0".repeat(32);
  await postDelta(port, deltaFile([0.5, 0, 0]), key);
  await postDelta(port, deltaFile([0.5, 0, 0]), key);
  await postDelta(port, deltaFile([0.5, 0, 0]));
  await store.advance();
  await postDelta(port, Uint8Array.of(1));
  const headers = { "content-type": "application/octet-stream" };
  for (let field = 0; field < 6; field++)
    await fetch(`${url}/quality`, {
      method: "POST",
      headers,
      body: encodeQualityReport({ field, value: 0, isCanary: false }),
    });
  await fetch(`${url}/quality`, { method: "POST", headers, body: Uint8Array.of(9) });
  return (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
}

/** The same of a second aggregator: its own counts are there from the start. */
async function exposedByHelper(): Promise<string> {
  const place = { dataDir: temporaryFolder(), port: 0, metricsPort: 0, log: null };
  const helper = await runHelper({ ...place, terms: SHARE_TERMS, secrets: SECRETS });
  onTestFinished(() => helper.close());
  const { helper: file } = await testReport(seededRandom(1));
  for (const share of [file, file, Uint8Array.of(1)]) await postShare(helper.port, share);
  await fetch(`http://127.0.0.1:${helper.port}/v1/split/sums`, { method: "POST" });
  return (await fetch(`http://127.0.0.1:${helper.metricsPort}/metrics`)).text();
}

/** Prometheus adds these to what it scrapes. */
const OF_PROMETHEUS = new Set(["job", "instance"]);

/** Labels that are matched or grouped by, and exact values that are asked for, of one metric. */
function labelsIn(query: string, metric: string): [string, string | null][] {
  const matched = [...query.matchAll(new RegExp(`${metric}\\{([^}]*)\\}`, "g"))].flatMap(([, text = ""]) =>
    [...text.matchAll(/(\w+)(=|!=|=~|!~)"([^"]*)"/g)].map(
      ([, label = "", how, value = ""]): [string, string | null] => [label, how === "=" ? value : null],
    ),
  );
  return matched.filter(([label]) => !OF_PROMETHEUS.has(label));
}

/** What a query asks for in vain. */
function missingFor(query: string, exposed: string): string[] {
  return [...new Set([...query.matchAll(/personal_rank_\w+/g)].map(([name]) => name))].flatMap((metric) => {
    const series = exposed.split("\n").filter((line) => new RegExp(`^${metric}[ {]`).test(line));
    if (series.length === 0) return [metric];
    return labelsIn(query, metric)
      .map(([label, value]) => (value === null ? `${label}="` : `${label}="${value}"`))
      .filter((wanted) => !series.some((line) => line.includes(wanted)))
      .map((wanted) => `${metric}{${wanted}}`);
  });
}

test("rules and dashboard ask only for metrics, labels and values that one of the two servers has", async () => {
  const exposed = (await exposedByServer()) + (await exposedByHelper());
  for (const [name, query] of [...alerts, ...queries]) {
    expect(query, name).toMatch(/personal_rank_|up\{/);
    expect(missingFor(query, exposed), name).toEqual([]);
  }
  expect(missingFor('personal_rank_nothing{a="b"}', exposed)).toEqual(["personal_rank_nothing"]);
  expect(missingFor('personal_rank_deltas_received_total{result="lost"}', exposed)).toHaveLength(1);
});

describe(`promtool${withoutPromtool}`, { timeout: 60_000 }, () => {
  itWithPromtool("finds every rule right, and all that it loads", () => {
    expect(promtool("check", "config", "prometheus.yml")).toMatch(/^ok /);
  });

  itWithPromtool.each(RULE_TESTS)("sees %s.test.yml come true", (name) => {
    expect(promtool("test", "rules", `${name}.test.yml`)).toMatch(/^ok /);
  });

  itWithPromtool("can read every query of the dashboard", () => {
    const path = join(temporaryFolder(), "queries.yml");
    const recorded = queries.map(([, expr], at) => ({ record: `query_${at}`, expr }));
    writeFileSync(path, JSON.stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
    expect(queries.length).toBeGreaterThan(20);
    expect(promtool("check", "rules", path)).toContain(`SUCCESS: ${queries.length} rules found`);
  });

  itWithPromtool.each([
    ["a server", exposedByServer],
    ["a second aggregator", exposedByHelper],
  ])("finds nothing wrong with what %s says of itself", async (_, expose) => {
    const exposed = await expose();
    const { stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: exposed,
      encoding: "utf8",
    });
    expect(stdout + stderr).toBe("");
  });
});

test("every alert has been seen to fire", () => {
  const text = RULE_TESTS.map((name) =>
    readFileSync(join(FOLDER, `prometheus/${name}.test.yml`), "utf8"),
  ).join("");
  for (const [alert] of alerts)
    expect(text, alert).toMatch(new RegExp(`alertname: ${alert}\\s+exp_alerts:\\n`));
});
