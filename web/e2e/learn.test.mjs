// Lessons and the simulator: what somebody does who knows nothing of staking and has no account.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

for (const [lang, theme, size] of [
  ["zh-CN", "light", PHONE],
  ["en", "dark", DESKTOP],
]) {
  test(`a newcomer reads a lesson and simulates a year: ${lang}, ${size.width} px`, async () => {
    const zh = lang === "zh-CN";
    const visitor = await visit({ lang, theme, size, name: "learner" });
    const { page } = visitor;
    await visitor.go("/");
    await page.getByRole("link", { name: zh ? /了解质押是怎么回事/ : /Learn what staking is/ }).click();
    await page.waitForURL("**/learn");
    await visitor.shot("learn");
    await page.getByRole("link", { name: zh ? "质押是什么" : "What staking is", exact: true }).click();
    await page.getByRole("button", { name: zh ? "连出 20 块" : "Make 20" }).click();
    await page.getByText(zh ? "20 块中的 8 块" : "8 of 20 blocks").waitFor();
    await page.getByLabel(zh ? "节点" : "The node", { exact: true }).check();
    await page.getByText(zh ? "再想想。" : "Not quite.").waitFor();
    await visitor.shot("lesson");
    const answers = zh
      ? ["只有你自己", "名字不花钱，而押上的东西会赔掉", "不变"]
      : ["Only you", "Because names cost nothing, and a pledge can be lost", "stays the same"];
    for (const answer of answers) await page.getByLabel(answer, { exact: true }).check();
    await page.getByRole("link", { name: zh ? "全部课程" : "All lessons" }).click();
    await page.getByText(zh ? "已读" : "Read", { exact: true }).waitFor();
    for (const lesson of ["risks", "choosing"]) {
      await visitor.go(`/learn/${lesson}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await visitor.shot(`lesson-${lesson}`);
    }
    await page.getByRole("button", { name: zh ? "全给最大的" : "All to the largest" }).click();
    await page.getByText(zh ? "单凭它就能让网络停下" : "One node alone holds more than a third").waitFor();

    await page.getByRole("link", { name: zh ? "到模拟器里试一试" : "Try it in the simulator" }).click();
    // 500 ATOM at 5 % and 500 at 10 % commission: 1,000 × 16.3333 % × 92.5 %.
    const title = page.getByRole("heading", { level: 1 });
    await title.getByText("151.08").waitFor();
    await visitor.shot("simulator");
    await page.getByRole("checkbox", { name: zh ? /节点违反了规则/ : /a node breaks the rules/ }).check();
    await page.getByText(zh ? "它从此出局" : "It is out for good").waitFor();
    await page.getByRole("checkbox", { name: zh ? /全部取回/ : /take everything back/ }).check();
    await page.getByText(`25 ATOM`).first().waitFor();
    await visitor.shot("simulator-whatif");
    await page.getByLabel(zh ? "哪条链" : "Chain", { exact: true }).selectOption("iris");
    await title.getByText("IRIS").first().waitFor();
    await page.getByLabel(zh ? "现在的通胀率 (%)" : "Inflation now (%)").fill("0");
    await page.getByRole("button", { name: zh ? "恢复为收集到的数字" : "Back to the gathered figures" }).click();
    await page.getByLabel(zh ? "哪条链" : "Chain", { exact: true }).selectOption("tezos");
    await page.getByLabel(zh ? /多少 XTZ/ : /How many XTZ/).fill("many");
    await page.getByText(zh ? "请填不超过" : "A number up to").waitFor();
    await page.getByLabel(zh ? /多少 XTZ/ : /How many XTZ/).fill("2,500");
    await visitor.shot("simulator-tezos");
    assert.match(await title.innerText(), /2,500 XTZ/);
    await visitor.leave();
  });
}
