import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly mem_limit?: string;
  readonly restart?: string;
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: {
    readonly inside: { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } };
  };
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** One instruction of a Dockerfile, its lines joined. */
const instructions = read("deploy/Dockerfile")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => ({ word: line.split(" ")[0] ?? "", rest: line.slice(line.indexOf(" ") + 1).trim() }));
const [froms, users] = ["FROM", "USER"].map((word) => instructions.filter((one) => one.word === word));
const lastStage = instructions.slice(instructions.findLastIndex(({ word }) => word === "FROM"));

describe("deploy/Dockerfile", () => {
  test("has only instructions that there are, in stages that are named and pinned to a version", () => {
    const known = /^(FROM|WORKDIR|COPY|RUN|ENV|USER|VOLUME|EXPOSE|HEALTHCHECK|CMD)$/;
    for (const { word } of instructions) expect(word).toMatch(known);
    expect(froms.length).toBe(2);
    for (const { rest } of froms) expect(rest).toMatch(/^[a-z]+:\d+[\w.-]*( AS \w+)?$/);
    const stages = froms.map(({ rest }) => rest.split(" AS ")[1]);
    for (const { rest } of instructions.filter((one) => one.rest.startsWith("--from=")))
      expect(stages).toContain(/--from=(\w+)/.exec(rest)?.[1]);
  });

  test("has nothing wrong in the eyes of the checker that editors use", () => {
    expect(validate(read("deploy/Dockerfile"))).toEqual([]);
    expect(
      validate(read("deploy/Dockerfile").replace("HEALTHCHECK --interval", "HEALTHCHECK --every")),
    ).toHaveLength(1);
  });

  test("runs on a Node that package.json allows, not as root, told of its health, without a shell", () => {
    const major = Number(/node:(\d+)/.exec(froms.at(-1)?.rest ?? "")?.[1]);
    const { engines, scripts } = JSON.parse(read("package.json")) as {
      engines: { node: string };
      scripts: Record<string, string>;
    };
    expect(engines.node).toMatch(new RegExp(`\\^${major}\\.|>=${major}\\.`));
    expect(users.at(-1)?.rest).toBe("node");
    const words = lastStage.map(({ word }) => word);
    expect(words.indexOf("USER")).toBeLessThan(words.indexOf("CMD"));
    expect(words).toContain("HEALTHCHECK");
    for (const { word, rest } of lastStage) {
      if (word === "CMD") expect(JSON.parse(rest)).toEqual(["node", "dist/server/server.js"]);
      if (word === "HEALTHCHECK") expect(JSON.parse(rest.slice(rest.indexOf("CMD ") + 4))).toHaveLength(3);
    }
    for (const [, script = ""] of read("deploy/Dockerfile").matchAll(/npm run (?:--silent )?([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });

  test("installs what the lock file says, runs nobody's install scripts, and holds no secret", () => {
    const text = read("deploy/Dockerfile");
    expect(text).not.toMatch(/npm (i|install) |:latest|curl|sudo|ADD |PASSWORD|TOKEN/);
    for (const [command] of text.matchAll(/npm (ci|prune).*/g)) expect(command).toContain("--ignore-scripts");
    for (const path of ["package.json", "package-lock.json"])
      expect(existsSync(new URL(path, ROOT))).toBe(true);
  });
});

describe("deploy/compose.yml", () => {
  // The file is ours, and a field that is missing fails the test that reads it.
  const { services, networks, volumes } = parse(read("deploy/compose.yml"), { merge: true }) as Compose;
  const servers = Object.entries(services).filter(([name]) => name.startsWith("rank-"));

  test("is as the compose specification has it", () => {
    // The ports that the public needs are for every interface. What is left of its rules and is no error is taste.
    const rules = { "no-unbound-port-interfaces": 0 } as const;
    const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
    const errorsIn = (text: string): string[] => {
      const path = join(folder, "compose.yml");
      writeFileSync(path, text);
      const messages = linter.lintFiles([path], false).flatMap((file) => file.messages);
      return messages.filter(({ type }) => type === "error").map(({ message }) => message);
    };
    const folder = mkdtempSync(join(tmpdir(), "personal-rank-compose-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const text = read("deploy/compose.yml");
    expect(errorsIn(text)).toEqual([]);
    expect(errorsIn(text.replace("mem_limit:", "memory_limit:")).join()).toContain("additional properties");
  });

  test("has two servers with what they need, and nothing that they can write but their volume", () => {
    expect(servers).toHaveLength(2);
    for (const [, server] of servers) {
      expect(server).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
      expect(server.security_opt).toContain("no-new-privileges:true");
      expect(server.volumes).toEqual(["keys:/data"]);
      expect(Number.parseInt(server.stop_grace_period ?? "0", 10)).toBeGreaterThan(10);
      expect(existsSync(new URL(server.build?.dockerfile ?? "", ROOT))).toBe(true);
      for (const name of Object.keys(server.environment ?? {}))
        expect(read("src/server/server.ts"), name).toMatch(new RegExp(`^  ${name} `, "m"));
      expect(server.environment?.["TRUSTED_PROXIES"]).toBe(networks.inside.ipam.config[0].subnet);
    }
  });

  test("opens to the public what browsers need, and no more", () => {
    for (const [name, { ports = [] }] of Object.entries(services))
      if (name === "caddy") expect(ports).toEqual(["80:80", "443:443"]);
      else for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    const caddyfile = read("deploy/Caddyfile");
    expect(caddyfile).toContain(`reverse_proxy ${servers.map(([name]) => `${name}:8787`).join(" ")}`);
    expect(caddyfile).not.toMatch(/8788/);
    // Those that there are leave out all that has a visitor's address: what a handler says of an answer that was broken off has it, too.
    expect(caddyfile.match(/^\s*log\b[^}]*\}/gm)).toEqual([
      "\tlog {\n\t\texclude http.log http.handlers\n\t}",
      "\tlog health {\n\t\tinclude http.handlers.reverse_proxy.health_checker\n\t}",
    ]);
  });

  test("names only services, volumes and networks that there are, and bounds each", () => {
    for (const [name, service] of Object.entries(services)) {
      const wanted = Array.isArray(service.depends_on)
        ? service.depends_on
        : Object.keys(service.depends_on ?? {});
      for (const other of wanted) expect(Object.keys(services), name).toContain(other);
      for (const volume of service.volumes ?? []) {
        const [from = ""] = volume.split(":");
        if (from.startsWith(".")) expect(existsSync(new URL(from, new URL("deploy/", ROOT)))).toBe(true);
        else expect(Object.keys(volumes)).toContain(from);
      }
      for (const network of service.networks ?? []) expect(Object.keys(networks)).toContain(network);
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
      expect(service.restart, name).toBe("unless-stopped");
      expect(service.image, name).not.toMatch(/latest/);
    }
    const targets = read("deploy/prometheus/prometheus.yml").match(/[\w-]+:8788/g);
    expect(targets).toEqual(servers.map(([name]) => `${name}:8788`));
  });
});
