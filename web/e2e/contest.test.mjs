// Content calls, which several reviewers score, and lists of rewards, which the committee confirms (WP-44, R3, R13).
import assert from "node:assert/strict";
import { test } from "node:test";
import { approveAll, campaigns, decide, keyOf, lastProposal, openCampaign, read, send } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const balanceOf = async (role) => BigInt(await node.rpc("eth_getBalance", [node.accounts[role], "latest"]));

const TEXTS = {
  alice: "A primer for newcomers: staking is a pledge that somebody keeps the books right, and it can be lost.",
  bob: "A primer for newcomers: staking is a pledge that somebody keeps the books right, and it may be lost!",
  carol: "Questions that beginners asked me at three meetups, with the answers that helped them most.",
};

const NOTES = "0x00000000000000000000000000000000000000";

test("a list is checked line by line, posted in pieces, confirmed, corrected and paid", async () => {
  const id = await openCampaign(
    { decidedBy: 5, activityType: 2, places: 60, rewardsPerFact: 100 },
    { zh: "志愿者致谢", en: "Thanks to volunteers" },
  );
  const nobody = (index) => `${NOTES}${(index + 0xa0).toString(16).padStart(2, "0")}`;
  const good = ["account,reason", `alice,"Held the door, all day"`, "bob,Cooked for forty"];
  for (let index = 0; index < 40; index++) good.push(`${nobody(index)},Folded chairs`);
  const file = (lines) => ({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  const organiser = await visit({ lang: "zh-CN", size: PHONE, name: "lists" });
  await guarded(organiser, async (page) => {
    await organiser.as("meetup");
    await organiser.go(`/campaigns/${id}`);
    await page.getByRole("heading", { name: "提交名单" }).waitFor();
    await page
      .getByLabel("表格（CSV）")
      .setInputFiles(file([...good.slice(0, 3), "0x12,No address", "alice,Again", "wetez,Has a seat", "carol,"]));
    await page.getByText("有 4 行需要先改正").waitFor();
    await page.getByText("这不是地址").waitFor();
    await page.getByText("这个账户在表格中重复出现").waitFor();
    await page.getByText("在委员会中有席位").waitFor();
    await page.getByText("没有写缘由").waitFor();
    await organiser.shot("list-wrong");
    assert.ok(await page.getByRole("button", { name: /提交 \d+ 行/ }).isDisabled());
    await page.getByLabel("表格（CSV）").setInputFiles(file(good));
    await page.getByRole("button", { name: "提交 42 行" }).waitFor();
    await page.locator("dl > div", { hasText: "预算剩余" }).last().getByText(/→/).waitFor();
    await organiser.shot("list-preview");
    await page.getByRole("button", { name: "提交 42 行" }).click();
    await page.getByText("42 行均已提交").waitFor();
    await page.getByText("共 42 行，已确认 0 行").waitFor();
    // The same table again, with a line that is new and one for whom another waits.
    await page.getByLabel("表格（CSV）").setInputFiles(file(good));
    await page.getByText("表格中的各行均已在名单上。").waitFor();
    await page
      .getByLabel("表格（CSV）")
      .setInputFiles(file([...good, "carol,Took the photographs", "alice,Spoke to the press"]));
    await page.getByText("表格中有 42 行已在名单上，不再重复提交。").waitFor();
    await page.getByText("还有一行尚未支付").waitFor();
    await organiser.shot("list-again");
    await page.getByLabel("表格（CSV）").setInputFiles(file([...good, "carol,Took the photographs"]));
    await page.getByRole("button", { name: "提交 1 行" }).click();
    await page.getByText("共 43 行，已确认 0 行").waitFor();
  });
  const member = await visit({ lang: "en", size: DESKTOP, name: "confirms" });
  await guarded(member, async (page) => {
    await member.as("dev1");
    await member.go(`/campaigns/${id}`);
    await page.getByText("Lines 1 to 43, as they stand below.").waitFor();
    await page.getByLabel("Your reason").fill("I was there and saw them work.");
    await page.getByRole("button", { name: "Propose to confirm 43 lines" }).click();
    await page.getByText(/Recorded in block/).waitFor();
    await member.go(`/committee/${await lastProposal()}`);
    await page.getByRole("heading", { name: "Lines to 43 of “Thanks to volunteers”" }).waitFor();
    await page.getByText("Held the door, all day").waitFor();
    await member.shot("list-decision");
  });
  await approveAll(await lastProposal());
  const [before, other] = [await balanceOf("alice"), await balanceOf("bob")];
  const desk = await visit({ lang: "en", size: DESKTOP, theme: "dark", name: "strikes" });
  await guarded(desk, async (page) => {
    await desk.as("bookshop");
    await desk.go(`/campaigns/${id}`);
    await page.getByText(/Confirmed lines can be corrected until/).waitFor();
    await page.getByText(/The committee confirmed lines 1 to \d+ of the list, to be paid from/).waitFor();
    const line = page.locator("#line-2");
    await line.getByText("Confirmed").waitFor();
    await line.getByText("Strike this line").click();
    await line.getByLabel("Your reason").fill("The kitchen says it was somebody else.");
    await line.getByRole("button", { name: "Strike line 2" }).click();
    await line.getByText("Struck: The kitchen says it was somebody else.").waitFor();
    await desk.shot("list-corrections");
  });
  const struck = await visit({ lang: "zh-CN", size: PHONE, name: "may appeal" });
  await guarded(struck, async (page) => {
    await struck.as("bob");
    await struck.go(`/campaigns/${id}`);
    await page.getByLabel("申诉", { exact: true }).waitFor();
  });
  const [, , , paidFrom] = await read(campaigns, "awards", [id]);
  const { clock } = await node.status();
  await node.step(Number(paidFrom) * 1000 - clock.nowMs + 3000);
  const reader = await visit({ lang: "zh-CN", size: PHONE, name: "reads the list" });
  await guarded(reader, async (page) => {
    await reader.as("bob");
    await reader.go(`/campaigns/${id}`);
    await page.getByText("共 43 行，已确认 43 行，已处理 43 行").waitFor();
    await page.locator("#line-1").getByText("已发放").waitFor();
    await page.locator("#line-2").getByText("未通过").waitFor();
    await reader.shot("list-paid");
    await reader.go(`/explore/account/${node.accounts.alice}`);
    await page.getByText("在委员会确认的名单上。").waitFor();
    await page.getByRole("link", { name: "志愿者致谢" }).click();
    await page.waitForURL(`**/campaigns/${id}#submission-1`);
    await page.locator("#line-1").getByText("已发放").waitFor();
  });
  assert.ok((await balanceOf("alice")) > before);
  assert.equal(await balanceOf("bob"), other);
  assert.equal((await read(campaigns, "submission", [id, 42])).account.toLowerCase(), nobody(39));
  assert.equal(
    keyOf("meetup").address.toLowerCase(),
    (await read(campaigns, "campaign", [id])).organiser.toLowerCase(),
  );
});

test("a content call is proposed with its criteria, scored without names, and its result is public", async () => {
  const organiser = await visit({ lang: "en", size: DESKTOP, name: "calls" });
  await guarded(organiser, async (page) => {
    await organiser.as("nodeA");
    await organiser.go("/campaigns/new");
    await page.getByText("Several reviewers score everything by your criteria").click();
    await page.getByLabel("Prizes, at most 100").fill("1");
    await page.getByLabel("Least median for a prize").fill("101");
    await page.getByText("A whole number from 0 to 100").waitFor();
    await page.getByLabel("Least median for a prize").fill("60");
    await page.getByLabel("Criteria in Chinese").fill("准确 50 分，清楚 30 分，有用 20 分。");
    await page.getByLabel("Criteria in English").fill("Right: 50, clear: 30, useful: 20.");
    for (const [label, text] of [
      ["Title in Chinese", "质押入门征文"],
      ["Text in Chinese", "写给第一次质押的人。"],
      ["Title in English", "A primer on staking"],
      ["Text in English", "For those who stake for the first time."],
    ])
      await page.getByLabel(label, { exact: true }).fill(text);
    await organiser.shot("contest-new");
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.waitForURL("**/campaigns");
    await page.getByRole("link", { name: "A primer on staking" }).waitFor();
  });
  const [, count] = await read(campaigns, "campaigns", [1n, 1]);
  const id = count;
  // Three score, and two others would hear an appeal.
  for (const role of ["nodeB", "dev1"]) await decide(campaigns, "nameReviewer", [keyOf(role).address]);
  await decide(campaigns, "approve", [id]);
  await node.step(2000);

  const author = await visit({ lang: "zh-CN", size: PHONE, name: "author" });
  await guarded(author, async (page) => {
    await author.as("alice");
    await author.go(`/campaigns/${id}`);
    await page.getByText("准确 50 分").waitFor();
    await page.getByLabel("你的成果").fill(TEXTS.alice);
    await page.getByText("若得奖，你将得到").waitFor();
    await page.getByRole("button", { name: "提交", exact: true }).click();
    await page.getByText("还没有评完的提交。").waitFor();
    await author.shot("contest-open");
  });
  for (const role of ["bob", "carol"]) await send(role, campaigns, "submit", [id, TEXTS[role]]);

  // Whoever's turn it was has had its days: everybody on the desk may score now.
  const [handed] = await read(campaigns, "submissions", [id, 1, 10]);
  await node.step(Number(handed[2].openToAllAt) * 1000 - (await node.status()).clock.nowMs + 1000);
  const before = { alice: await balanceOf("alice"), carol: await balanceOf("carol") };
  const reviewer = await visit({ lang: "zh-CN", size: PHONE, name: "scores" });
  await guarded(reviewer, async (page) => {
    await reviewer.as("bookshop");
    await reviewer.go("/review");
    const card = (text) => page.locator("article article", { hasText: text }).last();
    await card(TEXTS.bob).getByText("与第 1 份有").waitFor();
    assert.equal(await card(TEXTS.bob).getByRole("link", { name: "bob" }).count(), 0, "authors are hidden");
    await reviewer.shot("contest-desk");
    await card(TEXTS.alice).getByLabel("分数").fill("101");
    await card(TEXTS.alice).getByText("请填 0 至 100 的整数").waitFor();
    for (const [text, points, reason] of [
      [TEXTS.alice, "80", "准确，也清楚；例子再多一个就更好。"],
      [TEXTS.bob, "20", "与第 1 份几乎相同。"],
      [TEXTS.carol, "90", "问题真实，回答诚恳。"],
    ]) {
      const one = card(text);
      await one.getByLabel("分数").fill(points);
      await one.getByLabel("理由").fill(reason);
      await one.getByRole("button", { name: "提交分数" }).click();
      await page.locator("article article", { hasText: text }).first().waitFor({ state: "detached" });
    }
  });
  for (const [role, points] of [
    ["mediaX", [70, 30, 85]],
    ["meetup", [60, 10, 95]],
  ])
    for (const [index, it] of points.entries())
      await send(role, campaigns, "score", [id, index + 1, it, "Read twice."]);

  // Closed, and all is scored: the result is there, and paid.
  const { terms } = await read(campaigns, "campaign", [id]);
  const { clock } = await node.status();
  await node.step(Number(terms.closesAt) * 1000 - clock.nowMs + 3000);
  for (const [lang, size, theme] of [
    ["en", DESKTOP, "light"],
    ["zh-CN", PHONE, "dark"],
  ]) {
    const reader = await visit({ lang, size, theme, name: "reads the result" });
    await guarded(reader, async (page) => {
      const zh = lang === "zh-CN";
      await reader.go(`/campaigns/${id}`);
      await page.getByRole("heading", { name: zh ? "评选结果" : "The result" }).waitFor();
      const [first, second, third] = await page.locator("ol > li", { hasText: zh ? "中位数" : "Median" }).all();
      await first.getByText(zh ? "中位数 90，总分 270" : "Median 90, 270 in all").waitFor();
      await first.getByRole("img", { name: /印章「准」|Seal 准/ }).waitFor();
      await second.getByText(zh ? "中位数 70" : "Median 70").waitFor();
      assert.equal(await second.getByRole("img").count(), 0, "one prize, one seal");
      await third.getByText(/80 · 70 · 60|20 · 30 · 10/).click();
      await third.getByText("与第 1 份几乎相同。").waitFor();
      await page
        .getByText(zh ? "结果已定：打分完毕的 3 份中，1 份得奖" : "The result is fixed: 1 of 3 with all their scores")
        .waitFor();
      await reader.shot("contest-result");
      await reader.go(`/explore/account/${node.accounts.carol}`);
      await page
        .getByText(zh ? "经几位审核人打分，名列前茅。" : "Several reviewers scored it, and it was among the best.")
        .waitFor();
    });
  }
  assert.ok((await balanceOf("carol")) > before.carol, "the best is paid, without asking");
  assert.equal(await balanceOf("alice"), before.alice);
});
