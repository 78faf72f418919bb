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

/** The last commit before the schema of today, and the last one of the version before; both with the reports of today. */
const EARLIER: readonly string[] = ["5139e9e", "50697af"];
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
 * Two nodes of an earlier version are replaced by today's, one after the other, while reports come; then one of them goes back, if its
 * schema is today's.
 */
export async function rollingUpgrade({
  server,
  postgres,
  cycles,
  progress,
  ended,
}: FaultTools): Promise<FaultResult> {
  if (postgres === null) return notTried("no PostgreSQL here");
  const upgrades: Upgrade[] = [];
  for (const [at, from] of EARLIER.entries()) {
    const earlier = await buildEarlier(from);
    if (earlier === null) return notTried("the repository has no history here");
    try {
      for (let cycle = 0; cycle < cycles; cycle++) {
        progress((at + cycle / cycles) / EARLIER.length);
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
    hasHeld:
      upgrades.every(({ books }) => isInOrder(books)) &&
      longestMs < RESUME_LIMIT_MS &&
      !ways.includes("failed"),
    words:
      `${upgrades.length} upgrades from ${EARLIER.join(" and ")}: ${answersInWords(answers)}; of ${sum("acknowledged")} acknowledged ${sum("lost")} lost; ` +
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

/** Null where this checkout has not that commit. */
async function buildEarlier(commit: string): Promise<BuiltServer | null> {
  const folder = mkdtempSync(join(process.cwd(), "node_modules", ".earlier-"));
  try {
    const source = execFileSync("git", ["archive", commit, "src"], {
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "ignore"],
    });
    execFileSync("tar", ["-x", "-C", folder], { input: source });
    return await buildServer(join(folder, "src/server/server.ts"));
  } catch (error) {
    if (error instanceof Error && "status" in error) return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
