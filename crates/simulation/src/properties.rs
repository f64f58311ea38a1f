//! What must hold in every run, whatever was done to the network.

use crate::{
    node::NodeState,
    world::{Running, SUPPLY, Told, World, receipts_hash},
};
use alloy_primitives::B256;
use commonware_glue::simulate::{
    exit::ExitCondition, property::Property, tracker::ProgressTracker,
};
use futures::future::BoxFuture;
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};
use wepos_chain::{
    amounts::Amount,
    modules::token::{Account, account_key},
    state::Record as _,
};
use wepos_node::block::PublicKey;

/// Blocks that must follow the last fault.
const BLOCKS_AFTER: u64 = 6;

/// How long the others need for what a validator left to them: each of them leads within a few views.
pub(crate) const WITHOUT: Duration = Duration::from_secs(10);

/// A run ends when everything that was sent is final everywhere, and the chain goes on after the last fault.
#[derive(Clone)]
pub(crate) struct Settled {
    pub(crate) world: Arc<World>,
    /// When the last fault ends.
    pub(crate) calm_from: Duration,
    /// How long the network may take from there on.
    pub(crate) grace: Duration,
    /// Where the chain was at the last fault.
    pub(crate) tip_then: Arc<OnceLock<u64>>,
}

impl Settled {
    fn check(&self, states: &[&NodeState], all_started: bool) -> Result<bool, String> {
        let world = &self.world;
        if let Some(violation) = world.violation.lock().clone() {
            return Err(violation);
        }
        let Some(now) = states.first().map(|state| state.elapsed()) else {
            return Ok(false);
        };
        what_was_left_is_final(world, now)?;
        if now < self.calm_from {
            return Ok(false);
        }
        let then = *self.tip_then.get_or_init(|| world.tip());
        let wanted = (then + BLOCKS_AFTER)
            .max(self.last_receipt())
            .max(world.least_blocks);
        let tips: BTreeMap<usize, u64> = world
            .honest_running()
            .iter()
            .map(|(index, node)| (*index, node.ledger.tip().header.number))
            .collect();
        let arrived = tips.values().filter(|tip| **tip >= wanted).count();
        let settled = all_started && world.is_done() && arrived == world.honest();
        if !settled && now > self.calm_from + self.grace {
            let (sent, known) = world.progress();
            let to_send = world.to_send();
            let change = match world.has_changed() {
                true => "",
                false => "; what the members decided has not happened",
            };
            let halts = world.halts.load(Ordering::Relaxed);
            return Err(format!(
                "no progress for {} s after the last fault: block {wanted} is wanted of {} validators, and they stand \
                 at {tips:?}; {known} of {sent} transactions have receipts, {to_send} are to be sent{change}; {halts} \
                 stops for new rules",
                self.grace.as_secs(),
                world.honest(),
            ));
        }
        Ok(settled)
    }

    fn last_receipt(&self) -> u64 {
        let accounts = self.world.accounts.lock();
        let sent = accounts.iter().flat_map(|account| &account.sent);
        let heights = sent.filter_map(|one| one.receipt.map(|(height, _)| height));
        heights.max().unwrap_or(0)
    }
}

/// What a validator left to others that had heard of it is final without it.
fn what_was_left_is_final(world: &World, now: Duration) -> Result<(), String> {
    let Some(left) = world.left.lock().clone() else {
        return Ok(());
    };
    let missing = left.transactions.iter().find(|hash| !world.is_final(hash));
    match missing.filter(|_| now > left.at + WITHOUT) {
        None => Ok(()),
        Some(hash) => Err(format!(
            "validator {} had taken transaction {hash} and others had heard of it, and it is not final {} s after that \
             validator stopped",
            left.validator,
            WITHOUT.as_secs(),
        )),
    }
}

impl ExitCondition<PublicKey, NodeState> for Settled {
    fn name(&self) -> &str {
        "everything is final and the chain goes on"
    }

    fn requires_polling(&self) -> bool {
        true
    }

    fn reached<'a>(
        &'a self,
        _: &'a ProgressTracker<PublicKey>,
        states: &'a [&'a NodeState],
        target_count: usize,
    ) -> BoxFuture<'a, Result<bool, String>> {
        let all_started = target_count == self.world.keys.len();
        Box::pin(std::future::ready(self.check(states, all_started)))
    }
}

