//! A whole run: chain and model side by side.

use crate::{Generator, audit, generator::FUNDED, operations::first_validators};
use alloy_primitives::{Address, Bytes, Log};
use serde::Serialize;
use std::collections::BTreeMap;
use wepos_abi::{ICampaigns, ICases, ICommittee, IEmission, IIdentity, INetwork, IToken};
use wepos_chain::{
    block::{Event, Receipt},
    genesis::DailyLimit,
    testing::{Member, TestChain, genesis, with_committee},
};
use wepos_model::{Action, Answer, Model};

/// How often everything is compared, and not only what a block touched.
pub const BLOCKS_PER_AUDIT: u64 = 64;

/// Transactions of a block, on average.
const PER_BLOCK: u64 = 12;

/// Months a run passes, so that every stage, the last boundary and the time after it are seen.
const MONTHS: u64 = 15;

/// Reviewers at genesis.
const REVIEWERS: usize = 6;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What everything random follows from.
    pub seed: u64,
    /// How many transactions are sent.
    pub transactions: u64,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Transactions sent.
    pub transactions: u64,
    /// Blocks made.
    pub blocks: u64,
    /// How long each month was, in milliseconds.
    pub month_ms: u64,
    /// Months that passed.
    pub months: u32,
    /// Outcomes of each operation.
    pub operations: BTreeMap<&'static str, Counts>,
    /// How often each event was told, as `module.Event`.
    pub events: BTreeMap<String, u64>,
    /// How often transactions failed with each error.
    pub errors: BTreeMap<String, u64>,
}

impl Report {
    fn count_events(&mut self, logs: &[Log]) {
        for log in logs {
            let module = wepos_abi::modules::by_address(log.address);
            let module = module.map_or("", |module| module.name);
            let topic = log.topics().first().map(|topic| topic.0);
            let event = topic.and_then(event_name).unwrap_or_default();
            let count = self.events.entry(format!("{module}.{event}"));
            *count.or_default() += 1;
        }
    }
}

fn event_name(topic: [u8; 32]) -> Option<&'static str> {
    IToken::ITokenEvents::name_by_selector(topic)
        .or_else(|| IEmission::IEmissionEvents::name_by_selector(topic))
        .or_else(|| ICommittee::ICommitteeEvents::name_by_selector(topic))
        .or_else(|| ICampaigns::ICampaignsEvents::name_by_selector(topic))
        .or_else(|| ICases::ICasesEvents::name_by_selector(topic))
        .or_else(|| IIdentity::IIdentityEvents::name_by_selector(topic))
        .or_else(|| INetwork::INetworkEvents::name_by_selector(topic))
}

/// How often an operation ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// With success.
    pub succeeded: u64,
    /// With an error.
    pub failed: u64,
    /// Outside of the block.
    pub left_out: u64,
}

/// Where chain and model differ first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The seed.
    pub seed: u64,
    /// The block.
    pub block: u64,
    /// How many transactions were sent before it.
    pub transactions_before: u64,
    /// What was compared.
    pub what: String,
    /// What the model says.
    pub expected: String,
    /// What the chain says.
    pub found: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "seed {}, block {}, after {} transactions: {}\n  the rule book: {}\n  the chain:     {}",
            self.seed, self.block, self.transactions_before, self.what, self.expected, self.found
        )
    }
}

impl std::error::Error for Difference {}

/// Runs `options.transactions` transactions; `progress` is told how many were sent.
///
/// # Errors
///
/// The first difference.
pub fn run(options: Options, mut progress: impl FnMut(u64)) -> Result<Report, Box<Difference>> {
    let mut run = Run::new(options);
    while run.report.transactions < options.transactions {
        let left = options.transactions - run.report.transactions;
        run.block(left)?;
        if run.report.blocks.is_multiple_of(BLOCKS_PER_AUDIT) {
            run.audit()?;
        }
        progress(run.report.transactions);
    }
    run.audit()?;
    run.report.months = run.model.settings().month_at(run.model.now_ms());
    Ok(run.report)
}

