// Every way of taking part, by a newcomer with a guest key: ticket, form, check-in, nomination, invitation (R21).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { approveAll, campaigns, keyOf, lastProposal, openCampaign, read, send, ticketLink } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, program, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const organiser = privateKeyToAccount(generatePrivateKey());

/** Makes a key in the browser, on the way to something. */
async function beginHere(page, lang) {
  const zh = lang === "zh-CN";
  await page
    .getByRole("link", { name: zh ? "先完成开始步骤" : /Begin first|Begin/ })
    .last()
    .click();
  await page
    .getByRole("button", { name: zh ? "我已读完，愿意参与" : "I have read this and want to take part" })
    .click();
  await page.getByRole("button", { name: zh ? "在此浏览器中生成密钥" : /Make a key in this browser/ }).click();
}

const addressOf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("wepos.keys"))[0].address);

test("a ticket is redeemed by somebody who has just arrived, once, and its secret goes nowhere", async () => {
  const id = await openCampaign(
    { decidedBy: 1, key: organiser.address },
    { zh: "上海见面会", en: "Meetup in Shanghai" },
  );
  const link = await ticketLink(id, 7, organiser);
  const secret = link.split("#")[1];
  const visitor = await visit({ lang: "zh-CN", size: PHONE, name: "ticket" });
  await guarded(visitor, async (page) => {
    const urls = [];
    page.on("request", (request) => urls.push(request.url() + (request.postData() ?? "")));
    await page.goto(link);
    await page.getByRole("heading", { name: "第 7 号门票：上海见面会" }).waitFor();
    assert.equal(new URL(page.url()).hash, "", "the address keeps no secret");
    await visitor.shot("ticket");
    await beginHere(page, "zh-CN");
    await page.getByRole("button", { name: "兑换", exact: true }).click();
    await page.getByRole("heading", { name: "已到账，账户也已获得锚定" }).waitFor();
    await visitor.shot("ticket-redeemed");
    assert.ok(!urls.some((url) => url.includes(secret)), "no request carried the secret");
    const address = await addressOf(page);
    assert.equal(BigInt(await node.rpc("eth_getBalance", [address, "latest"])), 10n * 10n ** 18n);
    await visitor.go("/rights");
    await page.getByRole("heading", { name: "你的账户已获得锚定" }).waitFor();
    await page.getByText("一张已兑换的门票").waitFor();
    await visitor.shot("rights-anchored");
  });
  const late = await visit({ lang: "en", size: DESKTOP, theme: "dark", name: "late" });
  await guarded(late, async (page) => {
    await page.goto(link);
    await page.getByText(/was redeemed; it is submission 1/).waitFor();
    await late.shot("ticket-used");
    await page.getByRole("link", { name: "See who redeemed it" }).click();
    await page.getByText(/By the organiser's signature, number 7/).waitFor();
    await late.shot("campaign-tickets");
    await late.go("/ticket");
    await page.getByRole("button", { name: "Read another one" }).click();
    await page.getByLabel("Paste the link").fill(link.slice(0, -9));
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByText("Please copy it again, all of it.").waitFor();
    await late.shot("ticket-paste");
  });
});

test("a ticket is scanned with the camera where the browser reads QR codes, and the camera goes off", async () => {
  const id = await openCampaign({ decidedBy: 1, key: organiser.address }, { zh: "广州见面会", en: "Meetup in Canton" });
  const link = await ticketLink(id, 3, organiser);
  const visitor = await visit({ lang: "en", size: PHONE, name: "scanner" });
  await guarded(visitor, async (page) => {
    // Chromium has no detector here: this one finds the code at the third look.
    await page.addInitScript((found) => {
      let looks = 0;
      window.BarcodeDetector = class {
        detect = async (video) => (video.videoWidth > 0 && ++looks >= 3 ? [{ rawValue: found }] : []);
      };
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => (window.stream = await ask(wanted));
    }, link);
    await visitor.go("/ticket");
    await page.getByRole("button", { name: "Scan with the camera" }).click();
    await page.getByRole("heading", { name: "Ticket number 3: Meetup in Canton" }).waitFor();
    assert.ok(await page.evaluate(() => window.stream.getTracks().every((track) => track.readyState === "ended")));
  });
});

test("a ticket that ran out, and one of another campaign's key, are refused with the reason", async () => {
  const id = await openCampaign(
    { decidedBy: 1, key: organiser.address },
    { zh: "北京见面会", en: "Meetup in Beijing" },
  );
  const { clock } = await node.status();
  const old = await ticketLink(id, 1, organiser, BigInt(Math.floor(clock.nowMs / 1000) - 1));
  const foreign = await ticketLink(id, 2, privateKeyToAccount(generatePrivateKey()));
  const visitor = await visit({ lang: "en", name: "refused" });
  await guarded(visitor, async (page) => {
    await page.goto(old);
    await page.getByText(/This ticket or result ran out at/).waitFor();
    await page.goto(`${node.url}/more`);
    await page.goto(foreign);
    await page.getByText(/or for another campaign or network/).waitFor();
    await visitor.shot("ticket-foreign");
  });
});

const FORM = [
  {
    kind: 0,
    required: true,
    isPrivate: false,
    labelZh: "怎么称呼你？",
    labelEn: "What shall we call you?",
    choices: [],
  },
  {
    kind: 1,
    required: true,
    isPrivate: false,
    labelZh: "质押过吗？",
    labelEn: "Have you staked?",
    choices: ["没有\nNo", "有\nYes"],
  },
  { kind: 3, required: false, isPrivate: false, labelZh: "从哪天开始？", labelEn: "Since when?", choices: [] },
  { kind: 0, required: false, isPrivate: true, labelZh: "怎样联系你？", labelEn: "How can we reach you?", choices: [] },
];

test("a form is answered, its private part goes to the inbox; without an anchor the result waits, an invitation frees it", async () => {
  const id = await openCampaign(
    { decidedBy: 3, activityType: 3 },
    { zh: "新人问卷", en: "Newcomers' questions" },
    FORM,
  );
  const newcomer = await visit({ lang: "zh-CN", size: PHONE, name: "newcomer" });
  const { page } = newcomer;
  try {
    await newcomer.go(`/campaigns/${id}`);
    await page.getByRole("heading", { name: "参加", exact: true }).waitFor();
    await beginHere(page, "zh-CN");
    await page.getByText("你的账户还没有锚定").waitFor();
    await page.getByRole("button", { name: "提交答案" }).click();
    await page.getByText("请填写这一项。").first().waitFor();
    await page.getByLabel("怎么称呼你").fill("小林");
    await page.getByLabel("质押过吗").selectOption("1");
    await page.getByLabel("从哪天开始").fill("2026-10-01");
    await page.getByLabel("怎样联系你").fill("lin@example.org");
    await newcomer.shot("form");
    await page.getByRole("button", { name: "提交答案" }).click();
    await page.getByRole("heading", { name: "你的提交" }).waitFor();
    await page.getByText("小林").waitFor();
    await page.getByText("等待锚定").first().waitFor();
    await newcomer.shot("form-waits");
    const address = await addressOf(page);
    assert.equal(BigInt(await node.rpc("eth_getBalance", [address, "latest"])), 0n, "nothing without an anchor");
    await newcomer.go("/rights");
    await page.getByRole("heading", { name: "等待你获得锚定的结果" }).waitFor();
    await newcomer.shot("rights");

    const inviter = await visit({ lang: "en", size: DESKTOP, name: "inviter" });
    let link = "";
    await guarded(inviter, async (desk) => {
      await inviter.as("alice");
      await inviter.go("/invitations");
      await desk.getByRole("heading", { name: /Free invitations: 5 of 5/ }).waitFor();
      await desk.getByRole("button", { name: "Make the link" }).first().click();
      link = await desk.getByText(/\/invite#/).innerText();
      await inviter.shot("invitations");
    });
    await page.goto(link);
    await page.getByRole("heading", { name: "你收到一份邀请" }).waitFor();
    await newcomer.shot("invite");
    await page.getByRole("button", { name: "接受邀请" }).click();
    await page.getByRole("heading", { name: "已接受，账户获得锚定" }).waitFor();
    await node.step(3000);
    await newcomer.go(`/campaigns/${id}`);
    await page.getByText("奖励已自动到账").waitFor();
    assert.equal(BigInt(await node.rpc("eth_getBalance", [address, "latest"])), 5n * 10n ** 18n);
    await newcomer.shot("form-paid");
    // The author reads what is not on the chain, and erases it; the public record stays.
    await page.getByRole("button", { name: "查看私密答案" }).click();
    await page.getByText("lin@example.org").waitFor();
    await page.getByRole("img", { name: /印章「核」/ }).waitFor();
    await newcomer.shot("form-private");
    await page.getByRole("button", { name: "永久删除" }).click();
    await page.getByText("已删除，什么都没有留下。").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "查看私密答案" }).click();
    await page.getByText("收件箱中没有这份答案").waitFor();
    await page.getByText("小林").first().waitFor();
    await page.goto(link);
    await page.getByText(/此邀请已由.*接受/).waitFor();
  } catch (error) {
    await newcomer.failed();
    throw error;
  }
  await newcomer.leave();
});

