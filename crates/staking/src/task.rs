//! Tasks of the simulator: a question with concrete figures, drawn from a seed, and its answer.

use crate::{Decimal, cosmos, irisnet, tezos};

/// The chains there are tasks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chain {
    /// Cosmos Hub.
    CosmosHub,
    /// IRISnet.
    Irisnet,
    /// Tezos.
    Tezos,
}

/// A question with concrete figures. The same seed gives the same task, for ever.
///
/// A task says all that is needed to compute it: who has the simulator need not know a formula, and who has paper need
/// not have the simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    chain: Chain,
    question: Question,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    /// What a year of delegating gives on Cosmos Hub.
    CosmosReward {
        tokens: u64,
        inflation_bps: u32,
        bonded_bps: u32,
        commission_bps: u32,
    },
    /// The same on IRISnet, where a fixed number is issued.
    IrisReward {
        tokens: u64,
        inflation_bps: u32,
        bonded_millions: u64,
        commission_bps: u32,
    },
    /// The same on Tezos, for a staker.
    TezosReward {
        tokens: u64,
        issuance_bps: u32,
        staked_bps: u32,
        delegated_bps: u32,
        edge_bps: u32,
    },
    /// What is left after a double signature, with all the rewards forgone.
    Slash { tokens: u64, offence: Offence },
    /// When undelegated tokens are free.
    Unbonding { day: u64 },
    /// What a baker weighs.
    BakingPower {
        own: u64,
        others: u64,
        delegated: u64,
        limit: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offence {
    DoubleSignature,
    Downtime,
    DoubleBake,
    /// With such a part of the slots.
    DoubleAttestation(u32),
}

/// What the community's pool gets of what is issued, on both chains of the Cosmos SDK: 2 %.
const COMMUNITY_TAX_BPS: u32 = 200;

/// The uiris of a million IRIS.
const UIRIS_PER_MILLION: u64 = 1_000_000_000_000;

/// How far an answer about a reward may be from the exact one: half of a percent, since people round on the way.
const TOLERANCE_BPS: u32 = 50;

impl Task {
    /// The task of a seed, as it is drawn for an account and an attempt.
    pub fn draw(seed: [u8; 32]) -> Self {
        let mut dice = Dice { seed, rolled: 0 };
        let tokens = 100 * (1 + dice.below(50));
        let commission_bps = 500 + 100 * dice.small(16);
        let kind = dice.below(7);
        let (chain, question) = match kind {
            0 => (
                Chain::CosmosHub,
                Question::CosmosReward {
                    tokens,
                    inflation_bps: 700 + 50 * dice.small(7),
                    bonded_bps: 5_000 + 250 * dice.small(9),
                    commission_bps,
                },
            ),
            1 => (
                Chain::Irisnet,
                Question::IrisReward {
                    tokens,
                    inflation_bps: 300 + 50 * dice.small(5),
                    bonded_millions: 600 + 25 * dice.below(13),
                    commission_bps,
                },
            ),
            2 => (
                Chain::Tezos,
                Question::TezosReward {
                    tokens,
                    issuance_bps: 250 + 25 * dice.small(9),
                    staked_bps: 2_000 + 200 * dice.small(11),
                    delegated_bps: 3_000 + 300 * dice.small(6),
                    edge_bps: commission_bps,
                },
            ),
            3 => {
                let (chain, offence) = match dice.below(5) {
                    0 => (Chain::CosmosHub, Offence::DoubleSignature),
                    1 => (Chain::CosmosHub, Offence::Downtime),
                    2 => (Chain::Irisnet, Offence::DoubleSignature),
                    3 => (Chain::Tezos, Offence::DoubleBake),
                    _ => {
                        let slots_bps = 500 + 500 * dice.small(5);
                        (Chain::Tezos, Offence::DoubleAttestation(slots_bps))
                    }
                };
                (chain, Question::Slash { tokens, offence })
            }
            4 => (
                Chain::Tezos,
                Question::BakingPower {
                    own: 1_000 * (1 + dice.below(10)),
                    others: 1_000 * dice.below(61),
                    delegated: 3_000 * dice.below(21),
                    limit: dice.below(10),
                },
            ),
            5 => (
                Chain::CosmosHub,
                Question::Unbonding {
                    day: 1 + dice.below(9),
                },
            ),
            _ => (
                Chain::Irisnet,
                Question::Unbonding {
                    day: 1 + dice.below(9),
                },
            ),
        };
        Self { chain, question }
    }

    /// The chain it is about.
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// The exact answer, in [`Task::unit`].
    ///
    /// Nothing only if the arithmetic of a chain overflowed, which no drawn task does.
    pub fn answer(&self) -> Option<Decimal> {
        let tax = Decimal::from_bps(COMMUNITY_TAX_BPS);
        match self.question {
            Question::CosmosReward {
                tokens,
                inflation_bps,
                bonded_bps,
                commission_bps,
            } => cosmos::yearly_rate(
                Decimal::from_bps(inflation_bps),
                tax,
                Decimal::from_bps(bonded_bps),
                Decimal::from_bps(commission_bps),
            )?
            .times_whole(tokens),
            Question::IrisReward {
                tokens,
                inflation_bps,
                bonded_millions,
                commission_bps,
            } => irisnet::yearly_rate(
                Decimal::from_bps(inflation_bps),
                tax,
                bonded_millions.checked_mul(UIRIS_PER_MILLION)?,
                Decimal::from_bps(commission_bps),
            )?
            .times_whole(tokens),
            Question::TezosReward {
                tokens,
                issuance_bps,
                staked_bps,
                delegated_bps,
                edge_bps,
            } => {
                let gross = tezos::yield_per_staked(
                    Decimal::from_bps(issuance_bps),
                    Decimal::from_bps(staked_bps),
                    Decimal::from_bps(delegated_bps),
                )?;
                let kept = Decimal::ONE.minus(Decimal::from_bps(edge_bps))?;
                gross.times(kept)?.times_whole(tokens)
            }
            Question::Slash { tokens, offence } => {
                let fraction = offence.fraction(self.chain)?;
                cosmos::after_slash(Decimal::whole(tokens)?, fraction)
            }
            Question::Unbonding { day } => {
                let days = match self.chain {
                    Chain::Irisnet => irisnet::UNBONDING_DAYS,
                    _ => cosmos::UNBONDING_DAYS,
                };
                Decimal::whole(day + days)
            }
            Question::BakingPower {
                own,
                others,
                delegated,
                limit,
            } => tezos::Baker {
                own_staked: own,
                staked_by_others: others,
                delegated,
                limit,
            }
            .power(),
        }
    }

    /// How far from the answer is right still: half of a percent of a reward or of a power, a hundredth of a token
    /// after a slash, nothing of a day.
    pub fn tolerance(&self) -> Option<Decimal> {
        match self.question {
            Question::Unbonding { .. } => Some(Decimal::ZERO),
            Question::Slash { .. } => Some(Decimal::from_bps(100)),
            _ => self.answer()?.times(Decimal::from_bps(TOLERANCE_BPS)),
        }
    }

    /// Whether what somebody wrote is right: a decimal number, with commas between thousands and the unit behind it if
    /// they like.
    pub fn accepts(&self, text: &str) -> bool {
        let text: String = text
            .trim()
            .trim_end_matches(self.unit().0)
            .trim_end_matches(self.unit().1)
            .chars()
            .filter(|letter| !matches!(letter, ',' | ' ' | '，'))
            .collect();
        let right = || {
            let given: Decimal = text.parse().ok()?;
            Some(given.distance(self.answer()?)? <= self.tolerance()?)
        };
        right().unwrap_or(false)
    }

    /// What the answer is counted in, in English and Chinese.
    pub fn unit(&self) -> (&'static str, &'static str) {
        match (&self.question, self.chain) {
            (Question::Unbonding { .. }, _) => ("", ""),
            (_, Chain::CosmosHub) => ("ATOM", "ATOM"),
            (_, Chain::Irisnet) => ("IRIS", "IRIS"),
            (_, Chain::Tezos) => ("tez", "tez"),
        }
    }

    /// The question in English.
    pub fn english(&self) -> String {
        match self.question {
            Question::CosmosReward {
                tokens,
                inflation_bps,
                bonded_bps,
                commission_bps,
            } => format!(
                "On Cosmos Hub inflation is {}, {} of all ATOM are bonded, and the community pool takes {} of what is \
                 issued. You delegate {tokens} ATOM to a validator with a commission of {}. How many ATOM does a year \
                 bring you, without compounding?",
                percent(inflation_bps),
                percent(bonded_bps),
                percent(COMMUNITY_TAX_BPS),
                percent(commission_bps),
            ),
            Question::IrisReward {
                tokens,
                inflation_bps,
                bonded_millions,
                commission_bps,
            } => format!(
                "IRISnet issues {} of a fixed 2000 million IRIS in a year, {bonded_millions} million IRIS are bonded, \
                 and the community pool takes {} of what is issued. You delegate {tokens} IRIS to a validator with a \
                 commission of {}. How many IRIS does a year bring you, without compounding?",
                percent(inflation_bps),
                percent(COMMUNITY_TAX_BPS),
                percent(commission_bps),
            ),
            Question::TezosReward {
                tokens,
                issuance_bps,
                staked_bps,
                delegated_bps,
                edge_bps,
            } => format!(
                "Tezos issues {} of all tez in a year; {} of all tez are staked, {} are delegated, and a delegated tez \
                 counts for a third. You stake {tokens} tez with a baker who keeps {} of what others' stake earns. How \
                 many tez does a year bring you, without compounding?",
                percent(issuance_bps),
                percent(staked_bps),
                percent(delegated_bps),
                percent(edge_bps),
            ),
            Question::Slash { tokens, offence } => {
                let (unit, _) = self.unit();
                let name = self.name();
                format!(
                    "You have {tokens} {unit} with a validator of {name}, and {}. How many {unit} are yours after the \
                     penalty?",
                    offence.english(self.chain)
                )
            }
            Question::Unbonding { day } => format!(
                "You undelegate on {} on day {day} of a month. Count the days on beyond the month's end: from which \
                 day are the tokens free?",
                self.name()
            ),
            Question::BakingPower {
                own,
                others,
                delegated,
                limit,
            } => format!(
                "A baker on Tezos staked {own} tez, others staked {others} tez with it, and {delegated} tez are \
                 delegated to it. It takes others' stake up to {limit} times its own; what is above counts as \
                 delegated. Delegated tez count for a third, and at most nine times its own stake. What is its baking \
                 power?"
            ),
        }
    }

    /// The question in Chinese.
    pub fn chinese(&self) -> String {
        match self.question {
            Question::CosmosReward {
                tokens,
                inflation_bps,
                bonded_bps,
                commission_bps,
            } => format!(
                "Cosmos Hub 的通胀率为 {}，全部 ATOM 中有 {} 处于质押状态，增发中的 {} 归社区池。\
                 你把 {tokens} ATOM 委托给佣金为 {} 的验证人。不计复利，一年能得到多少 ATOM？",
                percent(inflation_bps),
                percent(bonded_bps),
                percent(COMMUNITY_TAX_BPS),
                percent(commission_bps),
            ),
            Question::IrisReward {
                tokens,
                inflation_bps,
                bonded_millions,
                commission_bps,
            } => format!(
                "IRISnet 每年增发固定基数 20 亿 IRIS 的 {}，目前质押 {} IRIS，增发中的 {} 归社区池。\
                 你把 {tokens} IRIS 委托给佣金为 {} 的验证人。不计复利，一年能得到多少 IRIS？",
                percent(inflation_bps),
                yi(bonded_millions),
                percent(COMMUNITY_TAX_BPS),
                percent(commission_bps),
            ),
            Question::TezosReward {
                tokens,
                issuance_bps,
                staked_bps,
                delegated_bps,
                edge_bps,
            } => format!(
                "Tezos 每年增发全部 tez 的 {}；全部 tez 中 {} 已质押，{} 已委托，委托的 tez 按三分之一计算。\
                 你在一位烘焙者处质押 {tokens} tez，该烘焙者从他人质押的奖励中留取 {}。不计复利，一年能得到多少 tez？",
                percent(issuance_bps),
                percent(staked_bps),
                percent(delegated_bps),
                percent(edge_bps),
            ),
            Question::Slash { tokens, offence } => {
                let (_, unit) = self.unit();
                let name = self.name();
                format!(
                    "你在 {name} 的一位验证人处有 {tokens} {unit}，而{}。罚没之后你还剩多少 {unit}？",
                    offence.chinese(self.chain)
                )
            }
            Question::Unbonding { day } => format!(
                "你于某月第 {day} 天在 {} 上解除委托。超过月底后继续往下数：从第几天起这些通证可以自由使用？",
                self.name()
            ),
            Question::BakingPower {
                own,
                others,
                delegated,
                limit,
            } => format!(
                "Tezos 上一位烘焙者自己质押 {own} tez，他人在其处质押 {others} tez，另有 {delegated} tez 委托给它。\
                 它接受的他人质押最多为自己质押的 {limit} 倍，超出部分按委托计算。\
                 委托的 tez 按三分之一计算，且最多计到自己质押的九倍。它的烘焙权重是多少？"
            ),
        }
    }

    fn name(&self) -> &'static str {
        match self.chain {
            Chain::CosmosHub => "Cosmos Hub",
            Chain::Irisnet => "IRISnet",
            Chain::Tezos => "Tezos",
        }
    }
}

