import vue from "@vitejs/plugin-vue";

export default {
  base: "./",
  build: { target: "es2022", chunkSizeWarningLimit: 2000 },
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "traffic-mirror-console" } } }),
  ],
};