test("a member checks in once in a period, and a nomination names somebody else", async () => {
  const daily = await openCampaign(
    { decidedBy: 3, activityType: 12, everyDays: 1, streak: 3, rewardsPerAccount: 5 },
    { zh: "每日签到", en: "Daily check-in" },
  );
  const nominations = await openCampaign(
    { decidedBy: 0, nominations: true, activityType: 11 },
    { zh: "提名热心人", en: "Name a kind person" },
  );
  const visitor = await visit({ lang: "en", size: DESKTOP, name: "checks in" });
  await guarded(visitor, async (page) => {
    await visitor.as("bob");
    await visitor.go(`/campaigns/${daily}`);
    await page.getByRole("button", { name: "Check in" }).click();
    await page.getByText(/You have checked in/).waitFor();
    await page.getByText("1 of 3 in a row").waitFor();
    await visitor.shot("check-in");
    await visitor.go(`/campaigns/${nominations}`);
    await page.getByLabel("Whose contribution").fill("carol");
    await page.getByLabel("What they did").fill("She answered every question of newcomers, all week.");
    await page.getByRole("button", { name: "Nominate", exact: true }).click();
    await page.getByText(/Recorded in block/).waitFor();
    await visitor.shot("nominated");
  });
  const [page] = await read(campaigns, "submissions", [nominations, 1, 10]);
  assert.equal(page[0].account.toLowerCase(), keyOf("carol").address.toLowerCase());
  assert.equal(page[0].author.toLowerCase(), keyOf("bob").address.toLowerCase());
});

