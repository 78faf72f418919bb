import { setTimeout as pause } from "node:timers/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { encodeGlobalHead } from "../../../src/federation/global-head.ts";
import { encodeManifest, parseManifest } from "../../../src/federation/manifest.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { readKeyFile } from "../../../src/server/key-files.ts";
import type { SigningKey } from "../../../src/server/key-files.ts";
import { rootKeyPath, signedBy } from "../../../src/server/signing-keys.ts";
import { isInOrder, readBooks } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import { answersInWords, command, endNode, RESUME_LIMIT_MS, ROUNDS, withFolder } from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";
import { type Pulled, releaseBrowser } from "./release-browser.ts";

const LOOK_AGAIN_MS = 20;

/**
 * Somebody has the key that signs releases, and shows browsers a head of their own, under the highest number there is. The key is revoked
 * while reports come: no browser that knows of it believes the key again, and those that were deceived come back.
 */
export async function stolenKey({ server, cycles, progress, ended }: FaultTools): Promise<FaultResult> {
  return withFolder(async (folder) => {
    const environment = { ...ROUNDS, DATA_DIR: folder };
    const node = await server.startChild(environment);
    const baseUrl = `http://127.0.0.1:${node.port}/v1`;
    const rootKeys = readKeyFile(rootKeyPath(join(folder, "keys"))).publicText;
    const load = startLoad({ ports: () => [node.port], ended });
    await load.untilAllTake(RESUME_LIMIT_MS);
    const outcomes = new Map<string, number>();
    const inForceMs: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      progress(cycle / cycles);
      const stolen = await signingKeyOf(folder, baseUrl);
      const forged = await forgedAnswers(baseUrl, stolen);
      const [deceived, honest] = [releaseBrowser(rootKeys), releaseBrowser(rootKeys)];
      await honest.pull(baseUrl);
      await deceived.pull(baseUrl);
      const tell = (what: string, { outcome }: Pulled): void => {
        const line = `${what}: ${outcome}`;
        outcomes.set(line, (outcomes.get(line) ?? 0) + 1);
      };
      tell("forged, before", await deceived.pull(baseUrl, forged));
      await command(server, ["keys", "revoke", stolen.keyId], environment);
      const revokedMs = performance.now();
      while ((await signingKeyOf(folder, baseUrl)).keyId === stolen.keyId) await pause(LOOK_AGAIN_MS);
      inForceMs.push(Math.round(performance.now() - revokedMs));
      tell("the server's, after, where nobody was deceived", await honest.pull(baseUrl));
      tell("forged, after, where nobody was deceived", await honest.pull(baseUrl, forged));
      tell("the server's, after, where somebody was deceived", await deceived.pull(baseUrl));
      tell("forged, after, where somebody was deceived", await deceived.pull(baseUrl, forged));
    }
    await load.stop();
    await endNode(node);
    const books = await readBooks(environment, load.acknowledged);
    const expected = new Map([
      ["forged, before: taken", cycles],
      ["the server's, after, where nobody was deceived: taken", cycles],
      ["forged, after, where nobody was deceived: refused", cycles],
      ["the server's, after, where somebody was deceived: taken", cycles],
      ["forged, after, where somebody was deceived: refused", cycles],
    ]);
    const isAsExpected = [...expected].every(([line, times]) => outcomes.get(line) === times);
    return {
      wasTried: true,
      hasHeld: isInOrder(books) && isAsExpected,
      words:
        `${cycles} keys stolen and revoked: ${[...outcomes].map(([line, times]) => `${line} ${times}`).join("; ")}; ` +
        `in force ${Math.max(...inForceMs)} ms after the command at most; ${answersInWords(load.answers)}, ${books.lost} lost`,
      figures: {
        cycles,
        outcomes: Object.fromEntries(outcomes),
        inForceMs,
        answers: Object.fromEntries(load.answers),
        books,
      },
    };
  });
}

/** As whoever copies the folder has it. */
async function signingKeyOf(folder: string, baseUrl: string): Promise<SigningKey> {
  const { manifest } = await presentRelease(baseUrl);
  const { keyId } = manifest.signatures[0];
  const name = readdirSync(join(folder, "keys")).find((file) => file.includes(keyId))!; // it has just signed
  return readKeyFile(join(folder, "keys", name));
}

interface Release {
  readonly keys: unknown;
  readonly manifest: { readonly signed: string; readonly signatures: readonly { readonly keyId: string }[] };
}

async function presentRelease(baseUrl: string): Promise<Release> {
  return (await (await fetch(`${baseUrl}/manifest`)).json()) as Release; // our own server's
}

/** What whoever has the key shows: the list of keys as it is now, and a manifest and head of their own. */
async function forgedAnswers(baseUrl: string, stolen: SigningKey): Promise<typeof fetch> {
  const { keys, manifest } = await presentRelease(baseUrl);
  const version = Number.MAX_SAFE_INTEGER;
  const file = encodeGlobalHead({
    version,
    layout: FEATURE_LAYOUT,
    weights: new Float32Array(FEATURE_COUNT).fill(9),
  });
  const hash = createHash("sha256").update(file).digest("hex");
  const head = { hash, bytes: file.length };
  const issuedAtMs = Date.now();
  const signed = encodeManifest({ ...parseManifest(manifest.signed, "present"), version, head, issuedAtMs });
  const body = JSON.stringify({ keys, manifest: signedBy(stolen, "manifest", signed) });
  return async (url) =>
    // The client asks for texts.
    (url as string).endsWith("/manifest") ? new Response(body) : new Response(file.slice().buffer);
}
