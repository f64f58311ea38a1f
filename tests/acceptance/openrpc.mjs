// The document of all methods, by OpenRPC's own meta-schema and against a real node: that it is valid, that it is the
// one in the repository, and that a validator of JSON Schema finds the node's answers to be what it says. Called by
// openrpc.sh with a line of JSON: `{"rpc": URL}`. Prints `ok ...` or `not ok ...` for every check.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { default: Ajv } = require("ajv");
const { default: openRpcSchema } = require("@open-rpc/meta-schema");
const { default: jsonSchema } = require("@json-schema-tools/meta-schema");

const { rpc } = JSON.parse(process.argv[2]);
const stored = new URL("../../crates/node/generated/openrpc.json", import.meta.url);
const TOKEN = "0x0000000000000000000000000000000000001001";
const NOBODY = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const counts = { passed: 0, failed: 0 };

function that(what, holds, got = "") {
    counts[holds ? "passed" : "failed"] += 1;
    console.log(holds ? `ok ${what}` : `not ok ${what}: ${got}`);
}

async function ask(method, ...params) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(rpc, { method: "POST", headers: { "content-type": "application/json" }, body });
    return answer.json();
}

const { result: document } = await ask("rpc.discover");

// Its keywords are those of draft 7; ids with and without a fragment mean the same document.
const meta = new Ajv({ strict: false, allErrors: true, validateFormats: false, meta: false, validateSchema: false });
meta.addSchema({ ...jsonSchema, $schema: undefined }, "https://meta.json-schema.tools");
const isOpenRpc = meta.compile({ ...openRpcSchema, $schema: undefined });
that("the document is valid by OpenRPC's meta-schema", isOpenRpc(document), JSON.stringify(isOpenRpc.errors));
const broken = { ...document, methods: [{ ...document.methods[0], result: undefined, params: "none" }] };
that("a broken document is not", !isOpenRpc(broken));
const isSchema = meta.getSchema("https://meta.json-schema.tools");
for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (!isSchema(schema)) that(`${name} is a JSON schema`, false, JSON.stringify(isSchema.errors));
}

const names = (of) => of.methods.map((method) => method.name).join(" ");
const repository = JSON.parse(readFileSync(stored, "utf8"));
that("it has the methods of the document in the repository", names(document) === names(repository), names(document));

const answers = new Ajv({ strictSchema: true, strictTypes: false, strictRequired: false });
const absolute = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"wepos#/$defs/'));
answers.addSchema({ $id: "wepos", $defs: absolute(document.components.schemas) });
const methods = Object.fromEntries(
    document.methods.map((method) => [
        method.name,
        { ...method, check: answers.compile(absolute(method.result.schema)) },
    ]),
);

const latest = (await ask("eth_getBlockByNumber", "latest", false)).result;
const first = (await ask("eth_getBlockByNumber", "0x1", true)).result;
const inFirst = first.transactions[0].hash;
const call = { from: NOBODY, to: TOKEN, data: "0x313ce567" };
const filter = (await ask("eth_newFilter", { address: TOKEN, fromBlock: "0x1" })).result;
const blocks = (await ask("eth_newBlockFilter")).result;

/** Arguments that every node can answer, by method; those without any are called without. */
const examples = {
    web3_sha3: [["0x"]],
    eth_getBlockByNumber: [["latest", true], ["0x1", false], ["0xffffffff", false]],
    eth_getBlockByHash: [[latest.hash, true]],
    eth_getBlockReceipts: [["0x1"]],
    eth_getBlockTransactionCountByNumber: [["0x1"]],
    eth_getBlockTransactionCountByHash: [[first.hash]],
    eth_getUncleCountByBlockNumber: [["latest"]],
    eth_getUncleCountByBlockHash: [[latest.hash]],
    eth_getUncleByBlockNumberAndIndex: [["latest", "0x0"]],
    eth_getUncleByBlockHashAndIndex: [[latest.hash, "0x0"]],
    eth_getBalance: [[NOBODY, "latest"]],
    eth_getTransactionCount: [[NOBODY, "pending"]],
    eth_getCode: [[TOKEN, "latest"]],
    eth_getStorageAt: [[TOKEN, "0x0", "latest"]],
    eth_call: [[call, "latest"]],
    eth_estimateGas: [[call]],
    eth_createAccessList: [[call]],
    eth_fillTransaction: [[call], [{ ...call, gasPrice: "0x1" }]],
    eth_feeHistory: [["0x1", "latest", [25, 75]]],
    eth_getTransactionByHash: [[inFirst]],
    eth_getTransactionByBlockHashAndIndex: [[first.hash, "0x0"]],
    eth_getTransactionByBlockNumberAndIndex: [["0x1", "0x0"]],
    eth_getTransactionReceipt: [[inFirst]],
    eth_getLogs: [[{ fromBlock: "0x1", toBlock: "0x1" }]],
    eth_newFilter: [[{}]],
    eth_getFilterChanges: [[filter], [blocks]],
    eth_getFilterLogs: [[filter]],
    eth_uninstallFilter: [["0x1"]],
    wepos_getProof: [[NOBODY]],
    wepos_getCertificateChain: [[], [1]],
    wepos_getAccountHistory: [[NOBODY], [TOKEN, { order: "oldest", limit: 5 }]],
    wepos_getEvents: [[], [{ module: "token", limit: 5 }]],
    ots_hasCode: [[TOKEN, "latest"]],
    ots_getBlockDetails: [[1]],
    ots_getBlockDetailsByHash: [[first.hash]],
    ots_getBlockTransactions: [[1, 0, 25]],
    ots_getTransactionError: [[inFirst]],
    ots_getInternalOperations: [[inFirst]],
    ots_traceTransaction: [[inFirst]],
    ots_getContractCreator: [[TOKEN]],
    ots_searchTransactionsBefore: [[TOKEN, 0, 25]],
    ots_searchTransactionsAfter: [[TOKEN, 0, 25]],
    ots_getTransactionBySenderAndNonce: [[NOBODY, 0]],
    erigon_getHeaderByNumber: [[1]],
    wepos_clock: [["status"]],
    wepos_getAccountHistory: [[TOKEN]],
};
// They need a signed transaction or change the network's time; checklist.py sends the former.
const acts = ["eth_sendRawTransaction", "eth_sendRawTransactionSync", "evm_"];

let checked = 0;
for (const [name, method] of Object.entries(methods)) {
    if (method["x-place"] === "websocket" || acts.some((beginning) => name.startsWith(beginning))) continue;
    const wanted = method.params.some((param) => param.required);
    if (wanted && !examples[name]) {
        that(`${name} has an example here`, false, JSON.stringify(method.params));
        continue;
    }
    for (const params of examples[name] ?? [[]]) {
        const answer = await ask(name, ...params);
        // A network that is not for development refuses its methods.
        if (method["x-place"] === "development" && answer.error?.code === -32601) continue;
        checked += 1;
        if (answer.error) that(`${name} answers`, false, JSON.stringify(answer.error));
        else if (!method.check(answer.result)) {
            that(`${name} answers as the document says`, false, JSON.stringify(method.check.errors));
        }
    }
}
that(`${checked} answers are what the document says`, checked > 50 && counts.failed === 0, checked);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