struct Run {
    generator: Generator,
    chain: TestChain,
    model: Model,
    nonces: BTreeMap<Address, u64>,
    /// The average step from block to block, in milliseconds.
    step_ms: u64,
    report: Report,
}

impl Run {
    fn new(options: Options) -> Self {
        let mut generator = Generator::new(options.seed);
        let lengths = [60_000, 600_000, 3_600_000];
        let month_ms = generator.choose(&lengths).expect("there are lengths");
        let funded: Vec<Member> = generator.members()[..FUNDED].to_vec();
        let seats = 2 + generator.below(5) as usize;
        let genesis = genesis(&funded.iter().collect::<Vec<_>>(), Some(month_ms));
        let validators = first_validators(&mut generator);
        let mut genesis = with_committee(genesis, &funded[..seats].iter().collect::<Vec<_>>());
        let reviewers = funded[seats..seats + REVIEWERS].iter();
        let development = genesis.development.as_mut().expect("it is a test network");
        development.reviewers = reviewers.map(|member| member.address).collect();
        genesis.validators = validators;
        genesis.limits.epoch_blocks = 8 + generator.up_to_u64(56);
        // What is compared is the rules of money, not the daily limits.
        let generous = DailyLimit {
            transactions: u32::MAX,
            bytes: u64::MAX,
        };
        let daily = &mut genesis.limits.daily;
        (daily.empty, daily.with_balance, daily.anchored) = (generous, generous, generous);
        let model = Model::new(&genesis.to_json()).expect("the document has what the rules need");
        let blocks = options.transactions.div_ceil(PER_BLOCK).max(1);
        Self {
            generator,
            chain: TestChain::new(genesis).knowing(u16::MAX),
            model,
            nonces: BTreeMap::new(),
            step_ms: (MONTHS * month_ms).div_ceil(blocks),
            report: Report {
                seed: options.seed,
                month_ms,
                ..Report::default()
            },
        }
        .begun()
    }

    /// The first block, in which the supply is created.
    fn begun(mut self) -> Self {
        self.model.begin_block(self.chain.time().millis());
        self
    }

    /// One block of at most `most` transactions.
    fn block(&mut self, most: u64) -> Result<(), Box<Difference>> {
        let after_ms = self.step();
        let before = self.report.transactions;
        let now_ms = self.chain.time().millis() + after_ms;
        let protocol = self.model.begin_block(now_ms);
        self.report.count_events(&protocol);
        let count = u64::from(
            self.generator
                .below(2 * u32::try_from(PER_BLOCK).expect("is small")),
        )
        .min(most);
        let (mut raw, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (operation, action) = self.generator.action(&self.model);
            let answer = self.model.apply(&action);
            raw.push(self.signed(&action));
            let counts = self.report.operations.entry(operation.name).or_default();
            match answer {
                Answer::LeftOut => counts.left_out += 1,
                Answer::Success(ref logs) => {
                    counts.succeeded += 1;
                    self.report.count_events(logs);
                }
                Answer::Failure(ref error) => {
                    counts.failed += 1;
                    let name =
                        wepos_abi::describe_revert(error).map(|reason| reason.name.into_owned());
                    *self
                        .report
                        .errors
                        .entry(name.unwrap_or_default())
                        .or_default() += 1;
                }
            }
            if answer != Answer::LeftOut {
                *self.nonces.entry(action.sender).or_default() += 1;
                expected.push((operation.name, action, answer));
            }
        }
        self.report.transactions += count;
        self.report.blocks += 1;
        let (outcome, _) = self.chain.block_after(after_ms, raw);
        let mut receipts = outcome.receipts.as_slice();
        let own = receipts
            .split_first()
            .filter(|(first, _)| first.sender.is_zero());
        let mut found = &[][..];
        if let Some((first, rest)) = own {
            found = &first.logs;
            receipts = rest;
        }
        let differs = |what: String, expected: String, found: String| {
            Err(Box::new(Difference {
                seed: self.report.seed,
                block: self.report.blocks + 1,
                transactions_before: before,
                what,
                expected,
                found,
            }))
        };
        if let Some((expected, found)) = unequal(&protocol, found) {
            return differs("what the calendar does".into(), expected, found);
        }
        for ((name, action, answer), receipt) in expected.iter().zip(receipts) {
            if let Some((expected, found)) = disagreement(answer, receipt) {
                return differs(format!("{name}: {}", shown(action)), expected, found);
            }
        }
        if expected.len() != receipts.len() {
            let (expected, found) = (expected.len().to_string(), receipts.len().to_string());
            return differs(
                "how many transactions are in the block".into(),
                expected,
                found,
            );
        }
        Ok(())
    }

