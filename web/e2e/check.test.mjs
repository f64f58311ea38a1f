// At the door without a network: tickets that were signed in the browser, checked in another that has gone offline.
import assert from "node:assert/strict";
import { test } from "node:test";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openCampaign, ticketLink } from "./chain.mjs";
import { DESKTOP, PHONE, guarded, node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

/** The end of a ticket is in its bytes 13 to 20 (crates/abi/src/attestation.rs). */
const endOf = (link) => Number(Buffer.from(link.split("#")[1], "base64url").readBigUInt64BE(13));

let campaign = 0n;
let links = [];
let ends = 0;

test("tickets are signed with the end of the event in mind: they run out 48 hours after it", async () => {
  const organiser = await visit({ lang: "en", size: DESKTOP, name: "issues" });
  await guarded(organiser, async (page) => {
    await organiser.as("meetup");
    await organiser.go("/campaigns/new");
    await page.getByText("You hand out one-time tickets").click();
    await page.getByRole("button", { name: "Make a key in this browser" }).click();
    const key = await page.getByLabel("Address of the signing key").inputValue();
    campaign = await openCampaign({ decidedBy: 1, key }, { zh: "杭州见面会", en: "Meetup in Hangzhou" });
    await organiser.go(`/campaigns/${campaign}`);
    await page.getByRole("link", { name: "Check tickets" }).waitFor();
    await page.getByRole("link", { name: "Issue tickets" }).click();
    const { clock, calendar } = await node.status();
    const over = Math.floor(clock.nowMs / 1000) * 1000 + 60_000;
    // Two days of this network, whose months last ten minutes.
    ends = Math.floor((over + 2 * calendar.dayLengthMs) / 1000);
    const local = (ms) =>
      page.evaluate((at) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19), ms);
    await page.getByLabel("When the event ends").fill(await local(clock.nowMs - 10 * calendar.dayLengthMs));
    await page.getByText("would have run out already").waitFor();
    assert.ok(await page.getByRole("button", { name: "Sign the tickets" }).isDisabled());
    await page.getByLabel("When the event ends").fill(await local(over));
    await page.getByLabel("How many").fill("3");
    await organiser.shot("tickets-end");
    await page.getByRole("button", { name: "Sign the tickets" }).click();
    await page.getByRole("heading", { name: "3 tickets are ready" }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the list (CSV)" }).click();
    const chunks = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trim().split("\n").slice(1);
    links = lines.map((line) => line.split(",")[1]);
  });
  assert.deepEqual(links.map(endOf), [ends, ends, ends]);
});

for (const [lang, size] of [
  ["zh-CN", PHONE],
  ["en", DESKTOP],
]) {
  test(`a phone that has gone offline knows good tickets, used ones, forged ones, and opens again: ${lang}`, async () => {
    const zh = lang === "zh-CN";
    const expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED/;
    const door = await visit({ lang, size, name: "door", expected });
    const forged = await ticketLink(campaign, 2, privateKeyToAccount(generatePrivateKey()));
    await guarded(door, async (page) => {
      const check = async (link) => {
        await page.getByLabel(zh ? "粘贴链接" : "Paste the link").fill(link);
        await page.getByRole("button", { name: zh ? "核对" : "Check", exact: true }).click();
      };
      const says = (text) => page.getByRole("main").getByRole("status").getByText(text).waitFor();
      await door.go(`/tickets/${campaign}/check`);
      await page.getByText(zh ? "没有网络也能重新打开本页。" : "This page can be opened again").waitFor();
      await page.context().setOffline(true);
      await check(links[0]);
      await says(zh ? "有效：第 1 号" : "Good: ticket 1");
      await door.shot("check-good");
      await check(links[0]);
      await says(zh ? /这个编号已于 .* 在此检过/ : /This number was let in here on/);
      await check(forged);
      await says(zh ? "不是由这项活动的密钥签署" : "The campaign's key has not signed it");
      await door.shot("check-forged");
      await check(links[1].slice(0, -2));
      await page.getByText(zh ? "长度不对" : "It is too short or too long").waitFor();
      await page.reload();
      await page.getByRole("heading", { level: 1, name: zh ? "检票" : "Check tickets" }).waitFor();
      await check(links[0]);
      await says(zh ? "无效：第 1 号" : "Not good: ticket 1");
      await check(links[1]);
      await says(zh ? "有效：第 2 号" : "Good: ticket 2");
      await page.getByRole("heading", { name: zh ? "此处已检 2 张" : "2 tickets let in here" }).waitFor();
      await door.shot("check-reloaded");
      await page.context().setOffline(false);
      if (zh) return;
      // The last of them, after its end.
      const { clock } = await node.status();
      await node.step(ends * 1000 - clock.nowMs + 1000);
      await page.reload();
      await check(links[2]);
      await says("It ran out on");
    });
  });
}