impl Offence {
    fn fraction(self, chain: Chain) -> Option<Decimal> {
        match (self, chain) {
            (Self::DoubleSignature, Chain::Irisnet) => Some(irisnet::DOUBLE_SIGN_SLASH),
            (Self::DoubleSignature, _) => Some(cosmos::DOUBLE_SIGN_SLASH),
            (Self::Downtime, _) => Some(cosmos::DOWNTIME_SLASH),
            (Self::DoubleBake, _) => Some(tezos::DOUBLE_BAKE_SLASH),
            (Self::DoubleAttestation(slots), _) => {
                tezos::double_attestation_slash(Decimal::from_bps(slots))
            }
        }
    }

    fn english(self, chain: Chain) -> String {
        match (self, chain) {
            (Self::DoubleSignature, Chain::Irisnet) => {
                "it signs two blocks at one height, which costs 1% of the stake".to_owned()
            }
            (Self::DoubleSignature, _) => {
                "it signs two blocks at one height, which costs 5% of the stake".to_owned()
            }
            (Self::Downtime, _) => {
                "it is absent for too long, which costs 0.01% of the stake".to_owned()
            }
            (Self::DoubleBake, _) => {
                "it bakes two blocks at one level, which costs 5% of the stake".to_owned()
            }
            (Self::DoubleAttestation(slots), _) => format!(
                "it attests two blocks at one level with others, together {} of the slots: that costs 9 × that part \
                 squared",
                percent(slots)
            ),
        }
    }

