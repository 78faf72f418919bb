import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

const ALL_INTERFACES = "0.0.0.0";
/**
 * Connections that the kernel keeps until they are let in; it has a limit of its own, mostly this one. Node's 511 overflow when a
 * thousand slow senders knock again at once, and visitors among them wait for seconds.
 */
const BACKLOG = 4_096;

/**
 * Lets a server's visitors in.
 *
 * @param port 0: any free one.
 * @returns The port.
 * @throws {Error} if it is taken.
 */
export async function listenOn(app: FastifyInstance, port: number): Promise<number> {
  await app.listen({ port, host: ALL_INTERFACES, backlog: BACKLOG });
  return (app.server.address() as AddressInfo).port; // it listens on TCP
}
