import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the built page works in any folder of any host.
  base: "./",
  // The package is a link to a folder outside of this one.
  server: { fs: { allow: [".", "../pkg/dist"] } },
  build: {
    target: "es2022",
    // The page's Content-Security-Policy allows no inline script, and needs nothing inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Two wasm modules are inside.
    chunkSizeWarningLimit: 1500,
  },
});
