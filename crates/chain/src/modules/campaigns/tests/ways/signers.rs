//! Who recovers the signers of redemptions: whoever checks the transaction, or the rule.

use super::*;
use crate::tests::block_in_every_way;

/// The bytes by which an account that has sent nothing redeems something.
fn raw(world: &World, from: &Member, call: &ICampaigns::redeemCall) -> alloy_primitives::Bytes {
    let chain_id = world.chain.network().chain_id();
    let (to, input) = (addresses::CAMPAIGNS, call.abi_encode());
    from.transaction(chain_id, 0, to, Amount::ZERO, input)
}

#[test]
fn redemptions_are_one_run_in_which_no_signer_is_recovered() {
    let mut world = World::new();
    let event = world.open(world.terms_by(1, 20));
    let quiz = world.open(world.terms_by(2, 20));
    let mut calls: Vec<_> = (1..=9)
        .map(|number| {
            let member = World::member(number);
            let call = world.ticket(event, number as u32, member.address);
            raw(&world, &member, &call)
        })
        .collect();
    let newcomer = Member::named("somebody new");
    let call = world.ticket(event, 10, newcomer.address);
    calls.push(raw(&world, &newcomer, &call));
    let learner = World::member(10);
    let call = world.result(quiz, 1, learner.address);
    calls.push(raw(&world, &learner, &call));
    // What the agenda has to do is not theirs.
    world.chain.block_after(1_000, Vec::new());
    let (outcome, excluded) = world.chain.block_after(1_000, calls);
    assert!(excluded.is_empty());
    assert!(outcome.receipts.iter().all(|receipt| receipt.success));
    assert_eq!(world.chain.recovered, 0, "all follows from the bytes");
    assert_eq!(world.chain.rounds, 1, "and so do all keys");
    // Two campaigns, the stage, its funds; of each redemption account, submission, entry, fact, participant,
    // contributor, contribution; and the newcomer's anchor.
    assert_eq!(outcome.writes.len(), 4 + 11 * 7 + 1);
}

#[test]
fn a_redemption_has_one_outcome_whoever_recovers_its_signers() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 20));
    let members: Vec<_> = (1..=5).map(World::member).collect();
    let good = |number: u32| world.ticket(id, number, members[number as usize - 1].address);
    let forged = ICampaigns::redeemCall {
        signature: world.signed(&members[1], &good(2).attestation).into(),
        ..good(2)
    };
    let stolen = ICampaigns::redeemCall {
        account: members[2].address,
        ..good(1)
    };
    // The holder's signature where the key's should be: known, for another hash.
    let swapped = ICampaigns::redeemCall {
        signature: good(4).holderSignature,
        holderSignature: good(4).signature,
        ..good(4)
    };
    let short = ICampaigns::redeemCall {
        holderSignature: good(5).holderSignature[..64].to_vec().into(),
        ..good(5)
    };
    let calls = [good(1), forged, stolen, swapped, short];
    let raw = (members.iter().zip(&calls))
        .map(|(member, call)| raw(&world, member, call))
        .collect();
    let run = block_in_every_way(&mut world.chain, 1_000, raw);
    assert!(run.excluded.is_empty());
    let succeeded: Vec<_> = (run.outcome.receipts.iter())
        .map(|receipt| receipt.success)
        .collect();
    assert_eq!(succeeded, [true, false, false, false, false]);
    world.assert_sound();
}