/** What each template of a campaign is called, and the kind of activity that it names. */
const TYPE_OF = [
  [/^凭门票参加的活动/, "活动参与"],
  [/^表单/, "表单"],
  [/^测验/, "测验"],
  [/^课程/, "课程"],
  [/^质押模拟/, "质押模拟"],
  [/^认识节点/, "认识节点"],
  [/^周期任务/, "周期任务"],
  [/^内容贡献/, "内容征集"],
  [/^内容征集/, "内容征集"],
  [/^自发贡献/, "自发贡献"],
  [/^提名/, "同伴提名"],
  [/^按名单发放/, "活动参与"],
];

test("an organiser proposes a form with fields of its own, and a quiz by the hash of its file", async () => {
  const visitor = await visit({ lang: "zh-CN", size: PHONE, name: "organiser" });
  await guarded(visitor, async (page) => {
    await visitor.as("meetup");
    await visitor.go("/campaigns/new");
    for (const [template, type] of TYPE_OF) {
      await page.getByRole("radio", { name: template }).check();
      const chosen = await page.getByLabel("类型", { exact: true }).first().locator("option:checked").innerText();
      assert.equal(chosen.split(" · ")[0], type, `the kind that ${template} proposes`);
    }
    await page.getByText("请成员回答问题，有些可以不公开。").click();
    await page.getByLabel("中文问题").fill("你住在哪座城市？");
    await page.getByLabel("英文问题").fill("Which city do you live in?");
    await page.getByRole("button", { name: "添加一项" }).click();
    const second = page.locator("li", { hasText: "第 2 项" });
    await second.locator("select").selectOption({ label: "选择" });
    await second.getByLabel("中文问题").fill("愿意来帮忙吗？");
    await second.getByLabel("英文问题").fill("Will you help?");
    await second.getByLabel("选项").fill("愿意 | Yes\n以后再说 | Later");
    for (const [label, text] of [
      ["中文标题", "城市问卷"],
      ["中文说明", "告诉我们你在哪里。"],
      ["英文标题", "Where are you?"],
      ["英文说明", "Tell us where you are."],
    ])
      await page.getByLabel(label, { exact: true }).fill(text);
    await visitor.shot("campaign-new-form");
    await page.getByRole("button", { name: "提议", exact: true }).click();
    await page.waitForURL("**/campaigns");
    await page.getByRole("link", { name: "城市问卷" }).waitFor();
    await visitor.go("/campaigns/new");
    await page.getByText("题目从你的题库中抽取，成绩由你的评分程序签署。").click();
    await page.getByLabel("题目与答案的文件").setInputFiles({
      name: "bank.json",
      mimeType: "application/json",
      buffer: Buffer.from("{}"),
    });
    await page.getByText(/承诺值（keccak-256）：0x[0-9a-f]{64}/).waitFor();
    await page.getByLabel("签署密钥的地址").fill("0x12");
    await page.getByText("请填地址，以 0x 开头").waitFor();
    await visitor.shot("campaign-new-quiz");
  });
});

