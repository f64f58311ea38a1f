"""The checklist: what wallets and tools need of a node, tried with `cast` and by hand.

Called with one line of JSON: `{"rpc": URL, "accounts": [{"role", "address", "privateKey"}, ...]}`, as `wepos dev --json`
prints it. Any node of a development network will do, a validator or a follower. Prints `ok N ...`, or `not ok N ...:
got ... want ...`, for every check, N being the item of the checklist, `skip N ...` for what a network without a movable
clock cannot show, and ends with the counts.
"""

import json
import os
import re
import subprocess
import sys
import time
import traceback

from clients import Cast, Rpc
from ethereum import keccak, sign_dynamic, sign_unprotected, with_high_s

POS = "0x0000000000000000000000000000000000001001"
EMISSION = "0x0000000000000000000000000000000000001002"
MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11"
STRANGER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
COIN = 10**18
SUPPLY = 100_000_000 * COIN
BLOCK_GAS = 30_000_000
EMPTY_LIST_HASH = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"
TRANSFER_TOPIC = "0x" + keccak(b"Transfer(address,address,uint256)").hex()
TRANSFER = "Transfer(address,address,uint256)"
BALANCE = "balanceOf(address)(uint256)"
MOVE = "transfer(address,uint256)(bool)"

# Transfers of item 24. More than 10,000, so that item 18 finds more events than one answer may have.
TRANSFERS = int(os.environ.get("WEPOS_CHECKLIST_TRANSFERS", "10400"))
SENDERS = 8
BATCH = 100


class Checks:
    """Counts, and says, what holds."""

    def __init__(self):
        self.item, self.passed, self.failed = 0, 0, 0

    def same(self, what, got, want):
        self.that(what, got == want, got, want)

    def that(self, what, holds, got="", want="true"):
        if holds:
            self.passed += 1
            print(f"ok {self.item} {what}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {self.item} {what}: got {got!r} want {want!r}", flush=True)

    def says(self, what, text, *words):
        """`text` contains every one of `words`."""
        self.that(what, all(word in text for word in words), text, words)


def topic(address):
    return "0x" + address[2:].lower().rjust(64, "0")


def bloom_has(bloom, item):
    digest, bits = keccak(bytes.fromhex(item[2:])), int(bloom, 16)
    return all(bits >> (int.from_bytes(digest[at : at + 2], "big") & 2047) & 1 for at in (0, 2, 4))


