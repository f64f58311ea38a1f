// The public record of an account (WP-15), and campaigns with more submissions than a page shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toEventSelector } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { campaigns, openCampaign, read, redeemAll, send } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

const organiser = privateKeyToAccount(generatePrivateKey());
const TICKETS = 130;
/** Who asks for the events of submissions asks for these, too. */
const ANSWERED = toEventSelector(campaigns.abi.find((it) => it.type === "event" && it.name === "Answered"));
const stranger = (number) => `0x${(0xabc000 + number).toString(16).padStart(40, "0")}`;
/** The ticket that alice redeems, in the order of the submissions. */
const OWN = 57;

/** Whether a part of the page is on the screen, once it is there. */
async function seen(page, id) {
  const part = page.locator(`#${id}`);
  await part.waitFor();
  await page.waitForFunction((name) => {
    const { top } = document.getElementById(name).getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  }, id);
  return part;
}

test("a campaign shows a page of its submissions, one's own first, and the one that a link names", async () => {
  const terms = { decidedBy: 1, key: organiser.address, places: 200 };
  const id = await openCampaign(terms, { zh: "大型见面会", en: "A large meetup" });
  const tickets = Array.from({ length: TICKETS }, (_, index) => index + 1);
  const { alice } = node.accounts;
  await redeemAll(
    id,
    organiser,
    tickets.map((number) => ({ number, account: number === OWN ? alice : stranger(number) })),
  );
  const [, total] = await read(campaigns, "submissions", [id, 1, 1]);
  assert.equal(total, TICKETS);

  const reader = await visit({ lang: "en", size: DESKTOP, name: "reads many" });
  await guarded(reader, async (page) => {
    let logs = 0;
    page.on("request", (request) => (logs += (request.postData() ?? "").split(ANSWERED).length - 1));
    await reader.go(`/campaigns/${id}`);
    const cards = page.locator('article[id^="submission-"]');
    await page.locator("#submission-50").waitFor();
    assert.equal(await cards.count(), 50);
    await page.getByText(/By the organiser's signature, number 50/).waitFor();
    const before = logs;
    assert.ok(before > 0);
    await page.waitForTimeout(5000);
    assert.equal(logs, before, "events that are known are not asked for again");
    await page.getByRole("button", { name: "Show 50 more" }).click();
    await page.locator("#submission-100").waitFor();
    await page.getByRole("button", { name: "Show 30 more" }).click();
    await page.locator(`#submission-${TICKETS}`).waitFor();
    assert.equal(await cards.count(), TICKETS);
    await reader.go(`/campaigns/${id}`);
    await page.getByLabel("Number").fill(String(TICKETS + 1));
    assert.ok(await page.getByRole("button", { name: "Go there" }).isDisabled());
    await page.getByLabel("Number").fill(String(TICKETS));
    await page.getByRole("button", { name: "Go there" }).click();
    await seen(page, `submission-${TICKETS}`);
    await reader.shot("campaign-number");
  });
  const follows = await visit({ lang: "zh-CN", size: PHONE, name: "follows a link" });
  await guarded(follows, async (page) => {
    await follows.go(`/campaigns/${id}#submission-117`);
    const card = await seen(page, "submission-117");
    await card.getByText("凭组织者的签名，第 117 号").waitFor();
    assert.equal(await page.locator("#submission-1").count(), 0);
    await follows.shot("campaign-linked");
    await page.getByRole("button", { name: "显示前面 50 份" }).click();
    await page.locator("#submission-51").waitFor();
    await follows.as("alice");
    await follows.go(`/campaigns/${id}#submission-${OWN}`);
    await page.getByRole("heading", { name: "你的提交" }).waitFor();
    await seen(page, `submission-${OWN}`);
    await page.locator("#submission-1").waitFor();
    assert.equal(await page.locator(`#submission-${OWN}`).count(), 1, "one's own is shown once");
    await follows.shot("campaign-own-ticket");
  });
});

test("the record of an account says what was rewarded, by whose decision and why, and leads there", async () => {
  const { alice } = node.accounts;
  const id = await openCampaign({ decidedBy: 0, activityType: 6 }, { zh: "新人指南", en: "A guide for newcomers" });
  await send("alice", campaigns, "submit", [id, "https://example.org/guide"]);
  const [[handed]] = await read(campaigns, "submissions", [id, 1, 1]);
  const [role] = Object.entries(node.accounts).find(([, it]) => it.toLowerCase() === handed.reviewer.toLowerCase());
  await send(role, campaigns, "decide", [id, 1, true, "每一步都试过，写得清楚。"]);

  const own = await visit({ lang: "zh-CN", size: PHONE, name: "own record" });
  await guarded(own, async (page) => {
    await own.as("alice");
    await page.getByRole("heading", { name: "公开记录" }).waitFor();
    await page.getByText("共 2 项贡献").waitFor();
    await page.getByText("每一步都试过，写得清楚。").waitFor();
    await page.getByText("凭组织者的门票。").waitFor();
    await own.shot("record");
    await page.getByRole("link", { name: "大型见面会" }).click();
    await page.waitForURL(`**/campaigns/*#submission-${OWN}`);
    await seen(page, `submission-${OWN}`);
    await own.as("bob");
    await page.getByText("还没有记录。").waitFor();
    await own.shot("record-empty");
  });
  const other = await visit({ lang: "en", size: DESKTOP, theme: "dark", name: "reads a record" });
  await guarded(other, async (page) => {
    await other.go(`/explore/account/${alice}`);
    await page.getByRole("heading", { name: "Public record" }).waitFor();
    await page.getByText("2 contributions").waitFor();
    const { nameEn } = (await read(campaigns, "activityTypes")).find((it) => it.id === 6);
    await page.getByText(`${nameEn} × 1`).waitFor();
    await page.getByText(/Approved by/).waitFor();
    await other.shot("record-explored");
    await page.getByRole("link", { name: "A guide for newcomers" }).click();
    const card = await seen(page, "submission-1");
    await card.getByText("Approved", { exact: true }).waitFor();
    await card.getByText("每一步都试过，写得清楚。").waitFor();
    await other.shot("record-decision");
    // A module or an account of the protocol contributes nothing.
    await other.go(`/explore/account/${campaigns.address}`);
    await page.getByRole("link", { name: "Verify the balance" }).waitFor();
    assert.equal(await page.getByRole("heading", { name: "Public record" }).count(), 0);
  });
});