test("a reviewer finds cases and decides on many at once, each with its result", async () => {
  const id = await openCampaign(
    { decidedBy: 0, activityType: 6 },
    { zh: "一句话介绍质押", en: "Staking in a sentence" },
  );
  for (const role of ["alice", "carol", "nodeA", "nodeB"])
    await send(role, campaigns, "submit", [id, `Staking, said by ${role}: a pledge that the books are right.`]);
  // After some days every reviewer may decide.
  const [handed] = await read(campaigns, "submissions", [id, 1, 10]);
  const { clock } = await node.status();
  await node.step(Number(handed[3].openToAllAt) * 1000 - clock.nowMs + 1000);
  const visitor = await visit({ lang: "en", size: DESKTOP, name: "reviewer" });
  await guarded(visitor, async (page) => {
    await visitor.as("mediaX");
    await visitor.go("/review");
    await page.getByLabel("Campaign", { exact: true }).selectOption({ label: "Staking in a sentence" });
    await page.getByText(/^4 of \d cases$/).waitFor();
    await page.getByLabel("Search the words").fill("said by node");
    await page.getByText(/^2 of \d cases$/).waitFor();
    await page.getByLabel("Hide authors").check();
    await page.getByLabel("Select all that are shown").check();
    await page.getByLabel("Reason for all selected").fill("Short and right.");
    await visitor.shot("review-bulk");
    await page.getByRole("button", { name: "Approve 2" }).click();
    await page.getByText(/Submission 3: recorded in block/).waitFor();
    await page.getByText(/Submission 4: recorded in block/).waitFor();
    await visitor.shot("review-bulk-done");
  });
  const [page] = await read(campaigns, "submissions", [id, 1, 10]);
  assert.deepEqual(
    page.map((it) => it.status),
    [0, 0, 2, 2],
  );
});

