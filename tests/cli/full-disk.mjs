// Loaded before the command: a disk that is full once a first file has got its name.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { rename } = fs;
let files = 0;
fs.rename = async (...paths) => {
  if (files++ > 0) {
    throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  }
  await rename(...paths);
};
syncBuiltinESMExports();
