import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PostgreSQL's own commands, as a user that they run as. */
export interface PostgresCommands {
  /** A new folder of that user. */
  readonly folder: string;
  /** Gives that user a folder. */
  readonly own: (folder: string) => void;
  /** @throws {Error} if it ends with another code than 0. */
  readonly run: (command: string, parameters: readonly string[]) => void;
}

const HOMES = "/usr/lib/postgresql";

/** Null where PostgreSQL is not installed: Debian's package is `postgresql`. */
export function postgresCommands(): PostgresCommands | null {
  const bin = postgresFolder();
  if (bin === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-postgres-"));
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const asOwner = isRoot ? ["runuser", "-u", "postgres", "--"] : [];
  const own = (path: string): void => {
    if (isRoot) chownSync(path, idOf("-u"), idOf("-g"));
    chmodSync(path, 0o700);
  };
  own(folder);
  return {
    folder,
    own,
    run(command, parameters) {
      const [first, ...words] = [...asOwner, join(bin, command), ...parameters];
      execFileSync(first, words, { stdio: "ignore", cwd: folder });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // it listens on TCP
      server.close(() => resolve(port));
    });
  });
}

/** The newest version that is installed. */
function postgresFolder(): string | null {
  if (!existsSync(HOMES)) return null;
  const version = readdirSync(HOMES)
    .filter((name) => existsSync(join(HOMES, name, "bin/initdb")))
    .sort((a, b) => Number(b) - Number(a))[0];
  return version === undefined ? null : join(HOMES, version, "bin");
}

function idOf(flag: string): number {
  return Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
}
