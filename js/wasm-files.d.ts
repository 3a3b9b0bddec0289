/** Wasm files as modules, where a host imports them so. */
declare module "*.wasm" {
  const module: import("./webassembly.js").WasmModule;
  export default module;
}
