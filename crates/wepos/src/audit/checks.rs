//! What must hold after every block, as a table. Each check computes what should be from the genesis document and the
//! audit's own books.

use super::{
    books::{Books, JudgedTransfer, Touched, is_escrow},
    flows::{Judged, Place},
    mismatch::Mismatch,
    observed::{ObservedBlock, Said},
};
use wepos_abi::{IEmission::IEmissionEvents, addresses};
use wepos_chain::{Network, amounts::Amount};

/// Days after a stage's end by which it is settled (R5), and one for work that is spread over blocks.
const SETTLED_DAYS: u64 = 28 + 1;

/// One line of the table.
pub(crate) struct Check {
    /// The invariant's number in the rule book, or a word.
    pub(crate) name: &'static str,
    pub(crate) english: &'static str,
    pub(crate) chinese: &'static str,
    run: fn(&Seen<'_>) -> Vec<Mismatch>,
}

/// What a check sees.
pub(crate) struct Seen<'a> {
    pub(crate) network: &'a Network,
    pub(crate) block: &'a ObservedBlock,
    pub(crate) books: &'a Books,
    /// The block's transfers that touch a protocol account.
    pub(crate) judged: &'a [JudgedTransfer],
    /// What its decisions, submissions and rewards break.
    pub(crate) unfounded: &'a [Mismatch],
    /// The accounts that the block wrote, or whose events moved PoS.
    pub(crate) touched: &'a [Touched],
}

/// All of them, in the order in which they are reported.
pub(crate) static CHECKS: &[Check] = &[
    Check {
        name: "balances",
        english: "every balance is what the events say",
        chinese: "每个余额都与事件记录一致",
        run: balances,
    },
    Check {
        name: "I1",
        english: "the sum of all balances is the supply",
        chinese: "全部余额之和等于总量",
        run: sum,
    },
    Check {
        name: "I2",
        english: "the pool moves by its labelled flows only",
        chinese: "参与池只按既定的去向变动",
        run: pool,
    },
    Check {
        name: "I3",
        english: "what has left `unreleased` is within the schedule",
        chinese: "已释放的数量不超过时间表",
        run: schedule,
    },
    Check {
        name: "I4",
        english: "issued and burned make up each stage that has ended",
        chinese: "每个已结束阶段的发放与销毁之和等于其额度",
        run: stages,
    },
    Check {
        name: "I5",
        english: "`burned` and `migrated` never fall",
        chinese: "销毁与迁移账户的余额从不减少",
        run: never_fall,
    },
    Check {
        name: "I6",
        english: "every payout names a decision or a rule",
        chinese: "每笔支出都注明决定或规则",
        run: payouts,
    },
    Check {
        name: "I7",
        english: "every escrow holds what came in and has not gone out",
        chinese: "每个托管账户的余额等于转入减去转出",
        run: escrows,
    },
    Check {
        name: "I8",
        english: "no account and no fact is rewarded more often than its campaign says",
        chinese: "任何账户、任何事实所获奖励次数都不超过活动条款",
        run: |seen| seen.unfounded("I8"),
    },
    Check {
        name: "I9",
        english: "every reward is base × multiplier of the block of its submission",
        chinese: "每笔奖励都等于基准 × 提交所在区块的倍数",
        run: |seen| seen.unfounded("I9"),
    },
    Check {
        name: "I10",
        english: "no key controls a protocol account",
        chinese: "没有任何私钥能控制协议账户",
        run: keys,
    },
];

/// Runs the table.
pub(crate) fn run(seen: &Seen<'_>) -> Vec<Mismatch> {
    CHECKS.iter().flat_map(|check| (check.run)(seen)).collect()
}

impl Seen<'_> {
    fn mismatch(
        &self,
        check: &'static str,
        english: impl Into<String>,
        chinese: impl Into<String>,
    ) -> Mismatch {
        Mismatch::new(check, self.block.number, english, chinese)
    }

    /// What the books of rewards found under this invariant.
    fn unfounded(&self, check: &'static str) -> Vec<Mismatch> {
        let found = self.unfounded.iter();
        found.filter(|it| it.check == check).cloned().collect()
    }

    /// Transfers that no rule allows and that this check answers for.
    fn stray(&self, check: &'static str) -> Vec<Mismatch> {
        let strays = self.judged.iter().filter(|it| {
            let (from, to) = (Place::of(it.transfer.from), Place::of(it.transfer.to));
            !matches!(it.judged, Judged::Is(_)) && answering_for(from, to) == check
        });
        strays.map(|it| self.stray_transfer(check, it)).collect()
    }

    fn stray_transfer(&self, check: &'static str, it: &JudgedTransfer) -> Mismatch {
        let (from, to) = (Place::of(it.transfer.from), Place::of(it.transfer.to));
        let (from, to) = (from.word(), to.word());
        let hash = self.block.transactions[it.transaction].hash;
        let (english, chinese) = match it.judged {
            Judged::Unsaid(flow) => (
                format!(
                    "transaction {hash} moved PoS from {from} to {to} ({}) and nothing in it says why",
                    flow.label
                ),
                format!("交易 {hash} 将 PoS 从 {from} 转到 {to}，却没有任何事件说明原因"),
            ),
            _ => (
                format!("transaction {hash} moved PoS from {from} to {to}, which no rule allows"),
                format!("交易 {hash} 将 PoS 从 {from} 转到 {to}，没有任何规则允许"),
            ),
        };
        self.mismatch(check, english, chinese)
            .of(it.transfer.to)
            .amounts(Amount::ZERO, it.transfer.amount)
    }
}

