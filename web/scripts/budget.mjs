// Fails when the JavaScript that the first page loads is larger than the budget.
//
// The first page is index.html's scripts, all that they import statically, and the chunks of the start page and of the
// larger language. Brotli sizes, which is what browsers are served.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// A phone on a slow line (1.5 Mbit/s) has the page in little more than a second.
const BUDGET_KB = 230;

const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const assets = readdirSync(join(dist, "assets"));
const html = readFileSync(join(dist, "index.html"), "utf8");
const first = new Set([...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => name));
for (const start of ["Home", "zh-CN"]) {
  const chunk = assets.find((name) => name.startsWith(`${start}-`) && name.endsWith(".js"));
  if (!chunk) throw new Error(`dist/assets has no chunk ${start}: is the page split differently now?`);
  first.add(chunk);
}
for (const name of first) {
  const text = readFileSync(join(dist, "assets", name), "utf8");
  for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) first.add(imported);
}
let total = 0;
for (const name of [...first].sort()) {
  const size = statSync(join(dist, "assets", `${name}.br`)).size;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(8)} KB  ${name}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} KB  first page, of ${BUDGET_KB} KB`);
if (total > BUDGET_KB * 1000) process.exit(1);