class Checklist:
    def __init__(self, ready, program):
        self.ready, self.checks = ready, Checks()
        self.rpc, self.cast = Rpc(ready["rpc"]), Cast(program, ready["rpc"])
        self.status = self.rpc("wepos_status")
        self.chain_id = self.status["chainId"]
        self.clock = self.status["clock"]["adjustable"]
        self.accounts = {account["role"]: account for account in ready["accounts"]}
        self.alice, self.bob = self.accounts["alice"], self.accounts["bob"]
        self.key = self.alice["privateKey"]
        self.program = os.environ["WEPOS_BIN"]

    def run(self):
        only = os.environ.get("WEPOS_CHECKLIST_ITEMS", "").split()
        for item, check in ITEMS:
            if only and str(item) not in only:
                continue
            self.checks.item = item
            started = time.monotonic()
            try:
                check(self)
            except Exception as error:  # one item's surprise must not hide the others
                self.checks.that(f"{check.__name__} runs to its end", False, str(error), "no error")
                traceback.print_exc()
            print(f"# {item}: {time.monotonic() - started:.1f} s", file=sys.stderr)
        print(f"{self.checks.passed} passed, {self.checks.failed} failed")
        return self.checks.failed == 0

    def balance(self, account, block="latest"):
        return self.rpc.number("eth_getBalance", account["address"], block)

    def nonce(self, account, block="latest"):
        return self.rpc.number("eth_getTransactionCount", account["address"], block)

    def height(self):
        return self.rpc.number("eth_blockNumber")

    def mine_to(self, height):
        """Waits for blocks; makes them by `evm_mine`, or by transfers of nothing where time goes by itself."""
        ticker = self.accounts["mediaX"]
        while self.height() < height:
            if self.clock:
                self.rpc("evm_mine")
            else:
                self.sync(ticker, bytes.fromhex(STRANGER[2:]), 0)

    def sync(self, account, to, value, data=b"", gas=100_000):
        """Sends a transaction of a ready account and returns its receipt."""
        key = int(account["privateKey"], 16)
        raw = sign_dynamic(key, self.chain_id, self.nonce(account, "pending"), to, value, data, gas=gas)
        return self.rpc("eth_sendRawTransactionSync", "0x" + raw.hex())

    def act(self, key, *arguments):
        """What `wepos send` says of a transaction that succeeded."""
        command = [self.program, "send", *map(str, arguments), "--key", key, "--rpc", self.ready["rpc"], "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise AssertionError(f"wepos send {arguments[:2]}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def supply_parts(self):
        signature = "supply()(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
        return [int(line.split()[0]) for line in self.cast("call", EMISSION, signature).splitlines()]

    # Item 1
    def names(self):
        same = self.checks.same
        same("cast chain-id is the announced chain id", self.cast.number("chain-id"), self.chain_id)
        same("the status names it", self.ready.get("chainId", self.chain_id), self.chain_id)
        version = json.loads(self.cast("rpc", "net_version"))
        same("net_version is the chain id in decimal", version, str(self.chain_id))
        self.checks.that("the chain id suits hardware wallets", self.chain_id < 2**31, self.chain_id, "< 2^31")
        self.checks.says("cast client names us", self.cast("client"), "wepos/v")
        same("eth_accounts is empty", self.rpc("eth_accounts"), [])
        same("eth_syncing is false", self.rpc("eth_syncing"), False)
        same("net_listening is true", self.rpc("net_listening"), True)

    # Item 2
    def prices(self):
        same = self.checks.same
        same("cast gas-price is 0", self.cast("gas-price"), "0")
        same("cast base-fee is 0", self.cast("base-fee"), "0")
        same("the newest block has a base fee of 0", self.cast("block", "latest", "-f", "baseFeePerGas"), "0")
        same("eth_gasPrice is 0x0", self.rpc("eth_gasPrice"), "0x0")
        same("eth_maxPriorityFeePerGas is 0x0", self.rpc("eth_maxPriorityFeePerGas"), "0x0")

    # Item 3
    def fee_history(self):
        self.mine_to(6)
        history = json.loads(self.cast("rpc", "eth_feeHistory", "0x5", "latest", "[25,75]"))
        same = self.checks.same
        same("fee history has 6 base fees, all zero", history.get("baseFeePerGas"), ["0x0"] * 6)
        same("fee history has 5 gas ratios", len(history.get("gasUsedRatio", [])), 5)
        same("fee history has 5 times 2 rewards", history.get("reward"), [["0x0", "0x0"]] * 5)
        same("oldestBlock is five blocks back", int(history["oldestBlock"], 16) > 0, True)

    # Item 4
    def plain_send(self):
        same, before = self.checks.same, self.balance(self.alice)
        had = self.rpc.number("eth_getBalance", STRANGER, "latest")
        receipt = self.cast.send(self.key, STRANGER, "--value", "1ether")
        same("cast send without flags succeeds", receipt["status"], "0x1")
        same("it is of type 2", receipt["type"], "0x2")
        same("its effective gas price is 0", receipt["effectiveGasPrice"], "0x0")
        gas = int(receipt["gasUsed"], 16)
        self.checks.that("it uses at most 21000 gas", gas <= 21_000, gas, "<= 21000")
        same("the sender has exactly 1 PoS less", before - self.balance(self.alice), COIN)
        has = self.rpc.number("eth_getBalance", STRANGER, "latest")
        same("the receiver has it", has - had, COIN)

    # Item 5
    def other_sends(self):
        kinds = [
            ("--legacy", ["--legacy"], "0x0"),
            ("--access-list", ["--legacy", "--access-list", "[]"], "0x1"),
            ("--sync", ["--sync"], "0x2"),
            ("fees", ["--gas-price", "5gwei", "--priority-gas-price", "1gwei"], "0x2"),
        ]
        for name, flags, kind in kinds:
            before = self.balance(self.alice)
            receipt = self.cast.send(self.key, STRANGER, "--value", "1ether", *flags)
            got = (receipt["status"], receipt["type"], receipt["effectiveGasPrice"])
            self.checks.same(f"cast send with {name} succeeds", got, ("0x1", kind, "0x0"))
            spent = before - self.balance(self.alice)
            self.checks.same(f"cast send with {name} costs exactly its value", spent, COIN)

    def campaign(self, seconds):
        """Opens a campaign for some time; its number and its end."""
        role = lambda name: self.accounts[name]["privateKey"]
        number = lambda answer, name: next(
            int(event["fields"][name]) for event in answer["events"] if name in event["fields"]
        )
        status = self.rpc("wepos_status")
        opens, closes = status["calendar"]["monthStartsMs"] // 1000, status["block"]["timeMs"] // 1000 + seconds
        # Decided by reviewers: no key, no commitment, not recurring, no nominations, no scores.
        reviewed = f"0,0x{'0' * 40},0x{'0' * 64},0,0,false,0,0"
        terms = f"(6,{status['calendar']['stage']['index']},10,{opens},{closes},1,1,10000,{reviewed})"
        texts = '("短活动","Short call","很快结束。","It ends soon.")'
        campaign = number(self.act(role("nodeA"), "campaigns", "propose", terms, texts, "[]"), "campaign")
        encoded = [self.program, "send", "campaigns", "approve", str(campaign), "--encode", "--json"]
        done = subprocess.run([*encoded, "--rpc", self.ready["rpc"]], capture_output=True, text=True, check=True)
        call = json.loads(done.stdout)["data"]
        why = ("值得。", "It is worth it.")
        proposal = number(self.act(role("dev1"), "committee", "propose", "campaigns", call, *why), "id")
        self.act(role("sorosreport"), "committee", "approve", proposal, *why)
        return campaign, closes

    # Item 6
    def newcomer(self):
        # The one of item 11 comes first: by the time of that item, it has ended by itself.
        self.short = self.campaign(25)
        campaign, _ = self.campaign(3600)
        # A key of its own for each run, since it is new only once.
        key = "0x" + keccak(f"newcomer {time.time_ns()}".encode()).hex()
        address = self.cast("wallet", "address", "--private-key", key, offline=True)
        self.checks.same("the newcomer has nothing", self.cast.number("balance", address), 0)
        receipt = self.cast.send(key, *self.submission(campaign))
        self.checks.same("an account without balance takes part in a campaign", receipt["status"], "0x1")
        same, nonce = self.checks.same, self.rpc.number("eth_getTransactionCount", address, "latest")
        same("its nonce counts", nonce, 1)

    def submission(self, campaign):
        module = next(m for m in self.rpc("wepos_modules")["modules"] if m["name"] == "campaigns")["address"]
        return [module, "submit(uint64,string)", campaign, "https://example.org/newcomer"]

    # Item 11
    def closed(self):
        same, (campaign, closes) = self.checks.same, self.short
        submit = self.submission(campaign)
        while self.rpc("wepos_status")["block"]["timeMs"] < closes * 1000:
            self.mine_to(self.height() + 1)
            time.sleep(0.1)
        bob = self.bob["address"]
        text = self.cast.failure("call", "--from", bob, *submit)
        self.checks.says("a call to a closed campaign says so", text.lower(), "execution reverted", "took submissions")
        data = self.cast("calldata", "submit(uint64,string)", *submit[2:])
        request = {"from": bob, "to": submit[0], "data": data}
        call, estimate = (self.rpc.failure(method, request) for method in ("eth_call", "eth_estimateGas"))
        same("its code is 3", call.code, 3)
        same("the estimate has the same data", (estimate.message, estimate.data), (call.message, call.data))
        text = self.cast.failure("estimate", "--from", bob, *submit)
        self.checks.says("cast estimate says the same", text.lower(), "took submissions")

    # Item 25
    def flood(self):
        same, to = self.checks.same, bytes.fromhex(STRANGER[2:])
        flooder = self.accounts["meetup"]
        key, refused, landed = int(flooder["privateKey"], 16), [], []
        for _ in range(4):
            nonces = range((first := self.nonce(flooder, "pending")), first + BATCH)
            raw = [sign_dynamic(key, self.chain_id, nonce, to, 0, gas=21_000) for nonce in nonces]
            answers = self.rpc.batch([("eth_sendRawTransaction", "0x" + it.hex()) for it in raw])
            refused += [answer["error"]["message"] for answer in answers if "error" in answer]
            before = self.height()
            receipt = self.sync(self.alice, to, 1)
            landed.append(int(receipt["blockNumber"], 16) - before)
        self.checks.that("a flood of one sender meets a bound", bool(refused), len(refused), "refusals")
        known = ("too many pending", "nonce too high")
        other = [text for text in refused if not any(words in text for words in known)]
        same("every refusal says which", other[:3], [])
        self.checks.that("another member's transactions land within 2 blocks", max(landed) <= 2, landed, "<= 2")
        fresh = [int.from_bytes(keccak(f"{time.time_ns()} {step}".encode())) % 2**255 for step in range(BATCH)]
        raw = [sign_dynamic(secret, self.chain_id, 0, to, 0) for secret in fresh]
        answers = self.rpc.batch([("eth_sendRawTransaction", "0x" + it.hex()) for it in raw])
        texts = {answer.get("error", {}).get("message", "")[:19] for answer in answers}
        same("a flood of new addresses reaches nothing but what is open to them", texts, {"this account is new"})

    # Item 7
    def one_balance(self):
        same, start = self.checks.same, self.height() + 1
        address, bob = self.alice["address"], self.bob["address"]
        for name, send in [
            ("native", [bob, "--value", "2ether"]),
            ("ERC-20", [POS, MOVE, bob, str(3 * COIN)]),
        ]:
            before = self.balance(self.bob)
            receipt = self.cast.send(self.key, *send)
            native, token = self.cast.number("balance", address), self.cast.number("call", POS, BALANCE, address)
            same(f"native and token balance are one after a {name} transfer", native, token)
            amount = 2 * COIN if name == "native" else 3 * COIN
            same(f"a {name} transfer arrives", self.balance(self.bob) - before, amount)
            log = receipt["logs"][0]
            want = [TRANSFER_TOPIC, topic(address), topic(bob)]
            same(f"a {name} transfer emits Transfer", (log["address"].lower(), log["topics"]), (POS, want))
            same(f"its event of a {name} transfer has the amount", int(log["data"], 16), amount)
        logs = self.cast.json("logs", "--from-block", start, "--address", POS, TRANSFER)
        same("cast logs finds both", len(logs), 2)

    # Item 8
    def token(self):
        same, token = self.checks.same, lambda *rest: self.cast("erc20-token", *rest).split()[0].strip('"')
        alice, bob = self.alice["address"], self.bob["address"]
        self.checks.says("erc20-token name", self.cast("erc20-token", "name", POS), "PoS")
        same("erc20-token symbol", token("symbol", POS), "PoS")
        same("erc20-token decimals", token("decimals", POS), "18")
        same("erc20-token total-supply", int(token("total-supply", POS)), SUPPLY)
        same("erc20-token balance", int(token("balance", POS, alice)), self.balance(self.alice))
        before = self.balance(self.bob)
        self.cast("erc20-token", "transfer", POS, bob, COIN, "--private-key", self.key)
        same("erc20-token transfer", self.balance(self.bob) - before, COIN)
        self.cast("erc20-token", "approve", POS, bob, 7 * COIN, "--private-key", self.key)
        same("erc20-token approve and allowance", int(token("allowance", POS, alice, bob)), 7 * COIN)
        supports = "supportsInterface(bytes4)(bool)"
        for name, identifier, want in [
            ("ERC-165", "0x01ffc9a7", "true"),
            ("ERC-20", "0x36372b07", "true"),
            ("the invalid interface", "0xffffffff", "false"),
            ("ERC-721", "0x80ac58cd", "false"),
            ("ERC-1155", "0xd9b67a26", "false"),
        ]:
            same(f"supportsInterface of {name}", self.cast("call", POS, supports, identifier), want)

    # Item 9
    def code(self):
        same = self.checks.same
        modules = self.rpc("wepos_modules")["modules"]
        addresses = {module["address"] for module in modules}
        self.checks.that("wepos_modules names the token", any(POS == a.lower() for a in addresses), addresses, POS)
        for address in sorted(addresses | {POS, EMISSION, MULTICALL}):
            self.checks.that(f"{address} has code", self.cast("code", address) != "0x", "0x", "code")
        for address in [self.alice["address"], STRANGER]:
            same(f"{address} has no code", self.cast("code", address), "0x")
        self.checks.says(
            "cast call of an unknown function reverts",
            self.cast.failure("call", POS, "0xdeadbeef"),
            "execution reverted",
        )
        failure = self.rpc.failure("eth_call", {"to": POS, "data": "0xdeadbeef"}, "latest")
        same("its error has no data", (failure.code, failure.data), (3, "0x"))

    # Item 10
    def typed_errors(self):
        same, alice, bob = self.checks.same, self.alice["address"], self.bob["address"]
        text = self.cast.failure("call", "--from", alice, POS, MOVE, bob, 10**30)
        self.checks.says("cast call of an overdraft says why", text, "execution reverted")
        data = self.cast("calldata", "transfer(address,uint256)", bob, 10**30)
        request = {"from": alice, "to": POS, "data": data}
        call = self.rpc.failure("eth_call", request, "latest")
        same("its code is 3", call.code, 3)
        self.checks.that("its data is ERC20InsufficientBalance", (call.data or "")[:10] == "0xe450d38c", call.data)
        self.checks.that("its text is for people", call.message.startswith("execution reverted: "), call.message)
        estimate = self.rpc.failure("eth_estimateGas", request)
        same(
            "eth_estimateGas gives the same error",
            (estimate.code, estimate.message, estimate.data),
            (call.code, call.message, call.data),
        )

    # Item 12
    def reverting_transaction(self):
        same, bob = self.checks.same, self.bob["address"]
        before = (self.balance(self.alice), self.balance(self.bob), self.nonce(self.alice))
        receipt = self.cast.send(self.key, "--gas-limit", 200_000, POS, MOVE, bob, 10**30)
        same("a reverting transaction has status 0", receipt["status"], "0x0")
        same("it has no events", receipt["logs"], [])
        after = (self.balance(self.alice), self.balance(self.bob), self.nonce(self.alice) - 1)
        same("balances are unchanged and the nonce is used", after, before)

    # Item 13
    def refusals(self):
        same, rpc = self.checks.same, self.rpc
        key, to = int(self.key, 16), bytes.fromhex(STRANGER[2:])
        nonce, start = self.nonce(self.alice), self.height()
        good = sign_dynamic(key, self.chain_id, nonce, to, COIN, gas=21_000)
        offline = ["--private-key", self.key, "--gas-limit", 21_000, "--gas-price", 0, "--priority-gas-price", 0]
        foreign = self.cast(
            "mktx", STRANGER, "--value", 1, "--chain", 5, "--nonce", nonce, *offline, offline=True
        )
        text = self.cast.failure("publish", foreign)
        self.checks.says("another chain's transaction, by cast publish", text, "invalid chain id")
        refused = {
            "pre-EIP-155": (sign_unprotected(key, nonce, to, COIN), "replay-protected"),
            "type 3": (b"\x03" + good[1:], "type 3"),
            "type 4": (b"\x04" + good[1:], "type 4"),
            "type 0x7e": (b"\x7e" + good[1:], "type not supported"),
            "high s": (with_high_s(good), "invalid sender"),
            "trailing byte": (good + b"\x00", "rlp"),
            "cut off": (good[:-1], "rlp"),
            "garbage": (bytes(range(0xF8, 0x100)) * 9, "rlp"),
            "no bytes": (b"", "empty"),
            "oversize": (b"\x02" + bytes(128 * 1024), "oversized data"),
            "old nonce": (sign_dynamic(key, self.chain_id, 0, to, COIN), "nonce too low: next nonce"),
            "deep nonce gap": (sign_dynamic(key, self.chain_id, nonce + 1000, to, COIN), "nonce too high"),
            "gas over the block's": (
                sign_dynamic(key, self.chain_id, nonce, to, COIN, gas=BLOCK_GAS + 1),
                "exceeds block gas limit",
            ),
            "gas below the least": (
                sign_dynamic(key, self.chain_id, nonce, to, COIN, gas=20_999),
                "intrinsic gas too low",
            ),
            "more than the balance": (
                sign_dynamic(key, self.chain_id, nonce, to, 20_000 * COIN),
                "insufficient funds",
            ),
            "more than the supply": (sign_dynamic(key, self.chain_id, nonce, to, 2**200), "insufficient funds"),
            "contract creation": (sign_dynamic(key, self.chain_id, nonce, b"", 0, b"\x00"), "contract creation"),
        }
        texts = {}
        for name, (raw, words) in refused.items():
            failure = rpc.refusal(raw)
            texts[name] = failure.message
            self.checks.says(f"{name} is refused", failure.message, words)
            self.checks.that(f"{name} has a server error's code", failure.code in (-32000, -32602), failure.code)
        # What a wallet tells apart by text.
        apart = ["pre-EIP-155", "type 3", "type 4", "high s", "trailing byte", "old nonce", "gas over the block's"]
        same("their texts differ", len({texts[name] for name in apart}), len(apart))
        self.mine_to(self.height() + 1)
        same("none of them used the nonce", self.nonce(self.alice), nonce)
        blocks = [rpc("eth_getBlockByNumber", hex(n), False) for n in range(start + 1, self.height() + 1)]
        seen = {entry for block in blocks for entry in block["transactions"]}
        sent = {"0x" + keccak(raw).hex() for raw, _ in refused.values()}
        same("none of them reached a block", seen & sent, set())
        mined = {rpc("eth_getTransactionByHash", "0x" + keccak(raw).hex()) for raw, _ in refused.values()}
        same("none of them is known", mined, {None})
        newcomer = rpc.refusal(sign_dynamic(0x1234567, self.chain_id, 0, to, 0))
        self.checks.says("newcomers are told what they may do", newcomer.message, "this account is new")

        # It waits for the nonce before it, so that it is still there when it comes again.
        meetup = self.accounts["meetup"]
        key, nonce = int(meetup["privateKey"], 16), self.nonce(meetup)
        second = sign_dynamic(key, self.chain_id, nonce + 1, to, COIN)
        rpc.send(second)
        text = self.cast.failure("publish", "0x" + second.hex())
        self.checks.says("the same bytes again", text, "already known")
        pending = rpc.number("eth_getTransactionCount", meetup["address"], "pending")
        first = sign_dynamic(key, self.chain_id, nonce, to, COIN)
        receipt = rpc("eth_sendRawTransactionSync", "0x" + first.hex())
        same("the transaction before it lands", receipt["status"], "0x1")
        self.wait_for_receipt("0x" + keccak(second).hex())
        same("and then the one that waited", self.nonce(meetup), nonce + 2)
        same("a nonce that waits for another is not counted as pending", pending, nonce)

    def wait_for_receipt(self, transaction, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            receipt = self.rpc("eth_getTransactionReceipt", transaction)
            if receipt:
                return receipt
            time.sleep(0.02)
        raise AssertionError(f"{transaction} has no receipt after {seconds} s")

    # Item 14
    def fields(self):
        same, cast = self.checks.same, self.cast
        sends = [
            ("type 2", [], "0x2"),
            ("type 1", ["--legacy", "--access-list", "[]"], "0x1"),
            ("type 0", ["--legacy", "--gas-price", "3gwei"], "0x0"),
        ]
        for name, flags, kind in sends:
            receipt = cast.send(self.key, STRANGER, "--value", "1ether", *flags)
            transaction = receipt["transactionHash"]
            shown = cast.json("tx", transaction)
            got = (shown["from"].lower(), shown["hash"], shown["type"])
            same(f"cast tx of {name}", got, (self.alice["address"].lower(), transaction, kind))
            raw = cast("tx", transaction, "--raw")
            same(f"the fields of {name} rebuild the signed bytes", cast("keccak", raw), transaction)
            same(f"cast receipt of {name}", cast.json("receipt", transaction)["blockHash"], receipt["blockHash"])
            block = cast.json("block", int(receipt["blockNumber"], 16), "--full")
            hashes = [entry["hash"] for entry in block["transactions"]]
            same(f"cast block --full has {name}", transaction in hashes, True)
            for where, bloom in [("receipt", receipt["logsBloom"]), ("block", block["logsBloom"])]:
                holds = all(bloom_has(bloom, item) for item in [POS, TRANSFER_TOPIC, topic(STRANGER)])
                same(f"the {where}'s bloom of {name} has the event", holds, True)
        block = self.rpc("eth_getBlockByHash", receipt["blockHash"], False)
        want = {"logsBloom": 256, "nonce": 8, "mixHash": 32, "sha3Uncles": 32, "stateRoot": 32}
        widths = {name: (len(block[name]) - 2) // 2 for name in want}
        same("fields of a block have Ethereum's widths", widths, want)
        uncles = (block["sha3Uncles"], block["uncles"], block["difficulty"])
        same("a block has no uncles", uncles, (EMPTY_LIST_HASH, [], "0x0"))
        by_number = self.rpc("eth_getBlockByNumber", block["number"], False)
        same("a block is the same by number and by hash", by_number, block)
        receipts = self.rpc("eth_getBlockReceipts", block["number"])
        single = self.rpc("eth_getTransactionReceipt", transaction)
        same("eth_getBlockReceipts agrees with the single receipt", single in receipts, True)
        for name in ["logIndex", "blockHash", "transactionHash", "removed", "blockTimestamp"]:
            same(f"an event has {name}", name in single["logs"][0], True)
        same("an unknown transaction is null", self.rpc("eth_getTransactionByHash", "0x" + "11" * 32), None)

    # Item 15
    def batches(self):
        same, rpc = self.checks.same, self.rpc
        answers = rpc.batch([("eth_chainId",), ("eth_noSuchThing",), ("eth_blockNumber",)])
        same("a batch is answered in order", [answer["id"] for answer in answers], [0, 1, 2])
        same("the first has its result", answers[0].get("result"), hex(self.chain_id))
        same("the unknown method has code -32601", answers[1].get("error", {}).get("code"), -32601)
        same("the third has its result", "result" in answers[2], True)
        bomb = rpc.batch([("eth_chainId",)] * 1000)
        same("1000 items get one error", isinstance(bomb, dict) and "error" in bomb, True)
        self.checks.says("it says what is allowed", json.dumps(bomb), "batch too large", "100")
        same("an empty batch is one error", "error" in rpc.post([]), True)
        for method in ["eth_sendTransaction", "eth_sign", "personal_sign", "eth_getProof", "debug_traceTransaction"]:
            same(f"{method} is refused at once", rpc.failure(method, []).code, -32601)
        curl = lambda *rest: subprocess.run(
            ["curl", "-sS", "-i", "-m", "10", "-H", "Origin: https://x", *rest, self.ready["rpc"]],
            capture_output=True, text=True, check=True,
        ).stdout.lower()
        asked = ["-H", "Access-Control-Request-Method: POST", "-H", "Access-Control-Request-Headers: content-type"]
        preflight = curl("-X", "OPTIONS", *asked)
        same("a preflight request succeeds", bool(re.match(r"http/1\.1 2\d\d", preflight)), True)
        self.checks.says("it allows every origin", preflight, "access-control-allow-origin: *")
        self.checks.that(
            "it allows content-type",
            bool(re.search(r"access-control-allow-headers:.*content-type", preflight)), preflight, "content-type",
        )
        for name, rest in [
            ("an answer", ["-d", '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}']),
            ("what is not JSON", ["-d", "{"]),
            ("a wrong HTTP method", ["-X", "DELETE"]),
        ]:
            self.checks.says(f"{name} allows every origin", curl(*rest), "access-control-allow-origin: *")
        garbage = rpc.post("nonsense")
        same("what is no request has code -32600", garbage.get("error", {}).get("code"), -32600)

    # Item 16
    def data_and_input(self):
        both = lambda data, given: json.dumps([{"to": POS, "data": data, "input": given}, "latest"])
        answer = json.loads(self.cast("rpc", "eth_call", both("0x313ce567", "0x313ce567"), "--raw"))
        self.checks.same("data and input may be given together", int(answer, 16), 18)
        failure = self.rpc.failure("eth_call", *json.loads(both("0x313ce567", "0x06fdde03")))
        self.checks.same("they must be equal", failure.code, -32602)

    # Item 17
    def history(self):
        same, alice = self.checks.same, self.alice["address"]
        values = lambda *block: (
            self.cast.number("balance", alice, *block),
            self.cast.number("nonce", alice, *block),
            self.cast.number("call", POS, BALANCE, alice, *block),
        )
        before, height = values(), self.height()
        for _ in range(3):
            self.cast.send(self.key, "--sync", STRANGER, "--value", "1ether")
        after = values()
        self.mine_to(height + 60)
        same("balance, nonce and call of 60 blocks ago", values("--block", height), before)
        same("the newest values are others", values() == after and after != before, True)
        block = self.rpc("eth_getBlockByNumber", hex(height), False)["hash"]
        same("the same by block hash", self.balance(self.alice, {"blockHash": block}), before[0])
        future = self.rpc.failure("eth_getBalance", alice, hex(10**9))
        self.checks.says("a future height is an error", future.message, "does not exist yet")

    # Item 17, last, because the past is gone after it
    def pruned_history(self):
        if not self.clock:
            print("skip 17 a pruned height: the clock of this network cannot be moved")
            return
        height, alice = self.height(), self.alice["address"]
        # The state of ten minutes is kept, and of 512 blocks whatever their age: 550 steps of ten minutes leave both behind.
        self.rpc("evm_increaseTime", 550 * 600)
        deadline = time.monotonic() + 120
        while self.rpc("eth_syncing") is not False and time.monotonic() < deadline:
            time.sleep(0.05)
        self.mine_to(height + 5)
        text = self.cast.failure("balance", alice, "--block", height - 10)
        self.checks.says("a pruned height is an error", text, "not available")
        failure = self.rpc.failure("eth_call", {"to": POS, "data": "0x313ce567"}, hex(height - 10))
        self.checks.says("so it is for eth_call", failure.message, "not available", "recent blocks")

    # Item 18
    def logs(self):
        same, rpc, alice = self.checks.same, self.rpc, self.alice["address"]
        receipt = self.cast.send(self.key, STRANGER, "--value", "1ether")
        number, block = receipt["blockNumber"], receipt["blockHash"]
        ask = lambda **rest: rpc("eth_getLogs", {"address": POS, **rest})
        found = ask(blockHash=block)
        same("by blockHash", [log["transactionHash"] for log in found], [receipt["transactionHash"]])
        here = {"fromBlock": number, "toBlock": number}
        same("topics with null", len(ask(topics=[None, topic(alice)], **here)), 1)
        same("topics with null that do not match", len(ask(topics=[None, topic(STRANGER)], **here)), 0)
        either = [TRANSFER_TOPIC, None, [topic(self.bob["address"]), topic(STRANGER)]]
        same("topics with alternatives", len(ask(topics=either, **here)), 1)
        same("several addresses", len(ask(**{"address": [EMISSION, POS]}, **here)), 1)
        beyond = ask(fromBlock=number, toBlock=hex(10**9))
        same("toBlock beyond the head is no error", len(beyond), 1)
        rows = self.cast.json("logs", "--from-block", int(number, 16), "--address", POS, TRANSFER, alice)
        rows = [row["transactionHash"] for row in rows]
        same("cast logs with an indexed argument", rows, [receipt["transactionHash"]])
        mixed = rpc.failure("eth_getLogs", {"blockHash": block, "fromBlock": "0x1"})
        same("blockHash and a range exclude each other", mixed.code, -32602)
        if TRANSFERS > 10_000:
            failure = rpc.failure("eth_getLogs", {"address": POS, "fromBlock": "0x0", "toBlock": "latest"})
            same("more than 10000 results have code -32005", failure.code, -32005)
            found = re.search(r"10000 results.*\[(0x[0-9a-f]+), (0x[0-9a-f]+)\]", failure.message)
            self.checks.that("it suggests a range", bool(found), failure.message)
            part = ask(fromBlock=found[1], toBlock=found[2])
            self.checks.that("the suggested range is answered", 0 < len(part) <= 10_000, len(part))

    # Item 24
    def load(self):
        same, rpc = self.checks.same, self.rpc
        busy = ("alice", "bob", "meetup")
        senders = [account for role, account in self.accounts.items() if role not in busy][:SENDERS]
        same("there are 8 senders", len(senders), SENDERS)
        target = "0x00000000000000000000000000000000000a11ce"
        first = senders[0]
        self.cast.send(first["privateKey"], "--sync", target, "--value", "1ether")
        each = TRANSFERS // SENDERS
        nonces = [self.nonce(sender) for sender in senders]
        before = [self.balance(sender) for sender in senders] + [rpc.number("eth_getBalance", target, "latest")]
        to, token = bytes.fromhex(target[2:]), bytes.fromhex(POS[2:])
        data = bytes.fromhex("a9059cbb") + to.rjust(32, b"\0") + (10**15).to_bytes(32, "big")
        raw = []
        for step in range(each):
            for sender, nonce in zip(senders, nonces):
                key = int(sender["privateKey"], 16)
                # Native and token transfers in turn.
                arguments = (to, 10**15) if step % 2 else (token, 0, data)
                raw.append("0x" + sign_dynamic(key, self.chain_id, nonce + step, *arguments).hex())
        started, errors, waited = time.monotonic(), [], 0
        for at in range(0, len(raw), BATCH):
            calls = [("eth_sendRawTransaction", entry) for entry in raw[at : at + BATCH]]
            while calls:
                answers = rpc.batch(calls)
                failed = [(call, answer["error"]) for call, answer in zip(calls, answers) if "error" in answer]
                # A full pool says so, and takes the same bytes when there is room again.
                full = [call for call, error in failed if error["code"] == -32005 or "too many" in error["message"]]
                errors += [error for call, error in failed if call not in full]
                calls, waited = full, waited + len(full)
                if full:
                    time.sleep(0.05)
        wanted = [nonce + each for nonce in nonces]
        deadline = time.monotonic() + 60
        while [self.nonce(sender) for sender in senders] != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        seconds = time.monotonic() - started
        same("no transfer is refused", errors[:3], [])
        same("every sender's nonce is exact", [self.nonce(sender) for sender in senders], wanted)
        after = [self.balance(sender) for sender in senders] + [rpc.number("eth_getBalance", target, "latest")]
        same("the sum of balances is conserved", sum(after), sum(before))
        same("what was sent arrived", after[-1] - before[-1], each * SENDERS * 10**15)
        parts = self.supply_parts()
        same("the parts of the supply add up", (parts[0], sum(parts[1:])), (SUPPLY, SUPPLY))
        last = ["0x" + keccak(bytes.fromhex(entry[2:])).hex() for entry in raw[-SENDERS:]]
        statuses = {self.wait_for_receipt(entry)["status"] for entry in last}
        same("the last transfers succeeded", statuses, {"0x1"})
        rate = f"{len(raw)} transfers in {seconds:.1f} s, {len(raw) / seconds:.0f} a second"
        print(f"# {rate}; {waited} had to come again because their sender's share of the pool was full")


ITEMS = [
    (1, Checklist.names),
    (2, Checklist.prices),
    (3, Checklist.fee_history),
    (4, Checklist.plain_send),
    (5, Checklist.other_sends),
    (7, Checklist.one_balance),
    (8, Checklist.token),
    (9, Checklist.code),
    (10, Checklist.typed_errors),
    (12, Checklist.reverting_transaction),
    (13, Checklist.refusals),
    (14, Checklist.fields),
    (15, Checklist.batches),
    (16, Checklist.data_and_input),
    (6, Checklist.newcomer),
    (25, Checklist.flood),
    (17, Checklist.history),
    (24, Checklist.load),
    (18, Checklist.logs),
    (11, Checklist.closed),
    (17, Checklist.pruned_history),
]

if __name__ == "__main__":
    checklist = Checklist(json.loads(sys.argv[1]), os.environ["CAST"])
    sys.exit(0 if checklist.run() else 1)
