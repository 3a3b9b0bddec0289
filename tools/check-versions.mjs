// Versions that stand in two places must agree. `check-versions.mjs vite` asks whether this Node can run Vite.
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(path, "utf8");
const fail = (message) => {
  console.error(message);
  process.exitCode = 1;
};
const [major, minor] = process.versions.node.split(".").map(Number);

if (process.argv[2] === "vite") {
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `missing: Node.js 20.19 or newer, for Vite (found ${process.versions.node}). Install it from https://nodejs.org`,
    );
  }
} else {
  const cargo = read("Cargo.toml");
  const crate = cargo.match(/^version = "(.*)"$/m)?.[1];
  const pinned = cargo.match(/^wasm-bindgen = \{ version = "=(.*?)"/m)?.[1];
  const tool = read("tools/versions.env").match(/^WASM_BINDGEN=(.*)$/m)?.[1];
  const npm = JSON.parse(read("pkg/package.json")).version;
  if (!crate || crate !== npm) fail(`version: Cargo.toml says ${crate}, pkg/package.json ${npm}`);
  if (!pinned || pinned !== tool) {
    fail(`wasm-bindgen: Cargo.toml pins ${pinned}, tools/versions.env says ${tool}`);
  }
}