/// Which check names a transfer that no rule allows: exactly one.
fn answering_for(from: Place, to: Place) -> &'static str {
    let either = |wanted: fn(Place) -> bool| wanted(from) || wanted(to);
    if either(|place| place == Place::Creation) {
        "I1"
    } else if either(|place| place == Place::Pool) {
        "I2"
    } else if either(|place| matches!(place, Place::Burned | Place::Migrated)) {
        "I5"
    } else if either(is_escrow) {
        "I7"
    } else if either(|place| matches!(place, Place::Other | Place::Participation)) {
        "I10"
    } else {
        "I6"
    }
}

fn balances(seen: &Seen<'_>) -> Vec<Mismatch> {
    let differing = seen.touched.iter().filter_map(|touched| {
        let told = seen.books.told_balance(touched.account);
        let expected = u128::try_from(told).ok().map(Amount::from_units);
        if expected == Some(touched.after) {
            return None;
        }
        Some(
            seen.mismatch(
                "balances",
                "the balance in the state is not what the account's transfers give",
                "状态中的余额与该账户的转账记录不符",
            )
            .of(touched.account)
            .amounts(expected.unwrap_or(Amount::ZERO), touched.after),
        )
    });
    differing.collect()
}

fn sum(seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let total = seen.network.genesis().total;
    found.extend(seen.stray("I1"));
    if seen.books.sum != total {
        found.push(
            seen.mismatch(
                "I1",
                "the sum of all balances is not the supply",
                "全部余额之和不等于总量",
            )
            .amounts(total, seen.books.sum),
        );
    }
    found
}

fn pool(seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found = seen.stray("I2");
    let expected = seen.network.genesis().pool;
    let balance = seen.books.balance(addresses::POOL);
    if seen.block.number == 1 && balance != expected {
        found.push(
            seen.mismatch(
                "I2",
                "the pool does not start as genesis says",
                "参与池的初始余额与创世文件不符",
            )
            .of(addresses::POOL)
            .amounts(expected, balance),
        );
    }
    found
}

fn schedule(seen: &Seen<'_>) -> Vec<Mismatch> {
    let genesis = seen.network.genesis();
    // The start of each month is written out in the document; the end of the last month is no month.
    let boundaries = &genesis.month_boundaries;
    let begun = boundaries
        .iter()
        .take(boundaries.len().saturating_sub(1))
        .filter(|start| **start <= seen.block.time)
        .count();
    let mut months = genesis.stages.entries().iter().flat_map(|stage| {
        let months = usize::try_from(stage.months).unwrap_or(usize::MAX);
        std::iter::repeat_n(stage.release_per_month, months)
    });
    let allowed = Amount::checked_sum(months.by_ref().take(begun)).unwrap_or(Amount::MAX);
    let before = genesis.total.checked_sub(genesis.pool);
    let before = before.unwrap_or(Amount::ZERO);
    let left = before.checked_sub(seen.books.balance(addresses::UNRELEASED));
    let left = left.unwrap_or(Amount::ZERO);
    if left <= allowed {
        return Vec::new();
    }
    let mismatch = seen.mismatch(
        "I3",
        format!("more was released than the schedule allows in month {begun}"),
        format!("已释放的数量超过了时间表在第 {begun} 个月所允许的数量"),
    );
    vec![mismatch.of(addresses::UNRELEASED).amounts(allowed, left)]
}