/// What every honest validator has on its disk is what was told, and what clients know; and no PoS is lost.
#[derive(Clone)]
pub(crate) struct Books(pub(crate) Arc<World>);

impl Property<PublicKey, NodeState> for Books {
    fn name(&self) -> &str {
        "one chain, every receipt kept, the supply conserved"
    }

    fn check<'a>(
        &'a self,
        _: &'a ProgressTracker<PublicKey>,
        _: &'a [&'a NodeState],
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let honest = self.0.honest_running();
            if honest.len() != self.0.honest() {
                return Err(format!("{} honest validators run", honest.len()));
            }
            let tips = honest.values().map(|node| node.ledger.tip().header.number);
            let common = tips.min().expect("there are honest validators");
            let told = self.0.told.lock().clone();
            for (index, node) in &honest {
                let begins_with_state = self.0.begins_with_state(*index);
                same_chain(*index, node, &told, begins_with_state).await?;
            }
            receipts_are_kept(&self.0, &told)?;
            let mut balances = None;
            for (index, node) in &honest {
                let here = balances_at(&self.0, node, common).await?;
                let sum = Amount::checked_sum(here.iter().copied());
                if sum != Some(SUPPLY) {
                    return Err(format!(
                        "validator {index} has {sum:?} in all accounts together after block {common}, not {SUPPLY}"
                    ));
                }
                let first = balances.get_or_insert_with(|| here.clone());
                if *first != here {
                    return Err(format!(
                        "validator {index} has other balances after block {common} than another"
                    ));
                }
            }
            Ok(())
        })
    }
}

/// Compares a validator's disk with what was told of each height, by anybody.
async fn same_chain(
    index: usize,
    node: &Running,
    told: &BTreeMap<u64, Told>,
    begins_with_state: bool,
) -> Result<(), String> {
    let tip = node.ledger.tip().header.number;
    let first = match begins_with_state {
        true => node.ledger.first(),
        false => 1,
    };
    for (number, told) in told.range(first..=tip) {
        let Some(block) = node.ledger.block(*number).await else {
            return Err(format!("validator {index} has lost block {number}"));
        };
        let here = Told::of(&block);
        if here != *told {
            return Err(format!(
                "validator {index} has {here:?} as block {number}, told was {told:?}"
            ));
        }
        let on_disk = node.results.get(*number).await;
        let receipts = on_disk.as_ref().map(receipts_hash);
        if receipts != Some(told.receipts) {
            return Err(format!(
                "validator {index} has lost receipts of block {number}: {on_disk:?}"
            ));
        }
    }
    Ok(())
}

/// Every receipt that a client was given is where it was, and every transaction is final once.
pub(crate) fn receipts_are_kept(world: &World, told: &BTreeMap<u64, Told>) -> Result<(), String> {
    let mut places: BTreeMap<B256, Vec<(u64, usize)>> = BTreeMap::new();
    for (number, block) in told {
        for (position, hash) in block.transactions.iter().enumerate() {
            places.entry(*hash).or_default().push((*number, position));
        }
    }
    if let Some((hash, places)) = places.iter().find(|(_, places)| places.len() > 1) {
        return Err(format!(
            "transaction {hash} is final {} times: {places:?}",
            places.len()
        ));
    }
    let accounts = world.accounts.lock();
    for sent in accounts.iter().flat_map(|account| &account.sent) {
        let found = places.get(&sent.hash).map(|places| places[0]);
        if sent.receipt.is_none() || found != sent.receipt {
            return Err(format!(
                "transaction {} was told to be final at {:?}, and is at {found:?}",
                sent.hash, sent.receipt
            ));
        }
    }
    Ok(())
}

async fn balances_at(world: &World, node: &Running, height: u64) -> Result<Vec<Amount>, String> {
    let holders = world.holders();
    let keys: Vec<_> = holders.iter().map(account_key).collect();
    let values = node.ledger.read(height, &keys).await;
    let values = values.map_err(|error| error.to_string())?;
    let balance = |value: &Option<bytes::Bytes>| {
        let account = value.as_ref().map(|value| Account::from_value(value));
        account.map_or(Amount::ZERO, |account| account.balance)
    };
    Ok(values.iter().map(balance).collect())
}
