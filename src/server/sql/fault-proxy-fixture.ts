import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * What happens between a node and its database. `refused`: connections are reset, new ones too. The others are those of a network that
 * drops packets, so that nobody is told: `silent` drops both ways, `answers-lost` what the database says, `requests-lost` what the node says.
 */
export type LinkFault = "refused" | "silent" | "answers-lost" | "requests-lost";

/** A way from a node to its database that can be cut. */
export interface FaultProxy {
  readonly port: number;
  /** Connections that lost bytes stay without a word when it is over, at both ends, as if no end had heard of the other's. */
  setFault(fault: LinkFault | null): void;
  /** Cuts what there is, and leads elsewhere from now on. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

/** @param to Port of the database. */
export async function startFaultProxy(to: number): Promise<FaultProxy> {
  let target = to;
  let fault: LinkFault | null = null;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined); // its end follows
    socket.once("close", () => sockets.delete(socket));
  };

  const server = createServer((node) => {
    track(node);
    if (fault === "refused") {
      node.resetAndDestroy();
      return;
    }
    // Nobody answers the first packet either.
    if (fault === "silent" || fault === "requests-lost") return;
    const database = connect(target, "127.0.0.1");
    track(database);
    forward(node, database, () => fault === "silent" || fault === "requests-lost");
    forward(database, node, () => fault === "silent" || fault === "answers-lost");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    setFault(next) {
      fault = next;
      if (fault === "refused") cutAll();
    },
    leadTo(port) {
      target = port;
      cutAll();
    },
    async close() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Once bytes were lost none may follow, and nobody hears of the end. */
function forward(from: Socket, to: Socket, isLosing: () => boolean): void {
  let hasLost = false;
  from.on("data", (bytes) => {
    hasLost ||= isLosing();
    if (!hasLost) to.write(bytes);
  });
  from.once("close", () => {
    hasLost ||= isLosing();
    if (!hasLost) to.destroy();
  });
}
