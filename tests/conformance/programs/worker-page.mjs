// A page that has a web worker run the suite. Import maps do not reach workers, so the worker's bundle comes built.
const worker = new Worker("./web-worker.js", { type: "module" });
worker.onmessage = ({ data }) => {
  globalThis.conformance = data;
};
worker.onerror = (event) => {
  globalThis.conformance = JSON.stringify({
    passed: 0,
    failures: [{ name: "worker", message: event.message }],
  });
};
