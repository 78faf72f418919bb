import { setTimeout as pause } from "node:timers/promises";
import type { BuiltServer } from "../../../src/server/built-server-fixture.ts";
import { newestCandidate } from "./read-database.ts";
import { command, RESUME_LIMIT_MS } from "./fault-nodes.ts";
import type { Place } from "./fault-nodes.ts";

const LOOK_AGAIN_MS = 200;

/**
 * Releases the newest candidate, as a person would.
 *
 * @returns The version of the head that visitors have from now on.
 * @throws {Error} if there is none that can be released in half a minute.
 */
export async function promoteNewest(server: BuiltServer, environment: Place): Promise<number> {
  const lastMs = performance.now() + RESUME_LIMIT_MS;
  for (;;) {
    const id = await newestCandidate(environment);
    try {
      if (id === null) throw new Error("Expected a candidate");
      const said = await command(
        server,
        ["promote", String(id), "--reason", "for the campaign"],
        environment,
      );
      const [, version] = /head is version (\d+)/.exec(said)!; // it says so
      return Number(version);
    } catch (error) {
      // One that another head has overtaken is made anew first.
      if (performance.now() > lastMs) throw error;
      await pause(LOOK_AGAIN_MS);
    }
  }
}
