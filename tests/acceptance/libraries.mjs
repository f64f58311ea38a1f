// What pages and scripts do with viem and ethers, against a real node. Called with one line of JSON: `{"rpc": URL,
// "accounts": [{"role", "address", "privateKey"}, ...]}`, as `wepos dev --json` prints it; any node of a development
// network will do. Every check is a line `ok N ...` or `not ok N ...`, N being the item of the checklist.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// The libraries are installed beside their pins.
const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const viem = require("viem");
const { privateKeyToAccount } = require("viem/accounts");
const ethers = require("ethers");

const POS = "0x0000000000000000000000000000000000001001";
const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11";
const TOO_MUCH = 10n ** 30n;
const COIN = 10n ** 18n;
const BLOCKS = Number(process.env.WEPOS_LIBRARIES_BLOCKS ?? 150);
const PATIENCE_MS = 30_000;

const ready = JSON.parse(process.argv[2]);
ready.ws ??= ready.rpc.replace(/^http/, "ws");
ready.chainId ??= await new ethers.JsonRpcProvider(ready.rpc).getNetwork().then((it) => Number(it.chainId));
const document = new URL("../../crates/abi/generated/token.json", import.meta.url);
const { abi } = JSON.parse(readFileSync(document, "utf8"));
const accounts = Object.fromEntries(ready.accounts.map((account) => [account.role, account]));
const { alice, bob } = accounts;

const counts = { passed: 0, failed: 0 };
let item = 0;

const text = (value) => JSON.stringify(value, (_, it) => (typeof it === "bigint" ? `${it}n` : it));

function that(what, holds, got, want) {
    if (holds) {
        counts.passed += 1;
        console.log(`ok ${item} ${what}`);
    } else {
        counts.failed += 1;
        console.log(`not ok ${item} ${what}: got ${text(got)} want ${text(want)}`);
    }
}

const same = (what, got, want) => that(what, text(got) === text(want), got, want);

/** The error that a promise ends with. */
async function failure(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error("it succeeded where an error was due");
}

async function until(holds) {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds()) && Date.now() < deadline) await sleep(10);
}

const chain = viem.defineChain({
    id: ready.chainId,
    name: "wepos-development",
    nativeCurrency: { name: "PoS Token", symbol: "PoS", decimals: 18 },
    rpcUrls: { default: { http: [ready.rpc] } },
    contracts: { multicall3: { address: MULTICALL } },
});
// No library polls faster than it has to: a block is final when its receipt is there.
const transport = viem.http(ready.rpc, { batch: true });
const reader = viem.createPublicClient({ chain, transport, pollingInterval: 50, cacheTime: 0 });
const wallet = viem.createWalletClient({ chain, transport, account: privateKeyToAccount(alice.privateKey) });
const token = { address: POS, abi };

// ethers keeps an answer for 250 ms, the next nonce among them: longer than a transaction takes here until it is final.
const options = { pollingInterval: 50, cacheTimeout: -1 };
const provider = () => new ethers.JsonRpcProvider(ready.rpc, ready.chainId, options);
const signer = (account) => new ethers.Wallet(account.privateKey, provider());

async function typedErrors() {
    const args = [bob.address, TOO_MUCH];
    const simulated = reader.simulateContract({ ...token, functionName: "transfer", args, account: alice.address });
    const error = (await failure(simulated)).walk((it) => it instanceof viem.ContractFunctionRevertedError);
    same("viem names the error", error.data.errorName, "ERC20InsufficientBalance");
    same("viem decodes what was needed", error.data.args[2], TOO_MUCH);

    const contract = new ethers.Contract(POS, abi, signer(alice));
    const refused = await failure(contract.transfer.staticCall(...args));
    same("ethers names the error", refused.revert?.name, "ERC20InsufficientBalance");
    same("ethers decodes what was needed", refused.revert?.args[2], TOO_MUCH);
}

