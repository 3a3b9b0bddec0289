// A server that answers everything at once, so that the clients are what is measured. Prints its port.
import { createServer } from "node:http";

const body = JSON.stringify({ RequestId: "0ED8D006-F706-4D23-88ED-E11ED28DCAC0" });
const headers = { "content-type": "application/json;charset=utf-8", "content-length": body.length };
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on("end", () => response.writeHead(200, headers).end(body));
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
