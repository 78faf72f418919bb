import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FEATURE_COUNT, FEATURE_LAYOUT, PREVIOUS_LAYOUT } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import type { FastifyInstance } from "fastify";
import { adminAccess } from "../server/access/admin-access.ts";
import { hashPassword } from "../server/access/password-hash.ts";
import { STEP_RATE, stepScale } from "../learning/step-scale.ts";
import { readKeyFile } from "../server/key-files.ts";
import { createManifestSource } from "../server/manifest-source.ts";
import { metricsRoute } from "../server/metrics-route.ts";
import { createMetrics } from "../server/metrics.ts";
import { createServer } from "../server/create-server.ts";
import { openStore } from "../server/open-store.ts";
import { reviewRoutes } from "../server/review/review-routes.ts";
import { ensureSigningKeys, rootKeyPath } from "../server/signing-keys.ts";
import { PLAIN_ROUNDS } from "../server/plain-rounds.ts";
import type { Store } from "../server/store.ts";
import { demoRoutes } from "./demo-routes.ts";

const HELP = `The demo: a shop that uses the tag, the inspector beside it, and the sync server, on one port.

  npm start [-- --catalog FILE] [--canary FILE] [--review]

  --catalog FILE  any JSONL or CSV catalogue (.gz too); default: the shop's own 792 products
  --canary FILE   lists that new heads are tried on, as npm run canary:make makes them; default: some of the shop's own products,
                  none for another catalogue
  --review        new heads wait at /admin for somebody who decides, instead of being there at once
  --help          this text

Environment
  PORT      default 8787; 0 takes any free one
  DATA_DIR  where the sync server keeps its database and keys; default a new temporary folder
`;

const ROOT = fileURLToPath(new URL("../../", import.meta.url)); // from dist/server/

/** Made by `npm run canary:make -- --catalog public/shop/catalogue.jsonl --lists 40`: few, so that they are soon there. */
const OWN_CANARY = "public/shop/canary.safetensors";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      catalog: { type: "string" },
      canary: { type: "string" },
      review: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(process.env["PORT"] ?? 8787);
  const dataDir = process.env["DATA_DIR"] ?? mkdtempSync(join(tmpdir(), "personal-rank-demo-"));
  const store = await openStore({
    dataDir,
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
    initialWeights: initialHead(),
    continuesLayout: PREVIOUS_LAYOUT,
    step: { learningRate: STEP_RATE, scale: stepScale() },
    ...PLAIN_ROUNDS,
    ...(values.review ? { promotion: "person" } : {}),
  });
  const canary = values.canary ?? (values.catalog === undefined ? join(ROOT, OWN_CANARY) : null);
  if (canary !== null) await store.installCanarySet(readFileSync(canary));
  const metrics = createMetrics();
  const keyFolder = join(dataDir, "keys");
  const keys = ensureSigningKeys(keyFolder, Date.now());
  const manifests = createManifestSource({ store, keys, nowMs: Date.now });
  const app = createServer({ store, metrics, manifests, log: null, manifestMaxAgeSeconds: 0 });
  metricsRoute(app, { store, metrics }); // on the one port of the demo; the server proper has another for it
  const reviewer = values.review ? await openReview(app, store) : null;
  await app.register(demoRoutes, {
    root: ROOT,
    cataloguePath: values.catalog,
    syncKey: readKeyFile(rootKeyPath(keyFolder)).publicText,
    onProgress: (products) => process.stderr.write(`${products} products read\n`),
  });
  await app.listen({ port, host: "0.0.0.0" });
  process.stdout.write(
    `Demo shop: http://localhost:${(app.server.address() as AddressInfo).port}/\n` +
      (reviewer === null
        ? ""
        : `New heads wait at /admin for "${reviewer.name}", password ${reviewer.password}\n`),
  );
  const stop = (): void => {
    app
      .close()
      .then(() => store.close())
      .then(() => process.exit(0), fail);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** The page for reviewers beside the shop; the server proper has it at another port. One account, with a password of this start alone. */
async function openReview(app: FastifyInstance, store: Store): Promise<{ name: string; password: string }> {
  await app.register(async (scope) => {
    adminAccess(scope, { access: store.access });
    reviewRoutes(scope, { store, pageFolder: join(ROOT, "dist") });
  });
  const [name, password] = ["demo", randomBytes(9).toString("base64url")];
  await store.access.admins.remove(name).catch(() => undefined); // of an earlier start, if there was one
  await store.access.admins.add({ name, role: "reviewer", passwordHash: await hashPassword(password) });
  return { name, password };
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
