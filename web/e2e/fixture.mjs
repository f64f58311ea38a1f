// A real node, a real browser, and what must hold on every page: no error in the console, no request that leaves the
// machine, nothing wider than the screen.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const web = join(here, "..");
const screenshots = join(web, "screenshots");

/** Long months, so that nothing of the calendar happens by itself while a test runs. */
const MONTH = "600s";

/** Where the program and the browser are. */
export const program = process.env.WEPOS_BIN ?? join(targetDirectory(), "debug/wepos");
const browserPath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

function targetDirectory() {
  if (process.env.CARGO_TARGET_DIR) return process.env.CARGO_TARGET_DIR;
  const text = execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps", "--offline"], {
    cwd: web,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return JSON.parse(text).target_directory;
}

/** A development network with the portal of dist/, its clock stopped. */
async function startNode() {
  const directory = mkdtempSync(join(tmpdir(), "wepos-portal-"));
  const args = ["dev", "--port", "0", "--data-dir", join(directory, "data"), "--month", MONTH, "--json"];
  // test.sh tries the portal that the program carries; otherwise it is the newest build.
  const portal = process.env.WEPOS_PORTAL === "embedded" ? [] : ["--portal", join(web, "dist")];
  const child = spawn(program, [...args, ...portal], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, WEPOS_LOG: "error" },
  });
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}: ${text}`)));
    child.once("error", reject);
    child.stdout.on("data", (bytes) => {
      text += bytes;
      const line = text.split("\n")[0];
      if (text.includes("\n")) resolve(JSON.parse(line));
    });
  });
  const started = {
    url: ready.rpc,
    genesis: join(directory, "data/genesis.json"),
    accounts: Object.fromEntries(ready.accounts.map(({ role, address }) => [role, address])),
    async rpc(method, params = []) {
      const response = await fetch(ready.rpc, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
      const { result, error } = await response.json();
      if (error) throw new Error(`${method}: ${error.message}`);
      return result;
    },
    status: () => started.rpc("wepos_status"),
    /** Moves the stopped clock, and waits until the chain is there. */
    async step(ms) {
      await started.rpc("wepos_clock", ["step", ms]);
      const deadline = Date.now() + 60_000;
      for (;;) {
        const status = await started.status();
        if (!status.catchingUp && status.block.timeMs >= status.clock.nowMs - 1000) return status;
        assert.ok(Date.now() < deadline, "the chain did not catch up with its clock");
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    data: join(directory, "data"),
    /** Ends the node and leaves its data. */
    async halt() {
      child.kill("SIGTERM");
      await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve()));
    },
    async stop() {
      await started.halt();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await started.rpc("wepos_clock", ["pause"]);
  return started;
}

async function startBrowser() {
  assert.ok(browserPath, "no browser: install Debian's package chromium, or set CHROMIUM to a program's path");
  return chromium.launch({
    executablePath: browserPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A camera that shows a test picture, and nobody who has to allow it.
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
}

/** The node of a file's tests, once they begin. */
export let node;

let browser;

/** Starts a node and a browser before the tests of a file, and ends them afterwards. */
export function withNodeAndBrowser() {
  before(async () => {
    [node, browser] = await Promise.all([startNode(), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await node?.stop();
  });
}

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 860 };

/** Acts as a visitor, and keeps a picture of what it saw if something goes wrong. */
export async function guarded(visitor, what) {
  try {
    await what(visitor.page);
  } catch (error) {
    await visitor.failed();
    throw error;
  }
  await visitor.leave();
}

/**
 * A visitor with an empty browser, and the texts of the language it reads. `expected` is what the console may say: a
 * browser reports answers such as 404 there, also where the page expects them.
 */
export async function visit({ lang = "zh-CN", theme = "light", size = PHONE, name, expected } = {}) {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: size === PHONE ? 2 : 1,
    colorScheme: theme,
    locale: lang,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (!expected?.test(message.text())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && origin !== node.url) wrong.push(`left the machine: ${request.url()}`);
  });
  const visitor = {
    page,
    lang,
    go: (path) => page.goto(node.url + path),
    /** Acts as a ready account of the development network. */
    async as(role) {
      await page.goto(`${node.url}/start`);
      const agree = page.getByRole("button", { name: /我已读完|I have read this/ });
      const button = page.getByRole("button", { name: role, exact: true });
      await agree.or(button).first().waitFor();
      if (await agree.isVisible()) await agree.click();
      await button.click();
      await page.waitForURL("**/account");
    },
    /** A picture of the whole page, which must be no wider than the screen. */
    async shot(label) {
      await page.waitForTimeout(150);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${label} is ${over} pixels wider than the screen`);
      mkdirSync(screenshots, { recursive: true });
      const file = [label, lang, theme, size.width].join("-");
      await page.screenshot({ path: join(screenshots, `${file}.png`), fullPage: true });
    },
    /** What the visitor saw when something went wrong. */
    async failed() {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `failed-${name ?? "visitor"}.png`), fullPage: true });
      await context.close();
      console.error(wrong.join("\n"));
    },
    async leave() {
      await context.close();
      assert.deepEqual(wrong, [], `${name ?? "the visitor"} saw errors`);
    },
  };
  return visitor;
}