fn stages(seen: &Seen<'_>) -> Vec<Mismatch> {
    let genesis = seen.network.genesis();
    let day_ms = seen.network.calendar().day_length_ms();
    let now = seen.block.time.millis();
    let mut found = Vec::new();
    let mut burned = Amount::ZERO;
    let mut months = 0;
    for (number, (stage, entry)) in seen
        .books
        .stages
        .iter()
        .zip(genesis.stages.entries())
        .enumerate()
    {
        burned = burned.checked_add(stage.burned).unwrap_or(Amount::MAX);
        months += usize::try_from(entry.months).unwrap_or(usize::MAX);
        let Some(end) = genesis.month_boundaries.get(months) else {
            continue;
        };
        if now < end.millis() {
            continue;
        }
        let parts = [stage.issued, stage.burned, stage.settling];
        let accounted = Amount::checked_sum(parts).unwrap_or(Amount::MAX);
        if stage.released != stage.allotment || accounted != stage.allotment {
            found.push(
                seen.mismatch(
                    "I4",
                    format!(
                        "what stage {number} issued, burned and left to settle is not its allotment"
                    ),
                    format!("阶段 {number} 的发放、销毁与待结算之和不等于其额度"),
                )
                .amounts(stage.allotment, accounted),
            );
        }
        let settled_by = end
            .millis()
            .saturating_add(day_ms.saturating_mul(SETTLED_DAYS));
        if now >= settled_by && stage.settling != Amount::ZERO {
            found.push(
                seen.mismatch(
                    "I4",
                    format!("stage {number} is not settled {SETTLED_DAYS} days after its end"),
                    format!("阶段 {number} 结束 {SETTLED_DAYS} 天后仍未结算"),
                )
                .of(addresses::SETTLEMENT)
                .amounts(Amount::ZERO, stage.settling),
            );
        }
    }
    found.extend(settled(seen));
    let balance = seen.books.balance(addresses::BURNED);
    if balance != burned {
        found.push(
            seen.mismatch(
                "I4",
                "`burned` is not the sum of what the stages burned",
                "销毁账户的余额不等于各阶段销毁之和",
            )
            .of(addresses::BURNED)
            .amounts(burned, balance),
        );
    }
    found
}

/// What a stage says of itself when its books close.
fn settled(seen: &Seen<'_>) -> Vec<Mismatch> {
    let events = seen.block.transactions.iter().flat_map(|it| &it.events);
    let closed = events.filter_map(|event| match &event.said {
        Said::Emission(IEmissionEvents::StageSettled(it)) => Some(it),
        _ => None,
    });
    let mut found = Vec::new();
    for event in closed {
        let number = event.stage;
        let stage = seen.books.stages.get(usize::from(number));
        let stage = stage.copied().unwrap_or_default();
        for (word, chinese, expected, told) in [
            ("issued", "发放", stage.issued, event.issued),
            ("burned", "销毁", stage.burned, event.burned),
        ] {
            let told = Amount::try_from(told).unwrap_or(Amount::MAX);
            if told != expected {
                let english = format!("what stage {number} says it {word} is another amount");
                let chinese = format!("阶段 {number} 公布的{chinese}数量不符");
                found.push(
                    seen.mismatch("I4", english, chinese)
                        .amounts(expected, told),
                );
            }
        }
    }
    found
}

fn never_fall(seen: &Seen<'_>) -> Vec<Mismatch> {
    let fallen = seen
        .touched
        .iter()
        .filter(|touched| addresses::is_keyless(touched.account) && touched.after < touched.before);
    let mut found: Vec<Mismatch> = fallen
        .map(|touched| {
            seen.mismatch(
                "I5",
                "a keyless account holds less than before",
                "无私钥账户的余额减少了",
            )
            .of(touched.account)
            .amounts(touched.before, touched.after)
        })
        .collect();
    found.extend(seen.stray("I5"));
    found
}

fn payouts(seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found = seen.stray("I6");
    found.extend(seen.unfounded("I6"));
    found
}

fn escrows(seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found = seen.stray("I7");
    for (account, place) in [
        (addresses::MARKET, Place::Market),
        (addresses::AUCTION, Place::Auction),
        (addresses::WISHES, Place::Wishes),
    ] {
        let book = seen.books.escrows.get(&place).copied().unwrap_or_default();
        let left = book.received.checked_sub(book.to_pool);
        let left = left.and_then(|left| left.checked_sub(book.to_others));
        let held = seen.books.balance(account);
        if left != Some(held) {
            let mismatch = seen.mismatch(
                "I7",
                "the escrow does not hold what came in and has not gone out",
                "托管账户的余额不等于转入减去转出",
            );
            let left = left.unwrap_or(Amount::ZERO);
            found.push(mismatch.of(account).amounts(left, held));
        }
    }
    found
}

fn keys(seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    for transaction in &seen.block.transactions {
        let signed = Some(transaction.sender).filter(|sender| !sender.is_zero());
        for account in signed.iter().chain(&transaction.approved_by) {
            if addresses::is_protocol_account(*account) {
                let mismatch = seen.mismatch(
                    "I10",
                    format!(
                        "transaction {} acts for a protocol account",
                        transaction.hash
                    ),
                    format!("交易 {} 以协议账户的名义行事", transaction.hash),
                );
                found.push(mismatch.of(*account));
            }
        }
    }
    for touched in seen.touched {
        let nonce = seen
            .books
            .records
            .get(&touched.account)
            .map_or(0, |it| it.nonce);
        if addresses::is_protocol_account(touched.account) && nonce != 0 {
            let mismatch = seen.mismatch(
                "I10",
                format!("a protocol account has sent {nonce} transaction(s)"),
                format!("协议账户发出过 {nonce} 笔交易"),
            );
            found.push(mismatch.of(touched.account));
        }
    }
    found.extend(seen.stray("I10"));
    found
}
