// What a newcomer does in the first five minutes, in both languages, on a phone and on a desktop, by day and by night.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP, PHONE, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const PASSWORD = "correct horse battery";

test("the policy forbids everything that is not the node's own", async () => {
  for (const path of ["/", "/campaigns/1"]) {
    const response = await fetch(node.url + path);
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.match(policy, /connect-src 'self'/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  }
});

for (const [lang, theme, size] of [
  ["zh-CN", "light", PHONE],
  ["en", "dark", PHONE],
  ["en", "light", DESKTOP],
  ["zh-CN", "dark", DESKTOP],
]) {
  test(`every page can be read: ${lang}, ${theme}, ${size.width} px`, async () => {
    const visitor = await visit({ lang, theme, size });
    const { page } = visitor;
    await visitor.go("/");
    await page.getByText("100,000,000 PoS").waitFor();
    await page.getByRole("img", { name: /印章「核」|Seal 核/ }).waitFor();
    await visitor.shot("home");
    await visitor.go("/start");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await visitor.shot("start");
    await visitor.as("alice");
    await page.getByText("10,000", { exact: false }).first().waitFor();
    await visitor.shot("account");
    for (const path of [
      "transfer",
      "receive",
      "more",
      "explore",
      "modules",
      "modules/token",
      "disclaimer",
      "campaigns",
      "campaigns/new",
      "ticket",
      "invite",
      "invitations",
      "rights",
      "review",
      "committee",
      "stages",
      "cases",
      "cases/new",
      "figures",
      "start",
      `verify/${node.accounts.alice}`,
    ]) {
      await visitor.go(`/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
      await visitor.shot(path.replace(/\/(0x.*)?/g, "-"));
    }
    await visitor.go("/nothing-here");
    await page.getByText(/没有这个页面|There is no such page/).waitFor();
    await visitor.leave();
  });
}

test("a newcomer makes a key, saves it, and brings it to another browser", async () => {
  const visitor = await visit({ lang: "zh-CN" });
  const { page } = visitor;
  await visitor.go("/account");
  await page.getByRole("link", { name: "开始", exact: true }).last().click();
  await page.getByRole("button", { name: "我已读完，愿意参与" }).click();
  await page.getByRole("button", { name: "在此浏览器中生成密钥" }).click();
  await page.waitForURL("**/account");
  await page.getByText("这把密钥只存在于此浏览器中").waitFor();
  await visitor.shot("account-new");

  await visitor.go("/receive");
  const address = await page.getByText(/^0x[0-9a-fA-F]{40}$/).innerText();

  await visitor.go("/start");
  await page.getByText("把密钥存成文件").click();
  await page.getByLabel("为文件设置密码").fill(PASSWORD);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "加密并保存" }).click();
  const path = join(mkdtempSync(join(tmpdir(), "wepos-key-")), "key.json");
  await (await download).saveAs(path);
  const keystore = JSON.parse(readFileSync(path, "utf8"));
  assert.equal(keystore.version, 3);
  assert.equal(`0x${keystore.address}`, address.toLowerCase());
  await page.getByText("已存成文件。").waitFor();
  await visitor.leave();

  const other = await visit({ lang: "en", size: DESKTOP });
  await other.go("/start");
  await other.page.getByRole("button", { name: "I have read this and want to take part" }).click();
  await other.page.locator("input[type=file]").setInputFiles(path);
  await other.page.getByLabel("The password of the file").fill("something else");
  await other.page.getByRole("button", { name: "Open" }).click();
  await other.page.getByText("This password does not open the file").waitFor({ timeout: 30_000 });
  await other.page.getByLabel("The password of the file").fill(PASSWORD);
  await other.page.getByRole("button", { name: "Open" }).click();
  await other.page.waitForURL("**/account", { timeout: 30_000 });
  await other.go("/receive");
  await other.page.getByText(address).waitFor();
  await other.leave();
});

test("a transfer that cannot be made is refused with its reason, and the remedy makes it", async () => {
  const visitor = await visit({ lang: "en" });
  const { page } = visitor;
  await visitor.as("bob");
  await visitor.go("/transfer");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("An address is missing.").waitFor();
  await page.getByLabel("To which account").fill(node.accounts.carol);
  await page.getByLabel("How many PoS").fill("10000.5");
  await page.getByRole("button", { name: "Send" }).click();
  const refusal = page.getByRole("alert");
  await refusal.getByText(/Your account holds 10000 PoS, and this needs 10000.5 PoS/).waitFor();
  await visitor.shot("refusal");
  await refusal.getByRole("button", { name: "Send 10000 PoS" }).click();
  assert.equal(await page.getByLabel("How many PoS").inputValue(), "10000");
  await page.getByLabel("How many PoS").fill("12.5");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/Recorded in block \d+/).waitFor();
  await visitor.shot("receipt");
  await page.getByRole("link", { name: "Open the receipt" }).click();
  await page.getByRole("heading", { name: "Done, and final" }).waitFor();
  await page.getByText("PoS moved from one account to another").waitFor();
  await visitor.shot("transaction");
  const balance = BigInt(await node.rpc("eth_getBalance", [node.accounts.carol, "latest"]));
  assert.equal(balance, 10_012_500_000_000_000_000_000n);
  await visitor.leave();
});

test("an account without a record is told how it gets one", async () => {
  const visitor = await visit({ lang: "zh-CN" });
  const { page } = visitor;
  await visitor.go("/start");
  await page.getByRole("button", { name: "我已读完，愿意参与" }).click();
  await page.getByRole("button", { name: "在此浏览器中生成密钥" }).click();
  await page.waitForURL("**/account");
  await visitor.go("/modules/token");
  await page.getByRole("tab", { name: /操作/ }).click();
  await page.locator("summary", { hasText: "approve" }).click();
  const form = page.locator("details[open]");
  await form.getByLabel(/spender/).fill(node.accounts.carol);
  await form.getByLabel(/value/).fill("1");
  await form.getByRole("button", { name: "签名并发送" }).click();
  await page.getByText("尚无记录的账户只能调用向新人开放的函数").waitFor();
  await page.getByRole("link", { name: "寻找活动" }).waitFor();
  await visitor.leave();
});

test("any function can be asked without a page of its own", async () => {
  const visitor = await visit({ lang: "en", size: DESKTOP });
  const { page } = visitor;
  await visitor.go("/modules/token");
  await page.locator("summary", { hasText: "balanceOf" }).click();
  const form = page.locator("details[open]");
  await form.getByRole("button", { name: "Ask" }).click();
  await form.getByText("This is missing.").waitFor();
  await form.getByLabel(/account/).fill(node.accounts.alice);
  await form.getByRole("button", { name: "Ask" }).click();
  await form.getByText("10,000").waitFor();
  await visitor.leave();
});

test("the language changes in place and stays", async () => {
  const visitor = await visit({ lang: "en", size: DESKTOP });
  const { page } = visitor;
  await visitor.go("/");
  await page.getByRole("heading", { name: "Where all PoS are" }).waitFor();
  await page.getByRole("button", { name: "中" }).first().click();
  await page.getByRole("heading", { name: "全部 PoS 在哪里" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  await page.reload();
  await page.getByRole("heading", { name: "全部 PoS 在哪里" }).waitFor();
  await visitor.leave();
});

test("near a boundary the page says what will change for you, and after it the multiplier has doubled", async () => {
  const visitor = await visit({ lang: "zh-CN" });
  const { page } = visitor;
  const { calendar, clock } = await node.status();
  await node.step(calendar.monthEndsMs - clock.nowMs - 13 * calendar.dayLengthMs);
  await visitor.as("alice");
  await page.getByText("你的 10,000 PoS 现在合基准 10,000，届时合 5,000。").waitFor();
  await visitor.go("/");
  await page.getByText("100,000,000 PoS").waitFor();
  await visitor.shot("boundary-near");
  await node.step(13 * calendar.dayLengthMs);
  await page.getByRole("heading", { name: "奖励与兑换按 ×2 计" }).waitFor();
  await visitor.go("/account");
  await page.getByText("基准 5,000", { exact: true }).waitFor();
  await visitor.shot("boundary-after");
  await visitor.leave();
});