async function viemScript() {
    const before = await reader.getBalance({ address: bob.address });
    const hash = await wallet.sendTransaction({ to: bob.address, value: COIN });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    same("viem sends", [receipt.status, receipt.effectiveGasPrice], ["success", 0n]);

    const call = { ...token, functionName: "transfer", args: [bob.address, COIN] };
    const { request, result } = await reader.simulateContract({ ...call, account: wallet.account });
    same("viem simulates", result, true);
    const written = await reader.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
    const [event] = viem.parseEventLogs({ abi, logs: written.logs, eventName: "Transfer" });
    same("viem writes, and reads the event", [event.args.to, event.args.value], [bob.address, COIN]);
    same("viem sees both", await reader.getBalance({ address: bob.address }), before + 2n * COIN);

    const fromBlock = receipt.blockNumber;
    const events = await reader.getContractEvents({ ...token, eventName: "Transfer", fromBlock });
    const hashes = events.map((it) => it.transactionHash);
    same("viem queries events", [hash, written.transactionHash].map((it) => hashes.includes(it)), [true, true]);

    const gas = 200_000n;
    const undone = await wallet.writeContract({ ...call, args: [bob.address, TOO_MUCH], gas });
    same("viem sees a revert", (await reader.waitForTransactionReceipt({ hash: undone })).status, "reverted");

    const numbers = await Promise.all([reader.getBlockNumber(), reader.getChainId(), reader.getGasPrice()]);
    same("viem asks in a batch", numbers.slice(1), [ready.chainId, 0n]);
    const contracts = ["name", "decimals", "totalSupply"].map((functionName) => ({ ...token, functionName }));
    const many = await reader.multicall({ contracts, allowFailure: false });
    same("viem reads with Multicall3", many, ["PoS Token", 18, 100_000_000n * COIN]);

    const prepared = await wallet.prepareTransactionRequest({ to: bob.address, value: 1n });
    const serializedTransaction = await wallet.signTransaction(prepared);
    const synced = await wallet.sendRawTransactionSync({ serializedTransaction });
    same("viem sends and gets the receipt at once", synced.status, "success");
}

async function ethersScript() {
    const from = signer(alice);
    const contract = new ethers.Contract(POS, abi, from);
    const before = await from.provider.getBalance(bob.address);
    const sent = await (await from.sendTransaction({ to: bob.address, value: COIN })).wait();
    same("ethers sends", [sent.status, sent.gasPrice], [1, 0n]);
    same("ethers simulates", await contract.transfer.staticCall(bob.address, COIN), true);
    const written = await (await contract.transfer(bob.address, COIN)).wait();
    const { args } = contract.interface.parseLog(written.logs[0]);
    same("ethers writes, and reads the event", [args[1], args[2]], [bob.address, COIN]);
    same("ethers sees both", await from.provider.getBalance(bob.address), before + 2n * COIN);

    const events = await contract.queryFilter("Transfer", sent.blockNumber);
    const hashes = events.map((it) => it.transactionHash);
    same("ethers queries events", [sent.hash, written.hash].map((it) => hashes.includes(it)), [true, true]);

    const overrides = { gasLimit: 200_000 };
    const undone = await contract.transfer(bob.address, TOO_MUCH, overrides);
    same("ethers sees a revert", (await failure(undone.wait())).receipt?.status, 0);
    const [network, fees] = await Promise.all([from.provider.getNetwork(), from.provider.getFeeData()]);
    same("ethers asks in a batch", [network.chainId, fees.gasPrice], [BigInt(ready.chainId), 0n]);
}

async function nonces() {
    const from = signer(alice);
    const first = await from.sendTransaction({ to: bob.address, value: 1n });
    await sleep(50);
    const second = await from.sendTransaction({ to: bob.address, value: 1n });
    const receipts = await Promise.all([first.wait(), second.wait()]);
    same("two sends 50 ms apart are both mined", receipts.map((it) => it.status), [1, 1]);

    const next = await from.getNonce("pending");
    // A fixed shuffle: 7 and 20 have no common divisor.
    const shuffled = Array.from({ length: 20 }, (_, index) => next + ((index * 7 + 19) % 20));
    const sends = shuffled.map((nonce) => from.sendTransaction({ to: bob.address, value: 1n, nonce }));
    const mined = await Promise.all((await Promise.all(sends)).map((it) => it.wait()));
    same("20 in any order are all mined", mined.every((it) => it.status === 1), true);
    same("the nonce counts them", await from.getNonce("latest"), next + 20);

    const ahead = from.sendTransaction({ to: bob.address, value: 1n, nonce: next + 1_020 });
    const refused = await failure(ahead);
    that("a gap of 1,000 is refused", refused.message.includes("nonce too high"), refused.message, "nonce too high");
}

