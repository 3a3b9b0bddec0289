/** Which connections may stay when there are too many: slow ones make room for new ones. */

import type http from "node:http";
import type { Socket } from "node:net";

/** Connections at once, whatever they do. Those beyond are closed at once. */
const MAX_CONNECTIONS = 8_000;
/** Of those, the ones whose request has not arrived in whole. Beyond, the one that has waited longest is closed. */
const MAX_WAITING = 4_000;

export class Connections {
  /** In the order in which the waiting began. */
  readonly #waiting = new Set<Socket>();

  watch(server: http.Server): void {
    server.maxConnections = MAX_CONNECTIONS;
    server.on("connection", (socket: Socket) => {
      this.#wait(socket);
      socket.once("close", () => this.#waiting.delete(socket));
    });
  }

  /** The request is there in whole; until its answer is over, the connection waits for us. */
  arrived(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { socket } = request;
    this.#waiting.delete(socket);
    response.once("close", () => this.#wait(socket));
  }

  #wait(socket: Socket): void {
    if (socket.destroyed) {
      return;
    }
    this.#waiting.add(socket);
    if (this.#waiting.size > MAX_WAITING) {
      for (const slowest of this.#waiting) {
        this.#waiting.delete(slowest);
        slowest.destroy();
        return;
      }
    }
  }
}
