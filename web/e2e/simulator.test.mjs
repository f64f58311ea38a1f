// The staking simulator is rewarded: its tasks are drawn for each member, solved with it, and checked before the payment.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keccak256, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openCampaign } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, program, visit, withNodeAndBrowser } from "./fixture.mjs";
import { solve } from "./tasks.mjs";

withNodeAndBrowser();

const directory = mkdtempSync(join(tmpdir(), "wepos-tasks-"));
const file = join(directory, "bank.json");
const secret = generatePrivateKey();
const TITLE = { zh: "用模拟器算一年", en: "A year in the simulator" };
let campaign = 0n;

test("an organiser chooses the simulator's template, and its bank of three tasks is ready to save", async () => {
  const visitor = await visit({ lang: "zh-CN", size: PHONE, name: "writes tasks" });
  await guarded(visitor, async (page) => {
    await visitor.as("meetup");
    await visitor.go("/campaigns/new");
    await page.getByRole("radio", { name: /^质押模拟/ }).check();
    await visitor.shot("campaign-new-simulator");
    await page.getByRole("link", { name: "在这里编写" }).click();
    assert.equal(await page.locator("ol > li").count(), 3);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "保存文件" }).click();
    await (await download).saveAs(file);
  });
  const bank = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual([bank.draws, bank.pass, bank.questions.length], [3, 3, 3]);
  assert.ok(bank.questions.every(({ kind }) => kind === "simulator"));
  // So that nobody has to wait for the second attempt; integers and texts, fields in the order of their names.
  const { attempts, draws, pass, questions, salt, version } = bank;
  const text = JSON.stringify({ attempts, draws, pass, questions, retryHours: 0, salt, version });
  writeFileSync(file, text);
  campaign = await openCampaign(
    {
      decidedBy: 2,
      activityType: 9,
      // So many that more than one is paid on a day (R21).
      places: 400,
      key: privateKeyToAccount(secret).address,
      commitment: keccak256(toHex(text)),
    },
    TITLE,
  );
  const organiser = await visit({ lang: "en", size: DESKTOP, name: "gives tasks", expected: /status of 404/ });
  await guarded(organiser, async (page) => {
    await organiser.as("meetup");
    await organiser.go(`/quiz/${campaign}`);
    await page.getByLabel("Give the questions").setInputFiles(file);
    await page.getByText("3 questions are there.").waitFor();
  });
});

for (const [lang, size, role] of [
  ["zh-CN", PHONE, "alice"],
  ["en", DESKTOP, "bob"],
]) {
  test(`a member comes from the simulator, fails by guessing, solves the tasks, and is paid: ${lang}`, async () => {
    const zh = lang === "zh-CN";
    const bank = ["--bank", file, "--key", secret, "--rpc", node.url];
    const grader = spawn(program, ["grade", "--campaign", String(campaign), ...bank], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const visitor = await visit({ lang, size, name: role });
    const answer = async (page, reply) => {
      for (let number = 1; number <= 3; number++) {
        await page.getByText(zh ? `第 ${number} 题，共 3 题` : `Question ${number} of 3`).waitFor();
        const task = await page.locator("fieldset legend.font-serif").innerText();
        await page.getByRole("textbox").fill(reply(task));
        if (number === 1) await visitor.shot("task");
        const name = zh ? (number === 3 ? "提交答案" : "下一题") : number === 3 ? "Send my answers" : "Next";
        await page.getByRole("button", { name, exact: true }).click();
      }
    };
    try {
      await guarded(visitor, async (page) => {
        await visitor.as(role);
        await visitor.go("/learn");
        await page.getByRole("link", { name: TITLE[zh ? "zh" : "en"] }).waitFor();
        await visitor.shot("learn-rewarded");
        await visitor.go("/learn/risks");
        await page.getByText(zh ? "目前没有活动为此发放奖励" : "No campaign rewards it at the moment").waitFor();
        await visitor.go("/learn/simulator");
        const entry = page.locator("li", { hasText: TITLE[zh ? "zh" : "en"] });
        await entry.getByText(zh ? "质押模拟" : "Staking simulator").waitFor();
        await entry.getByText("5 PoS").waitFor();
        await visitor.shot("simulator-rewarded");
        await entry.getByRole("link").click();
        await page.getByRole("link", { name: zh ? "去解题" : "To the tasks" }).click();
        await page.getByRole("button", { name: zh ? "登录并开始" : "Sign in and begin" }).click();
        await answer(page, () => "0.5");
        await page
          .getByRole("heading", { name: zh ? "得 0 分" : "0 of 3 points, not enough yet" })
          .waitFor({ timeout: 30_000 });
        // The clock of this network stands still, and the next attempt begins after the last one.
        await node.step(2000);
        await page.getByRole("button", { name: zh ? "再试一次" : "Try again", disabled: false }).click();
        const aside = page.getByRole("link", { name: zh ? "另开一页使用模拟器" : "Open the simulator beside" });
        assert.equal(await aside.getAttribute("target"), "_blank");
        assert.ok((await aside.getAttribute("href")).endsWith(`/learn/simulator?for=${campaign}`));
        await answer(page, solve);
        await page
          .getByRole("heading", { name: zh ? "通过：3 分中得 3 分" : "Passed: 3 of 3 points" })
          .waitFor({ timeout: 30_000 });
        await page.getByRole("button", { name: zh ? "凭成绩兑换" : "Redeem the result" }).click();
        await page.getByText(zh ? /已记入区块 \d+/ : /Recorded in block \d+/).waitFor();
        await visitor.shot("tasks-redeemed");
        const balance = BigInt(await node.rpc("eth_getBalance", [node.accounts[role], "latest"]));
        assert.equal(balance, 10_005n * 10n ** 18n);
        await visitor.go(`/learn/simulator?for=${campaign}`);
        await page.getByRole("link", { name: zh ? "回到题目" : "Back to the tasks" }).waitFor();
      });
    } finally {
      grader.kill("SIGTERM");
      if (!zh) rmSync(directory, { recursive: true, force: true });
    }
  });
}
