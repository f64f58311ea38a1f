// A quiz from the bank that its organiser writes in the browser to an attempt that fails, its delay, and one that passes.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { campaigns, openCampaign, send } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, program, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const directory = mkdtempSync(join(tmpdir(), "wepos-quiz-"));
const file = join(directory, "bank.json");

test("an organiser writes a bank in the browser; who fails is told when to try again, and passes where there is no delay", async () => {
  let commitment = "";
  const writes = await visit({ lang: "zh-CN", size: PHONE, name: "writes the bank" });
  await guarded(writes, async (page) => {
    await writes.as("meetup");
    await writes.go("/campaigns/new");
    await page.getByText("题目从你的题库中抽取").click();
    await page.getByRole("link", { name: "在这里编写" }).click();
    await page.getByText("第 1 题: 两种语言都要写。").or(page.getByText("两种语言都要写。")).waitFor();
    assert.ok(await page.getByRole("button", { name: "保存文件" }).isDisabled());
    const first = page.locator("ol > li").first();
    await first.getByLabel("中文问题").fill("佣金从哪里扣？");
    await first.getByLabel("英文问题").fill("What is commission taken from?");
    await first.getByLabel("选项").fill("奖励 | The rewards\n本金 | The coins");
    await page.getByText("请用星号标出正确的选项").waitFor();
    await first.getByLabel("选项").fill("* 奖励 | The rewards\n本金 | The coins");
    await page.getByRole("button", { name: "添加一题" }).click();
    const second = page.locator("ol > li").nth(1);
    await second.getByLabel("类型").selectOption({ label: "填数字" });
    await second.getByLabel("中文问题").fill("委托 200，年化 10%，佣金 5%，一年净得多少？");
    await second.getByLabel("英文问题").fill("200 at 10 % a year, 5 % commission: what is left after a year?");
    await second.getByLabel("正确答案").fill("19");
    await second.getByLabel("允许的误差").fill("0.01");
    await page.getByLabel("每次作答的题数").fill("2");
    await page.getByLabel("通过所需的分数").fill("3");
    await page.getByText("通过所需的分数：1 至 2").waitFor();
    await page.getByLabel("通过所需的分数").fill("2");
    await page.getByLabel("每个账户可作答的次数").fill("2");
    await page.getByLabel("两次作答之间的小时数").fill("24");
    await writes.shot("quiz-draft");
    const shown = await page.getByText(/承诺值（keccak-256）：0x[0-9a-f]{64}/).innerText();
    commitment = shown.match(/0x[0-9a-f]{64}/)[0];
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "保存文件" }).click();
    await (await download).saveAs(file);
    // The program reads the same file, and comes to the same hash.
    const checked = execFileSync(program, ["quiz", "check", file, "--json"], { encoding: "utf8" });
    assert.ok(checked.includes(commitment), checked);
    assert.equal(JSON.parse(readFileSync(file, "utf8")).questions[0].answer, 0);
  });

  const quiz = async (bank, hash, what) => {
    const secret = generatePrivateKey();
    const id = await openCampaign(
      { decidedBy: 2, activityType: 7, key: privateKeyToAccount(secret).address, commitment: hash },
      { zh: "佣金小测验", en: "A small quiz on commission" },
    );
    const gives = await visit({ lang: "en", size: DESKTOP, name: "gives", expected: /status of 404/ });
    await guarded(gives, async (page) => {
      await gives.as("meetup");
      await gives.go(`/quiz/${id}`);
      await page.getByLabel("Give the questions").setInputFiles(bank);
      await page.getByText("2 questions are there.").waitFor();
    });
    const args = ["grade", "--campaign", String(id), "--bank", bank, "--key", secret, "--rpc", node.url];
    const grader = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    const member = await visit({ lang: "en", size: PHONE, name: "fails first" });
    try {
      await guarded(member, async (page) => {
        await member.as("alice");
        await member.go(`/quiz/${id}`);
        await what(page, member, id);
      });
    } finally {
      grader.kill("SIGTERM");
    }
  };
  const answer = async (page, choice, number) => {
    for (let at = 0; at < 2; at++) {
      const legend = page.locator("fieldset legend.font-serif");
      await page.getByText(`Question ${at + 1} of 2`).waitFor();
      if ((await legend.innerText()).startsWith("What is commission")) await page.getByLabel(choice).check();
      else await page.getByLabel("A number, with a point for decimals").fill(number);
      await page.getByRole("button", { name: at === 1 ? "Send my answers" : "Next", exact: true }).click();
    }
  };
  const fail = async (page) => {
    await page.getByRole("button", { name: "Sign in and begin" }).click();
    await answer(page, "The coins", "19");
    await page.getByRole("heading", { name: "1 of 2 points, not enough yet" }).waitFor({ timeout: 30_000 });
    await page.getByText("One attempt is left.").waitFor();
  };
  try {
    await quiz(file, commitment, async (page, member, id) => {
      await page.getByText("You have 2 attempts. Between two attempts lie 24 hours.").waitFor();
      await fail(page);
      await page.getByText(/You can try again in/).waitFor();
      assert.ok(await page.getByRole("button", { name: "Try again" }).isDisabled(), "not before the delay is over");
      await member.shot("quiz-failed");
      await send("bookshop", campaigns, "stopKey", [BigInt(id), "The bank is going round."]);
      await page.getByText("A reviewer stopped this key.").waitFor();
      assert.equal(await page.getByRole("button", { name: "Try again" }).count(), 0, "nobody sits a quiz in vain");
      await member.shot("quiz-stopped");
    });
    const atOnce = join(directory, "at-once.json");
    writeFileSync(atOnce, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), retryHours: 0 }));
    const hash = execFileSync(program, ["quiz", "check", atOnce, "--json"], { encoding: "utf8" });
    await quiz(atOnce, hash.match(/0x[0-9a-f]{64}/)[0], async (page, member) => {
      await fail(page);
      await page.getByRole("button", { name: "Try again", disabled: false }).click();
      await answer(page, "The rewards", "19.005");
      await page.getByRole("heading", { name: "Passed: 2 of 2 points" }).waitFor({ timeout: 30_000 });
      await page.getByRole("button", { name: "Redeem the result" }).click();
      await page.getByText(/Recorded in block \d+/).waitFor();
      await member.shot("quiz-passed-later");
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
