// Cases (R24): a question with evidence, the answer of whom it is about, a decision by somebody else, an appeal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { campaigns, cases, keyOf, openCampaign, read, send } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const roleOf = (address) =>
  Object.entries(node.accounts).find(([, it]) => it.toLowerCase() === address.toLowerCase())[0];

/** Moves the clock to a moment of the chain. */
const reach = async (seconds) =>
  node.step(Math.max(1000, Number(seconds) * 1000 - (await node.status()).clock.nowMs + 1000));

test("a reviewer asks, the account answers, somebody else decides, two hear the appeal, and the record says it", async () => {
  const id = await openCampaign(
    { decidedBy: 0, activityType: 6 },
    { zh: "转发截图征集", en: "Screenshots of reposts" },
  );
  await send("bob", campaigns, "submit", [id, "https://example.org/bob/screenshot.png"]);
  const [[handed]] = await read(campaigns, "submissions", [id, 1, 1]);
  await reach(handed.openToAllAt);

  const asks = await visit({ lang: "en", size: DESKTOP, name: "asks" });
  await guarded(asks, async (page) => {
    await asks.as("bookshop");
    await asks.go("/review");
    await page.getByRole("link", { name: "Something seems wrong? Ask in the open" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Ask about a submission" }).waitFor();
    assert.ok(await page.getByRole("button", { name: "Ask in the open" }).isDisabled(), "not without evidence");
    await page.getByLabel("What it rests on").fill("The same picture was posted by another account on 3 November.");
    await asks.shot("case-new");
    await page.getByRole("button", { name: "Ask in the open" }).click();
    await page.waitForURL("**/cases/1");
    await page.getByRole("heading", { level: 1, name: "A question that waits for its answer" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Confirmed" }).count(), 0, "who asked does not decide");
    await asks.shot("case-open");
  });

  const asked = await visit({ lang: "zh-CN", size: PHONE, name: "asked" });
  await guarded(asked, async (page) => {
    await asked.as("bob");
    await asked.go("/rights");
    await page.getByText(/有一项疑问等你答复/).waitFor();
    await page.getByText("其间有 1 份提交暂缓裁定与支付。").waitFor();
    await asked.shot("rights-asked");
    await page.getByRole("link", { name: "查看并答复" }).click();
    await page.getByText("The same picture was posted by another account").waitFor();
    await page.getByLabel("你的说明").fill("图是我拍的，那个账户也是我的，可以在那里发一句话证明。");
    await asked.shot("case-reply");
    await page.getByRole("button", { name: "提交答复" }).click();
    await page.getByRole("heading", { level: 1, name: "由提问者以外的人决定" }).waitFor();
    await asked.go(`/campaigns/${id}`);
    await page.getByText("复核中").first().waitFor();
    await asked.shot("case-contested");
  });

  const { reviewer } = await read(cases, "caseOf", [1n]);
  const decides = await visit({ lang: "en", size: DESKTOP, theme: "dark", name: "decides" });
  await guarded(decides, async (page) => {
    await decides.as(roleOf(reviewer));
    await decides.go("/review");
    await page.getByRole("link", { name: "One case is open" }).click();
    await page.getByRole("link", { name: "Case 1" }).click();
    await page.getByText("图是我拍的").waitFor();
    await page.getByLabel("Your reason").fill("The other account was asked to post a word, and did not.");
    await page.getByLabel(/Days without new rewards/).fill("999");
    await page.getByText(/A whole number from 0 to/).waitFor();
    await page.getByLabel(/Days without new rewards/).fill("14");
    await decides.shot("case-decide");
    await page.getByRole("button", { name: "Confirmed", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Confirmed; an appeal is possible" }).waitFor();
  });

  const appeals = await visit({ lang: "zh-CN", size: PHONE, theme: "dark", name: "appeals" });
  await guarded(appeals, async (page) => {
    await appeals.as("bob");
    await appeals.go("/rights");
    await page.getByText(/你可以申诉/).waitFor();
    await page.getByRole("link", { name: "查看理由" }).click();
    await page.getByLabel("为什么这个决定不对").fill("没有人问过我要发哪句话。");
    await page.getByRole("button", { name: "提出申诉" }).click();
    await page.getByRole("heading", { level: 1, name: "由另外两人审理申诉" }).waitFor();
    await appeals.shot("case-appeal");
  });
  const { hearings } = await read(cases, "texts", [1n]);
  assert.equal(hearings.length, 2);
  const [first] = hearings.map((it) => roleOf(it.judge));
  const hears = await visit({ lang: "en", size: PHONE, name: "hears" });
  await guarded(hears, async (page) => {
    await hears.as(first);
    await hears.go("/cases/1");
    await page.getByLabel("Your reason").fill("He was asked; the message is linked in the answer.");
    await page.getByRole("button", { name: "The decision stands" }).click();
    // Both are needed to overturn it, so one voice that it stands is enough.
    await page.getByRole("heading", { level: 1, name: "Confirmed, for good" }).waitFor();
  });

  const reads = await visit({ lang: "zh-CN", size: PHONE, name: "reads the record" });
  await guarded(reads, async (page) => {
    await reads.go(`/explore/account/${node.accounts.bob}`);
    await page.getByRole("heading", { name: "认定成立的案件" }).waitFor();
    await reads.shot("case-record");
    await page.getByRole("link", { name: "第 1 号案件" }).click();
    await page.getByRole("heading", { level: 1, name: "疑问成立，已成定论" }).waitFor();
    await reads.shot("case-final");
    await reads.as("bob");
    await reads.go("/rights");
    await page.getByText(/此账户不得获得新的奖励/).waitFor();
    await reads.go(`/campaigns/${id}`);
    await page.getByRole("note").getByText("现在还不能提交").waitFor();
    await page.getByRole("note").getByRole("link", { name: "查看案件" }).waitFor();
    await page.getByText("经案件认定，不再支付。").waitFor();
    await reads.shot("case-barred");
  });
  const submission = await read(campaigns, "submission", [id, 1]);
  assert.equal(submission.status, 3, "refused for good");
});

test("a suspicion that is not confirmed leaves nothing behind", async () => {
  const id = await openCampaign({ decidedBy: 0, activityType: 6 }, { zh: "新人问答", en: "Questions of newcomers" });
  await send("carol", campaigns, "submit", [id, "What is a pledge, and who holds it?"]);
  await send("bookshop", cases, "open", [
    keyOf("carol").address,
    [{ campaign: id, submission: 1 }],
    "It reads like a page I know.",
  ]);
  const [, total] = await read(cases, "cases", [1n, 1]);
  await send("carol", cases, "reply", [total, "That page is mine; my name is below it."]);
  const { reviewer } = await read(cases, "caseOf", [total]);
  const decides = await visit({ lang: "zh-CN", size: PHONE, name: "dismisses" });
  await guarded(decides, async (page) => {
    await decides.as(roleOf(reviewer));
    await decides.go(`/cases/${total}`);
    await page.getByText("存疑即不成立").waitFor();
    await page.getByLabel("理由").fill("页面下方确有署名。");
    await page.getByRole("button", { name: "不成立", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "疑问不成立" }).waitFor();
    await decides.shot("case-dismissed");
  });
  const reads = await visit({ lang: "en", size: DESKTOP, name: "reads" });
  await guarded(reads, async (page) => {
    await reads.go("/cases");
    await page.getByRole("heading", { level: 1, name: "No case is open" }).waitFor();
    await page.getByText("Not confirmed").waitFor();
    await reads.shot("cases");
    await reads.go(`/explore/account/${node.accounts.carol}`);
    await page.getByRole("link", { name: "Verify the balance" }).waitFor();
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
    assert.equal(await page.getByRole("heading", { name: "Confirmed cases" }).count(), 0);
  });
  assert.equal((await read(campaigns, "submission", [id, 1])).status, 0, "it waits for its review again");
});
