import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { pipeliningServer } from "./pipelining-server.ts";

const ASK = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/** A server that answers a moment later, as one does that asks a store. */
async function startLate(): Promise<{ port: number; waits: ServerResponse[] }> {
  const waits: ServerResponse[] = [];
  const server = pipeliningServer({}, (_request, response) => {
    waits.push(response);
    setImmediate(() => response.end("answer"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, waits }; // it listens on TCP
}

/** What is said on a connection until its end. */
async function answerTo(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  return text(socket).catch(() => "reset");
}

describe("pipeliningServer", () => {
  test("answers sixteen at once; the seventeenth ends the connection, and what comes after it is not even read", async () => {
    const { port, waits } = await startLate();
    const answer = await answerTo(port, ASK.repeat(15) + LAST);
    expect(answer.split("HTTP/1.1 200")).toHaveLength(17);
    let begun = 0;
    const count = (): void => void begun++;
    subscribe("http.server.request.start", count);
    onTestFinished(() => void unsubscribe("http.server.request.start", count));
    expect(await answerTo(port, ASK.repeat(2_000))).not.toContain("HTTP/1.1");
    expect(begun).toBe(16);
    expect(waits).toHaveLength(32);
  });

  test("lets a connection that is answered go on for as long as it likes", async () => {
    const { port } = await startLate();
    const socket = connect(port, "127.0.0.1");
    let said = "";
    socket.on("data", (bytes) => (said += String(bytes)));
    for (let round = 1; round <= 3; round++) {
      socket.write(ASK.repeat(16));
      await expect.poll(() => said.split("HTTP/1.1 200").length - 1).toBe(16 * round);
    }
    socket.destroy();
  });

  test("changes to no other protocol, and answers who would have liked to", async () => {
    const { port } = await startLate();
    const wish = LAST.replace("close", "Upgrade, close\r\nUpgrade: h2c");
    expect(await answerTo(port, wish)).toContain("HTTP/1.1 200");
    expect(await answerTo(port, "CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n")).not.toContain("HTTP/1.1");
  });
});
