//! What the executor promises, shown with modules that break every rule, and the shapes that may not change unseen.

mod agenda;
mod committee;
mod determinism;
mod emission;
pub(crate) mod encodings;
mod executor;
mod gas;
mod header;
mod holding;
mod layout;
mod limits;
mod modules;
mod network;
mod newcomers;
mod permit;
mod rogue;
mod signatures;
mod token_errors;
mod transactions;

use crate::{
    amounts::{Amount, TOTAL_SUPPLY},
    block::{Outcome, Receipt},
    execution::{BlockExecution, Mode, Step},
    state::Key,
    testing::{Member, TestChain},
    transaction::CheckedTransaction,
};
use alloy_primitives::{Address, Bytes, keccak256};
use alloy_sol_types::{Panic, PanicKind, SolError, SolEvent};
use std::{collections::BTreeSet, sync::Arc};
use wepos_abi::{IErrors, addresses};

/// How the answers to `Step::NeedsKeys` arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supply {
    /// All that were asked for, at once.
    AsAsked,
    /// The first one only.
    First,
    /// The last one only.
    Last,
}

/// What running a block gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    /// Position and reason of each transaction that was left out.
    pub(crate) excluded: Vec<(usize, String)>,
}

/// Runs a block on a chain's state and keeps nothing. `preloaded` is there from the start. Returns the run, or why the
/// block is invalid, and every key that was asked for.
fn run(
    chain: &TestChain,
    after_ms: u64,
    mode: Mode,
    transactions: &[Arc<CheckedTransaction>],
    supply: Supply,
    preloaded: &BTreeSet<Key>,
) -> (Result<Run, String>, BTreeSet<Key>) {
    let environment = chain.environment_after(after_ms);
    let mut execution =
        BlockExecution::new(environment, chain.modules(), mode, transactions.to_vec());
    let value = |key: Key| (key, chain.state().get(&key).cloned());
    execution.supply(preloaded.iter().copied().map(value));
    let mut asked = BTreeSet::new();
    loop {
        match execution.advance(7) {
            Step::NeedsKeys(keys) => {
                assert!(!keys.is_empty(), "asking for nothing would never end");
                asked.extend(keys.iter().copied());
                let keys = match supply {
                    Supply::AsAsked => keys,
                    Supply::First => keys[..1].to_vec(),
                    Supply::Last => keys[keys.len() - 1..].to_vec(),
                };
                execution.supply(keys.into_iter().map(value));
            }
            Step::Paused => {}
            Step::Complete => break,
            Step::Invalid(reason) => return (Err(reason), asked),
            Step::Unknown(unknown) => return (Err(unknown.to_string()), asked),
        }
    }
    let excluded = execution
        .excluded()
        .map(|(transaction, exclusion)| {
            // The same transaction may be there twice: only its place tells which one it is.
            let same = |other: &Arc<CheckedTransaction>| Arc::ptr_eq(other, transaction);
            let position = transactions.iter().position(same);
            (position.expect("it was given"), exclusion.to_string())
        })
        .collect();
    let outcome = execution.finish();
    (Ok(Run { outcome, excluded }), asked)
}

