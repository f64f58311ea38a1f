// The past as a member sees it: the history of an account, the figures of the network, and both as tables.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keccak256, stringToBytes } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { DESKTOP, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

/** Sends PoS from the account that acts. */
async function send(visitor, to, amount) {
  const { page } = visitor;
  await visitor.go("/transfer");
  await page.getByLabel("To which account").fill(to);
  await page.getByLabel("How many PoS").fill(amount);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/Recorded in block \d+/).waitFor();
}

async function tableOf(page, link) {
  const download = page.waitForEvent("download");
  await link.click();
  return readFileSync(await (await download).path(), "utf8");
}

test("an account's history is there, goes back to its first block, and can be taken along", async () => {
  const visitor = await visit({ lang: "en", size: DESKTOP, name: "history" });
  const { page } = visitor;
  await visitor.as("alice");
  await send(visitor, node.accounts.bob, "1.5");
  await send(visitor, node.accounts.carol, "2.25");
  await visitor.go("/account");
  await page.getByText("2.25").first().waitFor();
  await page.getByText("1.5", { exact: false }).first().waitFor();
  await visitor.shot("history");
  const table = await tableOf(page, page.getByRole("link", { name: "As a table (CSV)" }));
  const lines = table.trimEnd().split("\r\n");
  assert.match(lines[0], /^\uFEFFposition,block,time,hash,from,to,value PoS/);
  // Newest first: two transfers, then what the network gave to a ready account.
  assert.equal(lines.length, 4);
  assert.match(lines[1], /,2\.25,yes,/);
  assert.match(lines[2], /,1\.5,yes,/);

  // Whoever looks, with an account or without.
  await visitor.go(`/explore/account/${node.accounts.bob}`);
  await page.getByText("1.5", { exact: false }).first().waitFor();
  await visitor.leave();
});

test("a long history has pages", async () => {
  const sender = privateKeyToAccount(keccak256(stringToBytes("wepos development account: nodeA")));
  const chainId = Number(await node.rpc("eth_chainId"));
  const to = node.accounts.carol;
  for (let nonce = 0; nonce < 25; nonce += 1) {
    const transaction = { chainId, nonce, to, value: BigInt(nonce + 1), gas: 21_000n, type: "eip1559" };
    await node.rpc("eth_sendRawTransactionSync", [await sender.signTransaction(transaction)]);
  }
  const visitor = await visit({ lang: "zh-CN", name: "pages" });
  const { page } = visitor;
  await visitor.go(`/explore/account/${sender.address}`);
  const entries = page.locator("section", { hasText: "发生过的事" }).locator("li");
  await page.getByRole("button", { name: "更早的" }).waitFor();
  assert.equal(await entries.count(), 20);
  await page.getByRole("button", { name: "更早的" }).click();
  await entries.nth(25).waitFor();
  // What the network gave, and 25 transfers.
  assert.equal(await entries.count(), 26);
  assert.equal(await page.getByRole("button", { name: "更早的" }).count(), 0);
  await visitor.leave();
});

for (const lang of ["en", "zh-CN"]) {
  test(`figures are counted by day, month and stage: ${lang}`, async () => {
    const visitor = await visit({ lang, name: "figures" });
    const { page } = visitor;
    const transactions = lang === "en" ? "Transactions" : "交易";
    await visitor.go("/more");
    await page.getByRole("link", { name: lang === "en" ? /^Metrics/ : /^数据/ }).click();
    await page.waitForURL("**/figures");
    await page.getByRole("heading", { name: transactions, exact: true }).waitFor();
    await page.getByRole("button", { name: lang === "en" ? "Stages" : "按阶段" }).click();
    const section = page.locator("section", { has: page.getByRole("heading", { name: transactions, exact: true }) });
    const count = (await node.rpc("wepos_getMetrics", [{ unit: "stage" }])).periods[0].transactions;
    await section.getByRole("cell", { name: String(count), exact: true }).waitFor({ state: "attached" });
    await page.getByText("token.Transfer").waitFor();
    await visitor.shot("figures");
    const table = await tableOf(page, page.getByRole("link", { name: /CSV/ }));
    assert.match(table, lang === "en" ? /^\uFEFFperiod,starts/ : /^\uFEFF周期,开始/);
    assert.equal(table.trimEnd().split("\r\n").length, 2);
    await visitor.leave();
  });
}
