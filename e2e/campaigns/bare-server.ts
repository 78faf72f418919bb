import type { AddressInfo } from "node:net";
import Fastify from "fastify";

/** What Fastify alone does with a report: it reads the body and answers as the sync server would. Nothing is looked at or kept. */
async function main(): Promise<void> {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  app.post("/v1/deltas", async (_request, reply) => reply.code(202).send({ result: "accepted" }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo; // it listens on TCP
  process.stdout.write(`personal-rank server: http://localhost:${port}/v1\n`);
  process.once("SIGTERM", () => process.exit(0));
}

await main();
