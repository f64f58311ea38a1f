// A wallet of the member's own, as far as a page can see one: it announces itself (EIP-6963), is told of the network
// (EIP-3085), and signs what it is asked to. Its key is never in the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { http, createWalletClient, defineChain, hexToBigInt, keccak256, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { node, visit, withNodeAndBrowser } from "./fixture.mjs";

withNodeAndBrowser();

/** A wallet outside the page: answers what the page asks, and remembers it. */
async function wallet(role) {
  const account = privateKeyToAccount(keccak256(toHex(`wepos development account: ${role}`)));
  const { chainId } = await node.status();
  const chain = defineChain({
    id: chainId,
    name: "WePoS",
    nativeCurrency: { name: "PoS", symbol: "PoS", decimals: 18 },
    rpcUrls: { default: { http: [node.url] } },
  });
  const client = createWalletClient({ account, chain, transport: http(node.url) });
  const asked = [];
  const state = { chainId: 1, refuses: false };
  const answer = async (method, params) => {
    asked.push({ method, params });
    switch (method) {
      case "eth_requestAccounts":
      case "eth_accounts":
        return [account.address];
      case "eth_chainId":
        return toHex(state.chainId);
      case "wallet_requestPermissions":
      case "wallet_getPermissions":
        return [{ parentCapability: "eth_accounts", caveats: [{ value: [account.address] }] }];
      case "wallet_addEthereumChain":
      case "wallet_switchEthereumChain":
        state.chainId = Number(params[0].chainId);
        return null;
      case "eth_sendTransaction": {
        if (state.refuses) throw Object.assign(new Error("User rejected the request."), { code: 4001 });
        const [{ to, data, value, gas }] = params;
        return client.sendTransaction({
          to,
          data,
          value: value ? hexToBigInt(value) : 0n,
          gas: hexToBigInt(gas),
          maxFeePerGas: 0n,
          maxPriorityFeePerGas: 0n,
        });
      }
      case "personal_sign":
        return account.signMessage({ message: { raw: params[0] } });
      case "eth_signTypedData_v4": {
        const { types, ...typed } = JSON.parse(params[1]);
        assert.equal(Number(typed.domain.chainId), state.chainId, "wallets sign for the network they are on");
        const { EIP712Domain: _, ...own } = types;
        return account.signTypedData({ ...typed, types: own });
      }
      default:
        return client.request({ method, params });
    }
  };
  return { address: account.address, asked, state, answer };
}

/** The page's side of it: a provider that announces itself when it is asked to. */
function announce() {
  const listeners = new Map();
  const provider = {
    request: async ({ method, params }) => {
      const { result, error } = await window.askWallet(method, params ?? []);
      if (error) throw Object.assign(new Error(error), { code: 4001 });
      return result;
    },
    on: (name, listener) => listeners.set(name, listener),
    removeListener: (name) => listeners.delete(name),
  };
  const info = {
    uuid: "350670db-19fa-4704-a166-e52e178b59d2",
    name: "Paper Wallet",
    rdns: "org.example.paper",
    icon: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/%3E",
  };
  const say = () => {
    const detail = Object.freeze({ info, provider });
    window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  };
  window.addEventListener("eip6963:requestProvider", say);
  say();
}

/** Begins with the wallet of a role. */
async function begin(visitor, theirs) {
  const { page } = visitor;
  await page.exposeFunction("askWallet", (method, params) =>
    theirs.answer(method, params).then(
      (result) => ({ result }),
      (error) => ({ error: error.message }),
    ),
  );
  await page.addInitScript(announce);
  await visitor.go("/start");
  await page.getByRole("button", { name: /I have read this/ }).click();
  await page.getByRole("button", { name: "Paper Wallet" }).click();
  await page.waitForURL("**/account");
}

test("a wallet is told of the network, signs a transfer without fees, and may say no", async () => {
  const carols = await wallet("carol");
  const visitor = await visit({ lang: "en", name: "carol" });
  const { page } = visitor;
  await begin(visitor, carols);
  const added = carols.asked.find(({ method }) => method === "wallet_addEthereumChain");
  assert.equal(Number(added.params[0].chainId), (await node.status()).chainId);
  assert.equal(added.params[0].nativeCurrency.symbol, "PoS");

  await visitor.go("/transfer");
  await page.getByLabel("To which account").fill(node.accounts.bob);
  await page.getByLabel("How many PoS").fill("3");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/Recorded in block \d+/).waitFor();
  const sent = carols.asked.find(({ method }) => method === "eth_sendTransaction");
  assert.equal(BigInt(sent.params[0].maxFeePerGas), 0n);

  // What the network would refuse never reaches the wallet.
  const before = carols.asked.length;
  await page.getByLabel("How many PoS").fill("1000000");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/Your account holds/).waitFor();
  assert.ok(!carols.asked.slice(before).some(({ method }) => method === "eth_sendTransaction"));

  carols.state.refuses = true;
  await page.getByLabel("How many PoS").fill("1");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("You declined in your wallet").waitFor();
  await visitor.shot("wallet-rejected");
  await visitor.leave();
});

test("a wallet signs an invitation, which is good for somebody else", async () => {
  const alices = await wallet("alice");
  const inviter = await visit({ lang: "en", name: "inviter" });
  await begin(inviter, alices);
  await inviter.go("/invitations");
  await inviter.page.getByRole("button", { name: "Make the link" }).first().click();
  const link = await inviter.page.getByText(/\/invite#/).innerText();
  const [, text] = alices.asked.find(({ method }) => method === "eth_signTypedData_v4").params;
  assert.equal(JSON.parse(text).domain.name, "WePoS identity");
  await inviter.leave();

  const guest = await visit({ lang: "en", name: "guest" });
  await guest.page.goto(link);
  await guest.page.getByRole("heading", { name: "You are invited" }).waitFor();
  await guest.page.getByRole("link", { name: "Begin, to act" }).waitFor();
  assert.equal(await guest.page.getByRole("note").count(), 0, "the network would take it");
  await guest.leave();
});
