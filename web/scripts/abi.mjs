// Writes src/abi/<module>.ts from what `crates/abi` generates. With --check it changes nothing and fails on drift.
//
// Only the ABI and the address: they decide types. Texts come from the node at run time (`wepos_modules`).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "../../crates/abi/generated");
const to = join(here, "../src/abi");
const check = process.argv.includes("--check");

const wanted = new Map();
for (const file of readdirSync(from)
  .filter((name) => name.endsWith(".json"))
  .sort()) {
  const { name, address, abi } = JSON.parse(readFileSync(join(from, file), "utf8"));
  const lines = [
    "// Written by `npm run abi` from crates/abi/generated; do not edit.",
    "",
    ...(address ? [`export const ${name}Address = "${address}";`, ""] : []),
    `export const ${name}Abi = ${JSON.stringify(abi, null, 2)} as const;`,
    "",
  ];
  wanted.set(`${name}.ts`, lines.join("\n"));
}

const have = new Map();
mkdirSync(to, { recursive: true });
for (const file of readdirSync(to)) have.set(file, readFileSync(join(to, file), "utf8"));

const stale = [...wanted.keys()].filter((file) => have.get(file) !== wanted.get(file));
const extra = [...have.keys()].filter((file) => !wanted.has(file));
if (check) {
  if (stale.length + extra.length > 0) {
    console.error(`web/src/abi differs from crates/abi/generated: ${[...stale, ...extra].join(", ")}`);
    console.error("Run `npm run abi` in web/ and commit the result.");
    process.exit(1);
  }
} else {
  for (const file of stale) writeFileSync(join(to, file), wanted.get(file));
  for (const file of extra) rmSync(join(to, file));
  console.log(`web/src/abi: ${wanted.size} modules, ${stale.length} written, ${extra.length} removed`);
}
