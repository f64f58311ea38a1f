//! Those who use the network: members who send transfers, wait for their receipts, and ask again when none comes.
//!
//! The clients of some members live on each honest validator's machine and rest while it is down. What they know lies
//! in the [`World`], as on their owners' own disks. They send to that validator alone; what has no receipt after a
//! while they send once more, to any that runs.

use crate::{
    chance::Chance,
    world::{Account, Fuse, Left, MEMBERS, Running, Sabotage, Sent, World, elapsed},
};
use alloy_primitives::{B256, Bytes, keccak256};
use commonware_runtime::{Clock as _, deterministic};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use wepos_chain::{amounts::Amount, transaction::MAX_TRANSACTION_GAS};

/// How long a client waits between two looks.
const LEAST_PAUSE: Duration = Duration::from_millis(100);
const MOST_PAUSE: Duration = Duration::from_millis(700);

/// Transactions of a member that may wait for their receipts.
const MOST_OPEN: usize = 3;

/// After how long without a receipt a client sends once more.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// How long after a validator took a transaction the others have heard of it, on a network that loses nothing.
const HEARING: Duration = Duration::from_millis(100);

/// Runs the clients on the machine of validator `index`, until it goes down.
pub(crate) async fn run(context: deterministic::Context, world: Arc<World>, index: usize) {
    let mut chance = world.chance(100 + index as u64);
    let honest = world.takers();
    let place = honest.iter().position(|validator| *validator == index);
    let place = place.expect("clients live with honest validators");
    let members: Vec<usize> = (0..MEMBERS)
        .filter(|member| member % honest.len() == place)
        .collect();
    loop {
        context.sleep(chance.between(LEAST_PAUSE, MOST_PAUSE)).await;
        for member in &members {
            look(&world, index, *member).await;
            ask_again(&context, &world, *member, &mut chance).await;
            send(&context, &world, index, *member, &mut chance).await;
        }
    }
}

/// Looks for receipts, first of all on the own machine.
async fn look(world: &World, index: usize, member: usize) {
    let Some(node) = world.running.lock().get(&index).cloned() else {
        return;
    };
    let open: Vec<(usize, _)> = {
        let accounts = world.accounts.lock();
        let sent = accounts[member].sent.iter().enumerate();
        sent.filter(|(_, one)| one.receipt.is_none())
            .map(|(place, one)| (place, one.hash))
            .collect()
    };
    for (place, hash) in open {
        if let Some((block, position)) = node.ledger.transaction(hash).await {
            let mut height = block.header.number;
            if world.sabotage == Some(Sabotage::FalseReceipt) && (member, place) == (0, 0) {
                height += 1;
            }
            let receipt = &block.receipts[position];
            if !receipt.success {
                let reason = wepos_abi::describe_revert(&receipt.error);
                let text =
                    format!("what member {member} sent as number {place} failed: {reason:?}");
                world.violation.lock().get_or_insert(text);
            }
            let mut accounts = world.accounts.lock();
            accounts[member].sent[place].receipt = Some((height, position));
        }
    }
}

/// Sends to any validator what has no receipt after a while.
async fn ask_again(
    context: &deterministic::Context,
    world: &World,
    member: usize,
    chance: &mut Chance,
) {
    let again: Vec<(usize, Bytes)> = {
        let accounts = world.accounts.lock();
        let now = elapsed(context);
        let sent = accounts[member].sent.iter().enumerate();
        sent.filter(|(_, one)| one.receipt.is_none() && now > one.since + PATIENCE)
            .map(|(place, one)| (place, one.raw.clone()))
            .collect()
    };
    for (place, raw) in again {
        let takers = world.takers();
        let validator = takers[chance.index(takers.len())];
        let Some(Running { admission, .. }) = world.running.lock().get(&validator).cloned() else {
            continue;
        };
        world.repeated.fetch_add(1, Ordering::Relaxed);
        // Whatever it says, the receipt decides: it may know the transaction already.
        let _ = admission.submit(vec![raw]).await;
        let one = &mut world.accounts.lock()[member].sent[place];
        (one.with, one.since) = (validator, elapsed(context));
    }
}

/// Sends the member's next transfer to the own validator. The others hear of it from there.
async fn send(
    context: &deterministic::Context,
    world: &World,
    index: usize,
    member: usize,
    chance: &mut Chance,
) {
    let (nonce, open) = {
        let accounts = world.accounts.lock();
        let Account { sent } = &accounts[member];
        let open = sent.iter().filter(|one| one.receipt.is_none()).count();
        (sent.len(), open)
    };
    if !world.has_turn(member) {
        return;
    }
    let scripts = usize::from(member < world.script.len());
    if nonce == world.quota + scripts || open >= MOST_OPEN || chance.once_in(3) {
        return;
    }
    let receivers = world.receivers();
    let to = receivers[chance.index(receivers.len())];
    let value = Amount::pos(1 + chance.below(20));
    let chain_id = world.network.chain_id();
    let member_key = &world.members[member];
    let raw = match world.scripted(member) {
        Some((to, input)) => {
            let gas = MAX_TRANSACTION_GAS;
            let input = input.clone();
            member_key.transaction_with_gas(chain_id, 0, *to, Amount::ZERO, input, gas)
        }
        None => member_key.transaction(chain_id, nonce as u64, to, value, Vec::new()),
    };
    let Some(Running { admission, .. }) = world.running.lock().get(&index).cloned() else {
        return;
    };
    // A transaction that was not taken was never sent; the next one has its nonce.
    if admission.submit(vec![raw.clone()]).await[0].is_ok() {
        let hash = keccak256(&raw);
        let sent = Sent {
            hash,
            raw,
            with: index,
            since: elapsed(context),
            receipt: None,
        };
        world.accounts.lock()[member].sent.push(sent);
        stop_when_heard(context, world, index, nonce, hash).await;
    }
}

/// Stops the validator, if it is the one that is to stop, as soon as another one has heard of the transaction.
async fn stop_when_heard(
    context: &deterministic::Context,
    world: &World,
    index: usize,
    nonce: usize,
    hash: B256,
) {
    let is_fused = |fuse: Fuse| fuse.validator == index && nonce >= fuse.transaction;
    if !world.fuse.is_some_and(is_fused) || world.left.lock().is_some() {
        return;
    }
    let taken_at = elapsed(context);
    while !world.is_heard(index, &hash) && elapsed(context) < taken_at + HEARING {
        context.sleep(Duration::from_millis(1)).await;
    }
    let Some(Running { power, .. }) = world.running.lock().get(&index).cloned() else {
        return;
    };
    let now = elapsed(context);
    let transactions: Vec<B256> = {
        let accounts = world.accounts.lock();
        let sent = accounts.iter().flat_map(|account| &account.sent);
        let here = sent.filter(|one| one.with == index && !world.is_final(&one.hash));
        here.filter(|one| now >= one.since + HEARING || world.is_heard(index, &one.hash))
            .map(|one| one.hash)
            .collect()
    };
    // If it was final before anybody could hear of it, the next one may be better.
    if transactions.contains(&hash) {
        *world.left.lock() = Some(Left {
            validator: index,
            at: now,
            transactions,
        });
        power.notify_one();
    }
}
