import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildServer } from "../../../src/server/built-server-fixture.ts";
import type { BuiltServer, Child } from "../../../src/server/built-server-fixture.ts";
import { isInOrder, readBooks } from "./check-books.ts";
import type { Books } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import { answersInWords, endNode, notTried, RESUME_LIMIT_MS, ROUNDS, withFolder } from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";

const MIGRATIONS = "src/server/sql/migrations.ts";
const NEWER_SCHEMA = "run the newer server";

interface Upgrade {
  readonly from: string;
  readonly books: Books;
  readonly longestMs: number;
  /** Whether the server of before started on the database that today's has written; it must, or must say why not. */
  readonly wayBack: "works" | "refused" | "failed";
  readonly answers: ReadonlyMap<number, number>;
}

/**
 * Two nodes of an earlier version are replaced by today's, one after the other, while reports come; then one of them goes back, which
 * it must if its schema is today's, and must not if it is older. Both versions are found in the history.
 */
export async function rollingUpgrade({
  server,
  postgres,
  cycles,
  progress,
  ended,
}: FaultTools): Promise<FaultResult> {
  if (postgres === null) return notTried("no PostgreSQL here");
  const commits = earlierCommits();
  if (commits === null) return notTried("the repository has no history here");
  const upgrades: Upgrade[] = [];
  for (const [at, from] of commits.entries()) {
    const earlier = await buildEarlier(from);
    try {
      for (let cycle = 0; cycle < cycles; cycle++) {
        progress((at + cycle / cycles) / commits.length);
        upgrades.push(await upgrade({ from, earlier, server, url: await postgres.newDatabase(), ended }));
      }
    } finally {
      earlier.remove();
    }
  }
  const sum = (key: "acknowledged" | "lost"): number =>
    upgrades.reduce((total, { books }) => total + books[key], 0);
  const longestMs = Math.max(...upgrades.map((one) => one.longestMs));
  const ways = upgrades.map(({ wayBack }) => wayBack);
  const answers = new Map<number, number>();
  for (const one of upgrades)
    for (const [status, times] of one.answers) answers.set(status, (answers.get(status) ?? 0) + times);
  return {
    wasTried: true,
    hasHeld:
      upgrades.every(({ books }) => isInOrder(books)) &&
      longestMs < RESUME_LIMIT_MS &&
      // One commit has the schema of today, and the other has not.
      ways.includes("works") &&
      ways.includes("refused") &&
      !ways.includes("failed"),
    words:
      `${upgrades.length} upgrades from ${commits.join(" and ")}: ${answersInWords(answers)}; of ${sum("acknowledged")} acknowledged ${sum("lost")} lost; ` +
      `all nodes took reports ${longestMs} ms after each step at most; back again ${ways.filter((way) => way === "works").length} times, refused for the schema ${ways.filter((way) => way === "refused").length} times`,
    figures: { upgrades: upgrades.map((one) => ({ ...one, answers: Object.fromEntries(one.answers) })) },
  };
}

async function upgrade({
  from,
  earlier,
  server,
  url,
  ended,
}: {
  readonly from: string;
  readonly earlier: BuiltServer;
  readonly server: BuiltServer;
  readonly url: string;
  readonly ended: AbortSignal;
}): Promise<Upgrade> {
  return withFolder(async (folder) => {
    const environment = { ...ROUNDS, DATA_DIR: folder, DATABASE_URL: url };
    const nodes: Child[] = [await earlier.startChild(environment), await earlier.startChild(environment)];
    const load = startLoad({ ports: () => nodes.map(({ port }) => port), ended });
    const steps = [await load.untilAllTake(RESUME_LIMIT_MS)];
    const replace = async (at: number, next: BuiltServer): Promise<void> => {
      // The new one is there before the old one leaves, as behind a proxy.
      const before = nodes[at];
      nodes[at] = await next.startChild(environment);
      steps.push(await load.untilAllTake(RESUME_LIMIT_MS));
      await endNode(before);
      steps.push(await load.untilAllTake(RESUME_LIMIT_MS));
    };
    for (const at of nodes.keys()) await replace(at, server);
    const wayBack = await replace(0, earlier).then(
      () => "works" as const,
      (error: unknown) => (String(error).includes(NEWER_SCHEMA) ? ("refused" as const) : ("failed" as const)),
    );
    if (wayBack === "works") await replace(0, server);
    await load.stop();
    await Promise.all(nodes.map((node) => endNode(node)));
    const books = await readBooks(environment, load.acknowledged);
    return { from, books, longestMs: Math.round(Math.max(...steps)), wayBack, answers: load.answers };
  });
}

/**
 * The newest commit whose schema is older than today's, and the oldest with today's.
 *
 * @returns Null where this checkout has no history.
 */
function earlierCommits(): readonly [string, string] | null {
  try {
    const changes = git("log", "--format=%h", "--", MIGRATIONS).split("\n");
    const today = versionAt(changes[0]);
    const older = changes.findIndex((commit) => versionAt(commit) < today);
    return older < 0 ? null : [git("rev-parse", "--short", `${changes[older - 1]}^`), changes[0]];
  } catch {
    return null;
  }
}

/** Of the schema: how many scripts there are for PostgreSQL, one a line. */
function versionAt(commit: string): number {
  const [, scripts] = /^ {2}postgres: \[\n(.*?)^ {2}\]/ms.exec(git("show", `${commit}:${MIGRATIONS}`))!; // as the file has them
  return scripts.trim().split("\n").length;
}

function git(...words: readonly string[]): string {
  return execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

async function buildEarlier(commit: string): Promise<BuiltServer> {
  const folder = mkdtempSync(join(process.cwd(), "node_modules", ".earlier-"));
  try {
    const source = execFileSync("git", ["archive", commit, "src"], {
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "ignore"],
    });
    execFileSync("tar", ["-x", "-C", folder], { input: source });
    return await buildServer(join(folder, "src/server/server.ts"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