/** A way to the node that can be cut. */
async function cuttable(address) {
    const { hostname, port } = new URL(address);
    const open = new Set();
    const server = net.createServer((client) => {
        const upstream = net.connect(Number(port), hostname);
        for (const socket of [client, upstream]) {
            open.add(socket);
            socket.on("error", () => {});
            socket.on("close", () => {
                open.delete(socket);
                client.destroy();
                upstream.destroy();
            });
        }
        client.pipe(upstream).pipe(client);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const cut = () => open.forEach((socket) => socket.destroy());
    return { url: `ws://127.0.0.1:${server.address().port}`, cut, close: () => (cut(), server.close()) };
}

/** Watches blocks and transfers to Bob until `stop`. */
function watch(client) {
    const seen = { blocks: [], values: [], errors: 0 };
    const onError = () => (seen.errors += 1);
    const stops = [
        client.watchBlockNumber({ onBlockNumber: (number) => seen.blocks.push(number), onError }),
        client.watchContractEvent({
            ...token,
            eventName: "Transfer",
            args: { to: bob.address },
            onLogs: (logs) => seen.values.push(...logs.map((log) => log.args.value)),
            onError,
        }),
    ];
    return { seen, stop: () => stops.forEach((it) => it()) };
}

/** Sends one transfer after the other, each in a block of its own; the blocks. */
async function transfers(values) {
    const blocks = [];
    let nonce = await reader.getTransactionCount({ address: alice.address, blockTag: "pending" });
    for (const value of values) {
        const fees = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, gas: 21_000n, type: "eip1559" };
        const request = { to: bob.address, value, nonce: nonce++, chainId: ready.chainId, ...fees };
        const serializedTransaction = await wallet.account.signTransaction(request);
        blocks.push((await wallet.sendRawTransactionSync({ serializedTransaction })).blockNumber);
    }
    return blocks;
}

const onceInOrder = (numbers) => numbers.every((number, index) => index === 0 || number === numbers[index - 1] + 1n);

async function watching() {
    const way = await cuttable(ready.ws);
    const client = viem.createPublicClient({
        chain,
        transport: viem.webSocket(way.url, { reconnect: { attempts: 20, delay: 100 } }),
    });
    for (const round of ["at first", "after a reconnect"]) {
        const { seen, stop } = watch(client);
        // A heartbeat is seen before anything is sent: both subscriptions are open by then.
        await until(() => seen.blocks.length > 0);
        await sleep(200);
        const values = Array.from({ length: Math.ceil(BLOCKS / 2) }, (_, index) => BigInt(index + 1));
        const blocks = await transfers(values);
        await until(() => seen.blocks.at(-1) >= blocks.at(-1) && seen.values.length >= values.length);
        same(`${round}, every event comes once and in order`, seen.values, values);
        that(`${round}, every block comes once and in order`, onceInOrder(seen.blocks), seen.blocks, "consecutive");
        const [newest, last] = [seen.blocks.at(-1), blocks.at(-1)];
        that(`${round}, the newest block comes`, newest >= last, newest, last);
        if (round === "at first") {
            way.cut();
            await until(() => seen.errors > 0);
            that("a cut is told", seen.errors > 0, seen.errors, "an error");
        }
        stop();
        // Until the library has opened its connection anew.
        await until(async () => (await client.getChainId().catch(() => 0)) === ready.chainId);
    }
    way.close();
}

const ITEMS = [
    [10, typedErrors],
    [20, viemScript],
    [20, ethersScript],
    [21, nonces],
    [19, watching],
];

for (const [number, check] of ITEMS) {
    item = number;
    const started = Date.now();
    try {
        await check();
    } catch (error) {
        // One item's surprise must not hide the others.
        that(`${check.name} runs to its end`, false, error.message, "no error");
        console.error(error);
    }
    console.error(`# ${number} ${check.name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