test("an organiser makes the key of an event here, signs its tickets, and a visitor redeems one of the list", async () => {
  const visitor = await visit({ lang: "zh-CN", size: PHONE, name: "issuer" });
  let list = "";
  await guarded(visitor, async (page) => {
    await visitor.as("meetup");
    await visitor.go("/campaigns/new");
    await page.getByText("凭门票参加的活动").click();
    await page.getByRole("button", { name: "在此浏览器中生成密钥" }).click();
    const address = await page.getByLabel("签署密钥的地址").inputValue();
    assert.match(address, /^0x[0-9a-fA-F]{40}$/);
    const id = await openCampaign({ decidedBy: 1, key: address }, { zh: "深圳见面会", en: "Meetup in Shenzhen" });
    await visitor.go(`/campaigns/${id}`);
    await page.getByRole("link", { name: "签发门票" }).click();
    await page.getByLabel("张数").fill("21");
    await page.getByText("一次最多 500 张，编号不超过 20。").waitFor();
    await page.getByLabel("张数").fill("3");
    await page.getByLabel("起始编号").fill("4");
    await page.getByRole("button", { name: "签署门票" }).click();
    await page.getByRole("heading", { name: "3 张门票已备好" }).waitFor();
    assert.equal(await page.getByRole("img", { name: /第 [456] 号门票/ }).count(), 3);
    await visitor.shot("tickets");
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.getByRole("button", { name: "打印" }).isVisible()), "a sheet has tickets and no buttons");
    assert.ok(await page.getByRole("img", { name: "第 6 号门票" }).isVisible());
    await visitor.shot("tickets-printed");
    await page.emulateMedia({ media: "screen" });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "保存清单（CSV）" }).click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), `campaign-${id}-tickets-4-6.csv`);
    const path = join(mkdtempSync(join(tmpdir(), "wepos-tickets-")), "list.csv");
    await saved.saveAs(path);
    list = readFileSync(path, "utf8");
    // The program reads the list that the browser wrote.
    const args = ["ticket", "check", "--csv", path, "--genesis", node.genesis, "--signed-by", address];
    const checked = JSON.parse(
      execFileSync(program, [...args, "--campaign", String(id), "--json"], { encoding: "utf8" }),
    );
    assert.equal(checked.good, 3, JSON.stringify(checked));
  });
  const [header, , fifth] = list.split("\n");
  assert.equal(header, "number,link");
  const guest = await visit({ lang: "en", size: PHONE, name: "guest" });
  await guarded(guest, async (page) => {
    await page.goto(fifth.split(",")[1]);
    await page.getByRole("heading", { name: "Ticket number 5: Meetup in Shenzhen" }).waitFor();
    await beginHere(page, "en");
    await page.getByRole("button", { name: "Redeem it", exact: true }).click();
    await page.getByRole("heading", { name: "Paid, and your account is anchored" }).waitFor();
  });
});

test("a reviewer stops a key, nothing it signed is paid, and the committee lets it go on", async () => {
  const id = await openCampaign({ decidedBy: 1, key: organiser.address }, { zh: "西安见面会", en: "Meetup in Xi'an" });
  const reviewer = await visit({ lang: "en", size: DESKTOP, name: "stops" });
  await guarded(reviewer, async (page) => {
    await reviewer.as("bookshop");
    await reviewer.go(`/campaigns/${id}`);
    await page.getByLabel("Your reason").fill("A photograph of the list is going round.");
    await page.getByRole("button", { name: "Stop the key" }).click();
    await page.getByText("A reviewer stopped this key.").waitFor();
    const stopped = page.locator("li", { hasText: "The signing key was stopped" });
    await stopped.getByText("A photograph of the list is going round.").waitFor();
    await stopped.getByText("bookshop").waitFor();
    await reviewer.shot("key-stopped");
  });
  const link = await ticketLink(id, 1, organiser);
  const guest = await visit({ lang: "zh-CN", size: PHONE, name: "refused by a stopped key" });
  await guarded(guest, async (page) => {
    await page.goto(link);
    await page.getByText("这张门票现在不能兑换").waitFor();
    await guest.shot("ticket-stopped");
    const member = await visit({ lang: "en", size: DESKTOP, theme: "dark", name: "resumes" });
    await guarded(member, async (desk) => {
      await member.as("dev1");
      await member.go(`/campaigns/${id}`);
      await desk.getByLabel("Your reason").fill("The list was of last year; nothing of this one is known.");
      await member.shot("key-resume");
      await desk.getByRole("button", { name: "Propose that it goes on" }).click();
      await desk.getByText(/Recorded in block/).waitFor();
    });
    await approveAll(await lastProposal());
    await page.goto(`${node.url}/more`);
    await page.goto(link);
    await page.getByRole("heading", { name: "第 1 号门票：西安见面会" }).waitFor();
    await beginHere(page, "zh-CN");
    await page.getByRole("button", { name: "兑换", exact: true }).click();
    await page.getByRole("heading", { name: "已到账，账户也已获得锚定" }).waitFor();
    await guest.go(`/campaigns/${id}`);
    const life = page.locator("section", { has: page.getByRole("heading", { name: "经过" }) });
    await life.getByText("委员会恢复了签署密钥").waitFor();
    const told = await life.innerText();
    assert.ok(told.indexOf("签署密钥停用") < told.indexOf("委员会恢复了签署密钥"), told);
  });
});