    fn chinese(self, chain: Chain) -> String {
        match (self, chain) {
            (Self::DoubleSignature, Chain::Irisnet) => {
                "它在同一高度签了两个区块，罚没质押的 1%".to_owned()
            }
            (Self::DoubleSignature, _) => "它在同一高度签了两个区块，罚没质押的 5%".to_owned(),
            (Self::Downtime, _) => "它离线太久，罚没质押的 0.01%".to_owned(),
            (Self::DoubleBake, _) => "它在同一层级烘焙了两个区块，罚没质押的 5%".to_owned(),
            (Self::DoubleAttestation(slots), _) => format!(
                "它与其他烘焙者在同一层级重复见证，合计占 {} 的见证名额，罚没比例为该占比平方的 9 倍",
                percent(slots)
            ),
        }
    }
}

/// `750` as `7.5%`.
fn percent(bps: u32) -> String {
    let percent = Decimal::from_bps(bps).times_whole(100);
    format!("{}%", percent.unwrap_or_default())
}

/// Millions in the unit that Chinese counts by, of a hundred million.
fn yi(millions: u64) -> String {
    format!("{} 亿", Decimal::ratio(millions, 100).unwrap_or_default())
}

/// Numbers from a seed: four bytes for each, so that no choice among a few is likelier by more than 10⁻⁷.
struct Dice {
    seed: [u8; 32],
    rolled: usize,
}

impl Dice {
    /// A number from 0 to below `count`. A seed has eight of them; no task needs more.
    fn below(&mut self, count: u64) -> u64 {
        let start = (self.rolled * 4) % self.seed.len();
        self.rolled += 1;
        let bytes = &self.seed[start..start + 4];
        let number = bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        number % count
    }

    fn small(&mut self, count: u32) -> u32 {
        u32::try_from(self.below(u64::from(count))).unwrap_or(0)
    }
}