/// Builds a block in every way in which its keys can arrive, verifies what came out, and keeps it.
pub(crate) fn block_in_every_way(chain: &mut TestChain, after_ms: u64, raw: Vec<Bytes>) -> Run {
    let alone: Vec<_> = (raw.iter())
        .map(|raw| Arc::new(chain.check_alone(raw.clone())))
        .collect();
    let all: Vec<_> = raw.into_iter().map(|raw| chain.check(raw)).collect();
    let none = BTreeSet::new();
    let build = |transactions: &[_], supply, preloaded: &BTreeSet<Key>| {
        let (run, asked) = run(
            chain,
            after_ms,
            Mode::Build,
            transactions,
            supply,
            preloaded,
        );
        (run.expect("a built block is valid"), asked)
    };
    let (built, asked) = build(&all, Supply::AsAsked, &none);
    for supply in [Supply::First, Supply::Last] {
        assert_eq!(build(&all, supply, &none).0, built, "{supply:?}");
    }
    let (unaided, _) = build(&alone, Supply::AsAsked, &none);
    assert_eq!(unaided, built, "signers recovered by the rules");
    let (preloaded, missed) = build(&all, Supply::AsAsked, &asked);
    assert_eq!(preloaded, built, "everything preloaded");
    assert!(
        missed.is_subset(&asked),
        "what is loaded changes nothing about what is read"
    );

    let left_out: BTreeSet<_> = built
        .excluded
        .iter()
        .map(|(position, _)| *position)
        .collect();
    let included: Vec<_> = (0..)
        .zip(&all)
        .filter(|(position, _)| !left_out.contains(position))
        .map(|(_, transaction)| transaction.clone())
        .collect();
    let sent = |outcome: &Outcome| {
        let skipped = outcome.transactions.len() - included.len();
        outcome.transactions[skipped..].to_vec()
    };
    let raw: Vec<_> = included
        .iter()
        .map(|transaction| transaction.raw().clone())
        .collect();
    assert_eq!(sent(&built.outcome), raw, "the excluded ones are not in it");
    for supply in [Supply::AsAsked, Supply::First] {
        let (verified, _) = run(chain, after_ms, Mode::Verify, &included, supply, &none);
        assert_eq!(
            verified.expect("what was built is valid").outcome,
            built.outcome
        );
    }
    if !left_out.is_empty() {
        let (refused, _) = run(chain, after_ms, Mode::Verify, &all, Supply::AsAsked, &none);
        assert!(refused.is_err(), "a block may not hold excluded ones");
    }
    chain.apply(after_ms, &built.outcome);
    built
}

/// The ABI bytes of a contained panic.
pub(crate) fn panic_data() -> Vec<u8> {
    Panic::from(PanicKind::Assert).abi_encode()
}

/// The `RuleFailed` events of a receipt: module and reason.
fn failures(receipt: &Receipt) -> Vec<(Address, Vec<u8>)> {
    let logs = receipt.logs.iter().map(crate::block::Event::to_log);
    logs.filter_map(|log| IErrors::RuleFailed::decode_log(&log).ok())
        .map(|event| (event.module, event.reason.to_vec()))
        .collect()
}

/// The sum of the protocol's balances and these accounts'.
pub(crate) fn sum_with(chain: &TestChain, members: &[Address]) -> Amount {
    let protocol = (0x1000_u64..0x1200).map(|number| {
        let mut bytes = [0; 20];
        bytes[12..].copy_from_slice(&number.to_be_bytes());
        Address::from(bytes)
    });
    let all: BTreeSet<Address> = protocol
        .chain([addresses::MULTICALL, addresses::BURNED, addresses::MIGRATED])
        .chain(members.iter().copied())
        .collect();
    let balances = all
        .into_iter()
        .map(|address| chain.account(address).balance);
    Amount::checked_sum(balances).expect("the supply fits")
}

/// Two members with 10,000 PoS, who may send whatever they like.
pub(crate) fn members() -> [Member; 2] {
    ["alice", "bob"].map(Member::named)
}

/// That a plain transfer still works and nothing was made or lost.
fn assert_lives(chain: &mut TestChain, members: &[Member]) {
    let [from, to, ..] = members else {
        panic!("two members are needed")
    };
    let receipt = chain.send(from, to.address, Amount::pos(1), Vec::new());
    assert!(receipt.success, "the chain lives");
    let addresses: Vec<_> = members.iter().map(|member| member.address).collect();
    assert_eq!(sum_with(chain, &addresses), TOTAL_SUPPLY);
}

/// A short name for something long.
pub(crate) fn digest(bytes: impl AsRef<[u8]>) -> String {
    keccak256(bytes).to_string()
}