test("the organiser and a reviewer read private answers, each reading is on record, and nobody else is offered it", async () => {
  const id = await openCampaign({ decidedBy: 0, activityType: 3 }, { zh: "报名志愿者", en: "Be a volunteer" }, FORM);
  const author = await visit({ lang: "en", size: DESKTOP, name: "answers" });
  await guarded(author, async (page) => {
    await author.as("carol");
    await author.go(`/campaigns/${id}`);
    await page.getByLabel("What shall we call you").fill("Carol");
    await page.getByLabel("Have you staked").selectOption("0");
    await page.getByLabel("How can we reach you").fill("carol@example.org");
    await page.getByRole("button", { name: "Send the answers" }).click();
    await page.getByRole("heading", { name: "What you handed in" }).waitFor();
  });
  const [[handed]] = await read(campaigns, "submissions", [id, 1, 1]);
  const { clock } = await node.status();
  await node.step(Number(handed.openToAllAt) * 1000 - clock.nowMs + 1000);
  for (const [role, lang, size, path] of [
    ["meetup", "zh-CN", PHONE, `/campaigns/${id}`],
    ["mediaX", "en", DESKTOP, "/review"],
  ]) {
    const zh = lang === "zh-CN";
    const reader = await visit({ lang, size, name: `reads as ${role}` });
    await guarded(reader, async (page) => {
      await reader.as(role);
      await reader.go(path);
      const card = page.locator("article article", { hasText: "Carol" }).last();
      await card.getByText(zh ? "每次查看都有记录，作答者可以看到。" : "Every reading is written down").waitFor();
      await card.getByRole("button", { name: zh ? "查看私密答案" : "Show the private answers" }).click();
      await card.getByText("carol@example.org").waitFor();
      await card.getByRole("img", { name: /印章「核」|Seal 核/ }).waitFor();
      assert.equal(await card.getByRole("button", { name: zh ? "永久删除" : "Erase them for good" }).count(), 0);
      await reader.shot(`private-${role}`);
    });
  }
  const again = await visit({ lang: "zh-CN", size: PHONE, name: "sees who read" });
  await guarded(again, async (page) => {
    await again.as("carol");
    await again.go(`/campaigns/${id}`);
    await page.getByRole("button", { name: "查看私密答案" }).click();
    for (const role of ["meetup", "mediaX"])
      await page.getByRole("listitem").filter({ hasText: "查看者" }).getByRole("link", { name: role }).waitFor();
    await again.shot("private-log");
  });
  const stranger = await visit({ lang: "en", size: DESKTOP, name: "stranger" });
  await guarded(stranger, async (page) => {
    await stranger.as("bob");
    await stranger.go(`/campaigns/${id}`);
    await page.getByText("Carol").first().waitFor();
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
    assert.equal(await page.getByRole("button", { name: "Show the private answers" }).count(), 0);
    assert.ok(!(await page.content()).includes("carol@example.org"));
  });
});