    fn audit(&self) -> Result<(), Box<Difference>> {
        audit::compare(&self.model, &self.chain).map_err(|(what, expected, found)| {
            Box::new(Difference {
                seed: self.report.seed,
                block: self.report.blocks + 1,
                transactions_before: self.report.transactions,
                what,
                expected,
                found,
            })
        })
    }

    /// How long until the next block: mostly short, now and then long, so that boundaries are missed, or just so long
    /// that something is due now, a millisecond ago, or in a millisecond.
    fn step(&mut self) -> u64 {
        let until = (self.model.next_event_ms()).saturating_sub(self.model.now_ms());
        if (2..self.step_ms * 40).contains(&until) && self.generator.once_in(8) {
            return until - 1 + u64::from(self.generator.below(3));
        }
        let most = match self.generator.below(40) {
            0 => self.step_ms * 40,
            1..4 => self.step_ms * 8,
            _ => self.step_ms,
        };
        1 + u64::try_from(self.generator.up_to(most.into())).expect("is below a month or so")
    }

    fn signed(&self, action: &Action) -> Bytes {
        let member = self.generator.member(action.sender).expect("members send");
        let nonce = self.nonces.get(&action.sender).copied().unwrap_or(0);
        let value = action
            .value
            .try_into()
            .expect("nobody sends more than there is");
        let gas_limit = wepos_chain::transaction::MAX_TRANSACTION_GAS;
        let chain_id = self.model.settings().chain_id;
        member.transaction_with_gas(
            chain_id,
            nonce,
            action.to,
            value,
            action.input.to_vec(),
            gas_limit,
        )
    }
}

/// Where an answer and a receipt differ, if they do.
fn disagreement(answer: &Answer, receipt: &Receipt) -> Option<(String, String)> {
    match answer {
        Answer::Success(logs) if receipt.success => unequal(logs, &receipt.logs),
        Answer::Failure(error) if !receipt.success && *error == receipt.error => None,
        answer => {
            let found = if receipt.success {
                "success".into()
            } else {
                format!("failure: {}", reason(&receipt.error))
            };
            let expected = match answer {
                Answer::Failure(error) => format!("failure: {}", reason(error)),
                _ => "success".into(),
            };
            Some((expected, found))
        }
    }
}

/// Where two lists of events differ first, if they do.
fn unequal(expected: &[Log], found: &[Event]) -> Option<(String, String)> {
    let found: Vec<Log> = found.iter().map(Event::to_log).collect();
    if expected == found {
        return None;
    }
    let count = expected.len().max(found.len());
    let position = (0..count).find(|at| expected.get(*at) != found.get(*at))?;
    let text = |logs: &[Log]| match logs.get(position) {
        Some(log) => format!("event {position} of {}: {log:?}", logs.len()),
        None => format!("{} events", logs.len()),
    };
    Some((text(expected), text(&found)))
}

fn shown(action: &Action) -> String {
    format!(
        "from {} to {}, value {}, input {}",
        action.sender, action.to, action.value, action.input
    )
}

fn reason(error: &[u8]) -> String {
    wepos_abi::describe_revert(error).map_or_else(
        || Bytes::copy_from_slice(error).to_string(),
        |reason| reason.english,
    )
}
