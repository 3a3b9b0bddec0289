// Loaded before the command: a disk on which nothing that is renamed ever gets its name.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

fs.rename = () => new Promise(() => setInterval(() => {}, 60_000));
syncBuiltinESMExports();
