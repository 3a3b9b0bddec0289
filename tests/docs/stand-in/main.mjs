// Runs a page's program: `main.mjs PROGRAM`. What it exports for a server to call is called once.
import { pathToFileURL } from "node:url";

const [, , file] = process.argv;
process.argv.splice(1, 2, file);
const program = await import(pathToFileURL(file).href);
const handler = program.default?.fetch ?? program.GET ?? program.POST;
if (handler !== undefined) {
  const method = program.POST === undefined ? "GET" : "POST";
  const request = new Request("https://worker.example/", { method });
  const answer = await handler(request, { ...process.env }, { waitUntil: () => {} });
  console.log(answer.status, await answer.text());
}
