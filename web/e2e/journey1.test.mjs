// Journey 1: learn, earn, and be refused the second time. The real inbox keeps the questions, the real grader grades.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keccak256, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openCampaign } from "./chain.mjs";
import { solve } from "./tasks.mjs";
import { DESKTOP, PHONE, guarded, node, program, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

/** What the three lessons tell. The right choice is the first one here; the draw mixes them. */
const QUESTIONS = [
  ["委托之后，谁能转走你的通证？", "Who can move coins that you delegated?", "只有我", "Only I", "节点", "The node"],
  ["佣金从哪里扣？", "What is commission taken from?", "奖励", "The rewards", "本金", "The coins"],
  ["在 Cosmos Hub 取回要等多久？", "How long is the wait on Cosmos Hub?", "21 天", "21 days", "1 天", "1 day"],
  ["双签会怎样？", "What follows signing twice?", "罚没", "Slashing", "加倍奖励", "Twice the rewards"],
  ["该默认选最大的节点吗？", "Is the largest node the best default?", "不该", "No", "应该", "Yes"],
  ["助记词该给谁？", "Who should get your recovery words?", "谁也不给", "Nobody", "客服", "Support"],
  ["奖励主要来自哪里？", "Where do rewards mostly come from?", "新发行", "New coins", "银行", "A bank"],
];
const bank = {
  version: 1,
  salt: keccak256(toHex("journey 1")),
  draws: 5,
  pass: 5,
  retryHours: 0,
  attempts: 3,
  questions: QUESTIONS.map(([zh, en, rightZh, right, wrongZh, wrong]) => ({
    kind: "choice",
    zh,
    en,
    choices: [
      { zh: rightZh, en: right },
      { zh: wrongZh, en: wrong },
    ],
    answer: 0,
  })),
};

/** Two tasks of the simulator: each member's own, so that there is no answer to keep secret. */
const tasks = {
  version: 1,
  salt: keccak256(toHex("journey 1, the simulator")),
  draws: 2,
  pass: 2,
  retryHours: 0,
  attempts: 3,
  questions: [{ kind: "simulator" }, { kind: "simulator" }],
};

/** RFC 8785 for what is in the bank. */
const canonical = (value) =>
  Array.isArray(value)
    ? `[${value.map(canonical)}]`
    : typeof value === "object"
      ? `{${Object.keys(value)
          .sort()
          .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`
      : JSON.stringify(value);

for (const [lang, size] of [
  ["zh-CN", PHONE],
  ["en", DESKTOP],
]) {
  test(`a newcomer is invited, learns, solves the simulator's tasks, passes the quiz, is paid, and is refused a second time: ${lang}`, async () => {
    const zh = lang === "zh-CN";
    const directory = mkdtempSync(join(tmpdir(), "wepos-bank-"));
    const file = join(directory, "bank.json");
    writeFileSync(file, JSON.stringify(bank));
    const secret = generatePrivateKey();
    const id = await openCampaign(
      {
        decidedBy: 2,
        activityType: 7,
        key: privateKeyToAccount(secret).address,
        commitment: keccak256(toHex(canonical(bank))),
      },
      { zh: "质押入门测验", en: "A quiz on staking" },
    );

    // The organiser gives the questions in the browser; the answers stay with the grader.
    const organiser = await visit({ lang: "en", size: DESKTOP, name: "organiser", expected: /status of 404/ });
    await guarded(organiser, async (page) => {
      await organiser.as("meetup");
      await organiser.go(`/quiz/${id}`);
      await page.getByLabel("Give the questions").setInputFiles({
        name: "other.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify({ ...bank, pass: 4 })),
      });
      await page.getByText(/This is not the bank that the campaign committed to/).waitFor();
      let sent = "";
      page.on("request", (request) => (sent += request.postData() ?? ""));
      await page.getByLabel("Give the questions").setInputFiles(file);
      await page.getByText("7 questions are there.").waitFor();
      assert.ok(!sent.includes(bank.salt) && !sent.includes('"answer"'), "no answer and no salt left the page");
      await organiser.shot("quiz-upload");
    });
    const link = await invitationOf(zh ? "alice" : "carol");
    const grader = spawn(
      program,
      ["grade", "--campaign", String(id), "--bank", file, "--key", secret, "--rpc", node.url],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const tasksFile = join(directory, "tasks.json");
    writeFileSync(tasksFile, JSON.stringify(tasks));
    const title = { zh: "用模拟器算一算", en: "Sums with the simulator" };
    const simulated = await openCampaign(
      {
        decidedBy: 2,
        activityType: 9,
        key: privateKeyToAccount(secret).address,
        commitment: keccak256(toHex(canonical(tasks))),
      },
      title,
    );
    const organisers = keccak256(toHex("wepos development account: meetup"));
    const upload = ["quiz", "upload", tasksFile, "--campaign", String(simulated), "--key", organisers];
    execFileSync(program, [...upload, "--rpc", node.url]);
    const checker = spawn(
      program,
      ["grade", "--campaign", String(simulated), "--bank", tasksFile, "--key", secret, "--rpc", node.url],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const visitor = await visit({ lang, size, name: "newcomer" });
    try {
      await guarded(visitor, async (page) => {
        await page.goto(link);
        await page.getByRole("heading", { name: zh ? "你收到一份邀请" : "You are invited" }).waitFor();
        await page.getByRole("link", { name: zh ? "先完成开始步骤" : "Begin, to act" }).click();
        await page.getByRole("button", { name: zh ? "我已读完，愿意参与" : "I have read this" }).click();
        await page.getByRole("button", { name: zh ? "在此浏览器中生成密钥" : "Make a key in this browser" }).click();
        await page.getByRole("button", { name: zh ? "接受邀请" : "Accept the invitation" }).click();
        await page
          .getByRole("heading", { name: zh ? "已接受，账户获得锚定" : "Accepted: your account is anchored" })
          .waitFor();

        await visitor.go("/learn/simulator");
        // 1,000 ATOM and two validators, as the page begins.
        await page.getByRole("heading", { level: 1 }).getByText("151.08").waitFor();
        await page
          .getByRole("link", { name: zh ? title.zh : title.en })
          .first()
          .click();
        await page.getByRole("link", { name: zh ? "去解题" : "To the tasks" }).click();
        await page.getByRole("button", { name: zh ? "登录并开始" : "Sign in and begin" }).click();
        for (let number = 1; number <= tasks.draws; number++) {
          await page.getByText(zh ? `第 ${number} 题，共 2 题` : `Question ${number} of 2`).waitFor();
          const task = await page.locator("fieldset legend.font-serif").innerText();
          await page.getByRole("textbox").fill(solve(task));
          const last = number === tasks.draws;
          const name = zh ? (last ? "提交答案" : "下一题") : last ? "Send my answers" : "Next";
          await page.getByRole("button", { name, exact: true }).click();
        }
        await page
          .getByRole("heading", { name: zh ? "通过：2 分中得 2 分" : "Passed: 2 of 2 points" })
          .waitFor({ timeout: 30_000 });
        await page.getByRole("button", { name: zh ? "凭成绩兑换" : "Redeem the result" }).click();
        await page.getByText(zh ? /已记入区块 \d+/ : /Recorded in block \d+/).waitFor();

        await visitor.go(`/campaigns/${id}`);
        await page.getByRole("link", { name: zh ? "去答题" : "To the questions" }).click();
        await page.getByRole("button", { name: zh ? "登录并开始" : "Sign in and begin" }).click();
        for (let number = 1; number <= bank.draws; number++) {
          const legend = page.locator("fieldset legend.font-serif");
          await page.getByText(zh ? `第 ${number} 题，共 5 题` : `Question ${number} of 5`).waitFor();
          const asked = await legend.innerText();
          const row = QUESTIONS.find((it) => it[zh ? 0 : 1] === asked);
          await page.getByLabel(row[zh ? 2 : 3], { exact: true }).check();
          if (number === 1) await visitor.shot("quiz-question");
          const last = number === bank.draws;
          const name = zh ? (last ? "提交答案" : "下一题") : last ? "Send my answers" : "Next";
          await page.getByRole("button", { name, exact: true }).click();
        }
        await page
          .getByRole("heading", { name: zh ? "通过：5 分中得 5 分" : "Passed: 5 of 5 points" })
          .waitFor({ timeout: 30_000 });
        await visitor.shot("quiz-passed");
        await page.getByRole("button", { name: zh ? "凭成绩兑换" : "Redeem the result" }).click();
        await page.getByText(zh ? /已记入区块 \d+/ : /Recorded in block \d+/).waitFor();
        await visitor.shot("quiz-redeemed");
        const address = await page.evaluate(() => JSON.parse(localStorage.getItem("wepos.keys"))[0].address);
        assert.equal(BigInt(await node.rpc("eth_getBalance", [address, "latest"])), 15n * 10n ** 18n);

        // The receipt says for what, by which rule, and what was left of the budget before and after.
        await page
          .getByRole("main")
          .getByRole("link", { name: zh ? "质押入门测验" : "A quiz on staking" })
          .waitFor();
        await page
          .locator("dl > div", { hasText: zh ? "类型" : "Kind" })
          .getByText(zh ? "测验" : "Quiz", { exact: true })
          .waitFor();
        await page.getByText(zh ? "凭评分程序签署的成绩" : "a result that the grader signed").waitFor();
        const budget = page.locator("dl > div", { hasText: zh ? "预算剩余" : "Left of the budget" });
        await budget.getByText(/200.*→.*190/).waitFor();

        // Not believed, but verified; and a byte that is another is found.
        await page.getByRole("link", { name: zh ? "核对余额" : "Verify the balance" }).click();
        const holds = page.getByRole("heading", { level: 1, name: zh ? "证明成立：15 PoS" : "Proven: 15 PoS" });
        await holds.waitFor();
        await page
          .locator("dl > div", { hasText: zh ? "持有" : "Held" })
          .getByText("15 PoS")
          .waitFor();
        await page.getByText(zh ? /1 位验证者中有 1 位签署/ : /1 of 1 validators signed/).waitFor();
        await visitor.shot("verify");
        await page.getByLabel(zh ? "创世文件" : "Genesis document").setInputFiles(node.genesis);
        await page.getByText(zh ? "你选择的创世文件" : "The genesis document that you chose.").waitFor();
        await holds.waitFor();
        await page.getByText(zh ? "开发者面板" : "Developer panel").click();
        for (const [part, reason] of [
          [zh ? "记录" : "Record", zh ? "从记录出发得不到状态根" : "The record does not lead to the root"],
          [zh ? "区块头" : "Header", zh ? /区块头与签署的不是同一个/ : /another one than what was signed/],
          [zh ? "证书" : "Certificate", zh ? "签署的验证者不到三分之二" : "Not signed by two thirds"],
        ]) {
          await page.getByLabel(zh ? "哪一部分" : "Which part").selectOption({ label: part });
          await page.getByLabel(zh ? /第几个字节/ : /Which byte/).fill("40");
          await page.getByRole("button", { name: zh ? "改动这个字节" : "Change this byte" }).click();
          await page.getByRole("heading", { level: 1, name: zh ? "证明不成立" : "does not hold" }).waitFor();
          await page.getByText(reason).waitFor();
          if (part === "Record" || part === "记录") await visitor.shot("verify-altered");
          await page.getByRole("button", { name: zh ? "全部复原" : "Put everything back" }).click();
          await holds.waitFor();
        }
        await page.getByLabel(zh ? "哪一部分" : "Which part").selectOption({ label: zh ? "路径" : "Path" });

        // The second time: why not, and where the first one is.
        await visitor.go(`/quiz/${id}`);
        await page
          .getByRole("note")
          .getByText(zh ? "这份成绩现在不能兑换" : "This result cannot be redeemed now")
          .waitFor();
        await page
          .getByRole("note")
          .getByText(
            zh
              ? `此账户在活动 ${id} 中已有 1 份提交获通过，上限为 1；请选择其他活动。`
              : `This account has 1 of the 1 rewards that campaign ${id} gives one account; look for another campaign.`,
          )
          .waitFor();
        await visitor.shot("quiz-again");
        await page.getByRole("link", { name: zh ? "查看回执" : "Open the receipt" }).click();
        await page.getByRole("heading", { name: zh ? "支付了什么，依据是什么" : "What was paid, and why" }).waitFor();
        await visitor.shot("receipt-of-a-reward");
        await page.goBack();
        await page.getByRole("link", { name: zh ? "看看结果" : "What became of it" }).click();
        await page.getByText(zh ? "奖励已自动到账" : "Paid, without asking").waitFor();
        await visitor.shot("quiz-campaign");
      });
    } finally {
      grader.kill("SIGTERM");
      checker.kill("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

/** An invitation, made in the browser of a member. */
async function invitationOf(role) {
  const visitor = await visit({ lang: "en", size: DESKTOP, name: role });
  let link = "";
  await guarded(visitor, async (page) => {
    await visitor.as(role);
    await visitor.go("/invitations");
    await page.getByRole("button", { name: "Make the link" }).first().click();
    link = await page.getByText(/\/invite#/).innerText();
  });
  return link;
}
