//! Validators that change their own keys.

use super::{World, adding, events, named};
use crate::{
    block::Event,
    testing::validator,
    validators::{KeyChange, Validator, is_public_key},
};
use alloy_primitives::{B256, Bytes};
use wepos_abi::INetwork;

#[test]
fn a_validator_changes_its_keys_by_its_own_signature_whoever_sends_it() {
    let mut world = World::new();
    let change = world.rotation(2, 9);
    let receipt = world.done(&change);
    let from = world.epoch() + 1;
    let told: Vec<_> = receipt.logs.iter().map(Event::to_log).collect();
    let queued: Vec<INetwork::KeysQueued> = events(&told);
    assert_eq!((queued.len(), queued[0].fromEpoch), (1, from));
    let (last, next) = world.end_epoch();
    let expected = named(&[(1, 1), (2, 9), (3, 3)]);
    assert_eq!(next, expected, "it keeps its name and its place");
    let changed: Vec<INetwork::ValidatorChanged> = events(&last);
    assert_eq!(changed[0].oldKey, validator(2).public_key);
    assert_eq!(changed[0].newKey, validator(9).public_key);
}

#[test]
fn an_address_changes_without_the_keys() {
    let mut world = World::new();
    let moved = Validator {
        address: "[2001:db8::7]:9771".into(),
        ..validator(3)
    };
    let change = world.change(3, moved.clone(), 3);
    world.done(&change);
    assert_eq!(world.end_epoch().1[2], moved);
}

#[test]
fn keys_wait_for_no_decision_and_all_change_with_the_same_epoch() {
    let mut world = World::with(|genesis| genesis.limits.epoch_blocks = 64);
    world.decide(&adding(4));
    world.decide(&adding(5));
    for (old, new) in [(1, 11), (2, 12), (3, 13)] {
        let change = world.rotation(old, new);
        world.done(&change);
    }
    let next = named(&[(1, 11), (2, 12), (3, 13), (4, 4)]);
    assert_eq!(world.end_epoch().1, next);
}

#[test]
fn what_is_sent_in_the_last_block_of_an_epoch_waits_for_the_end_of_the_next() {
    let mut world = World::new();
    world.before_epoch_ends();
    let change = world.rotation(2, 9);
    let receipt = world.done(&change);
    assert!(world.chain.network().ends_epoch(world.chain.number()));
    let told: Vec<_> = receipt.logs.iter().map(Event::to_log).collect();
    let queued: Vec<INetwork::KeysQueued> = events(&told);
    assert_eq!(queued[0].fromEpoch, world.epoch() + 2);
    let waiting = world.view(&INetwork::waitingCall {});
    assert_eq!(waiting[0].fromEpoch, world.epoch() + 2);
    let next = world.end_epoch().1;
    assert_eq!(next, named(&[(1, 1), (2, 9), (3, 3)]));
}

#[test]
fn a_change_cannot_be_sent_again_when_the_old_key_is_back() {
    let mut world = World::new();
    let first = world.rotation(2, 9);
    world.done(&first);
    world.end_epoch();
    let back = world.change(9, validator(2), 2);
    world.done(&back);
    world.end_epoch();
    assert_eq!(world.end_epoch().1, named(&[(1, 1), (2, 2), (3, 3)]));
    world.refused(
        &first,
        INetwork::WrongNumber {
            publicKey: validator(2).public_key,
            number: 0,
            expected: 1,
        },
    );
}

#[test]
fn any_part_that_is_not_what_was_signed_is_refused() {
    let mut world = World::new();
    let good = world.rotation(2, 9);
    let old_key = good.oldKey;
    let wrong = |key| INetwork::WrongSignature { publicKey: key };
    let flipped = |bytes: &Bytes| {
        let mut bytes = bytes.to_vec();
        bytes[5] ^= 1;
        Bytes::from(bytes)
    };
    let changed: Vec<fn(&mut INetwork::changeValidatorCall)> = vec![
        |call| call.newKey = validator(8).public_key,
        |call| call.newSeedKey = validator(8).seed_key.as_bytes().to_vec().into(),
        |call| call.endpoint = "evil.example.org:1".into(),
        |call| call.endpoint.clear(),
        |call| call.signature = call.newSignature.clone(),
        |call| call.signature = Bytes::new(),
        |call| call.signature = [&call.signature[..], &[0]].concat().into(),
    ];
    for change in changed {
        let mut call = good.clone();
        change(&mut call);
        world.refused(&call, wrong(old_key));
    }
    let mut call = good.clone();
    call.signature = flipped(&good.signature);
    world.refused(&call, wrong(old_key));
    let mut call = good.clone();
    call.newSignature = flipped(&good.newSignature);
    world.refused(&call, wrong(good.newKey));
    // That the new key is somebody's who does not know of it is not enough.
    let stolen = world.change(2, validator(9), 2);
    world.refused(&stolen, wrong(good.newKey));
    world.done(&good);
}

#[test]
fn a_signature_for_one_network_means_nothing_in_another() {
    let mut world = World::new();
    let text = |genesis: B256, chain_id: u64| KeyChange {
        genesis,
        chain_id,
        number: 0,
        old_key: validator(2).public_key,
        new_key: validator(9).public_key,
        new_seed_key: validator(9).seed_key,
        address: validator(9).address,
    };
    let (genesis, chain_id) = (
        world.chain.network().hash(),
        world.chain.network().chain_id(),
    );
    for text in [text(B256::ZERO, chain_id), text(genesis, chain_id + 1)] {
        let mut call = world.rotation(2, 9);
        call.signature = text.sign(&[2; 32]).to_vec().into();
        call.newSignature = text.sign(&[9; 32]).to_vec().into();
        let key = validator(2).public_key;
        world.refused(&call, INetwork::WrongSignature { publicKey: key });
    }
}

#[test]
fn the_text_that_is_signed_says_everything_once_and_in_words() {
    let text = KeyChange {
        genesis: B256::repeat_byte(1),
        chain_id: 20_001,
        number: 7,
        old_key: B256::repeat_byte(2),
        new_key: B256::repeat_byte(3),
        new_seed_key: crate::genesis::SeedKey::new(vec![4; 96]).unwrap(),
        address: "node.example.org:9771".into(),
    };
    let hex = |byte: &str, count: usize| byte.repeat(count);
    let expected = format!(
        "WePoS: change the keys or the address of a validator\nnetwork: 0x{}\nchain id: 20001\nnumber: 7\nold key: \
         0x{}\nnew key: 0x{}\nnew seed key: 0x{}\naddress: node.example.org:9771\n",
        hex("01", 32),
        hex("02", 32),
        hex("03", 32),
        hex("04", 96)
    );
    assert_eq!(text.text(), expected);
}

#[test]
fn points_of_small_order_and_other_spellings_of_a_key_are_no_keys() {
    for number in 1..50 {
        assert!(is_public_key(&validator(number).public_key.0));
    }
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut not_reduced = [0xff; 32];
    // 2^255 - 18: one more than the field's prime, so another spelling of 1.
    not_reduced[0] = 0xee;
    not_reduced[31] = 0x7f;
    let order_two = {
        let mut bytes = [0xff; 32];
        bytes[0] = 0xec;
        bytes[31] = 0x7f;
        bytes
    };
    let no_point = (0..=u8::MAX)
        .map(|byte| [byte; 32])
        .find(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).is_err())
        .unwrap();
    for bytes in [[0; 32], identity, not_reduced, order_two, no_point] {
        assert!(!is_public_key(&bytes), "{bytes:02x?}");
    }
}
