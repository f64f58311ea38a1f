//! Sets of validators, and the epochs that they have.

use crate::{
    Network,
    genesis::SeedKey,
    header::{Extra, next_seed, seed_after},
    modules::network::{Change, history_key, history_length, history_length_key},
    state::Record as _,
    testing::{LAUNCH, Member, TestChain, genesis, seed_key, validator},
    tests::{header, members},
    time::Timestamp,
    validators::{ADDRESS_BYTES_MAX, VALIDATORS_MAX, Validator, ValidatorSet, is_address},
};
use alloy_primitives::B256;
use wepos_abi::{INetwork, addresses};

/// A chain whose epochs have `blocks` blocks.
fn chain(blocks: u64) -> TestChain {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], Some(60_000));
    genesis.limits.epoch_blocks = blocks;
    genesis.validators = (1..=3).map(validator).collect();
    TestChain::new(genesis)
}

#[test]
fn an_epoch_has_as_many_blocks_as_genesis_says_and_begins_at_a_multiple() {
    for blocks in [8, 9, 3_600, 1_000_000] {
        let mut genesis = genesis(&[&Member::named("alice")], None);
        genesis.limits.epoch_blocks = blocks;
        let network = Network::new(genesis).unwrap();
        let ends: Vec<u64> = (0..3 * blocks)
            .filter(|number| network.ends_epoch(*number))
            .collect();
        assert_eq!(ends, [blocks - 1, 2 * blocks - 1, 3 * blocks - 1]);
        for number in [0, blocks - 1, blocks, 3 * blocks - 1] {
            let epoch = network.epoch_of(number);
            assert_eq!(epoch, number / blocks);
            assert!(number <= network.last_of_epoch(epoch));
        }
        // The last epoch of all has no end that 64 bits can name.
        let last = network.epoch_of(u64::MAX);
        assert_eq!(network.last_of_epoch(last), u64::MAX - 1);
    }
}

#[test]
fn the_last_block_of_an_epoch_commits_to_the_validators_of_the_next_and_no_other_does() {
    let mut chain = chain(8);
    let genesis = ValidatorSet::genesis(chain.network());
    for number in 2..30 {
        let (outcome, _) = chain.block_after(1_000, Vec::new());
        let ends = [7, 15, 23].contains(&number);
        assert_eq!(outcome.next_validators.is_some(), ends, "block {number}");
        let placement = header::placement(number, chain.time());
        let built = outcome.header(&placement, &outcome.roots(), header::commitment());
        let extra = Extra::of(&built).unwrap();
        assert_eq!(extra.next_validators, ends.then(|| genesis.hash()));
        assert_eq!(extra.protocol_version, 1);
    }
}

#[test]
fn the_first_block_stores_the_set_of_genesis_where_a_reader_of_the_state_finds_it() {
    let chain = chain(8);
    let stored = |key| chain.state().get(&key);
    assert_eq!(history_length(None), 0);
    assert_eq!(history_length(stored(history_length_key())), 1);
    let change = Change::from_value(stored(history_key(0)).unwrap());
    let genesis = ValidatorSet::genesis(chain.network());
    assert_eq!(
        change,
        Change {
            epoch: 0,
            set: genesis.clone()
        }
    );

    let listed = chain.view(addresses::NETWORK, &INetwork::validatorsCall {});
    let listed: Vec<_> = listed
        .into_iter()
        .map(|one| Validator {
            name: one.name,
            public_key: one.publicKey,
            seed_key: SeedKey::new(one.seedKey).unwrap(),
            address: one.endpoint,
        })
        .collect();
    assert_eq!(listed, genesis.as_slice());
    let epoch = chain.view(addresses::NETWORK, &INetwork::epochCall {});
    assert_eq!((epoch.number, epoch.firstBlock, epoch.lastBlock), (0, 0, 7));
}

#[test]
fn a_full_set_fits_into_one_record() {
    let widest = Validator {
        name: "\u{1f600}".repeat(crate::genesis::NAME_MAX),
        address: "a".repeat(ADDRESS_BYTES_MAX),
        ..validator(1)
    };
    let change = Change {
        epoch: u64::MAX,
        set: ValidatorSet::new(u64::MAX, vec![widest; VALIDATORS_MAX]),
    };
    assert_eq!(Change::from_value(&change.to_value()), change);
}

#[test]
fn the_hash_of_a_set_depends_on_its_number_every_field_and_the_order() {
    let numbered = |number, change: fn(&mut Vec<Validator>)| {
        let mut all: Vec<_> = (1..=3).map(validator).collect();
        change(&mut all);
        ValidatorSet::new(number, all).hash()
    };
    let set = |change| numbered(1, change);
    let hashes = [
        set(|_| {}),
        numbered(2, |_| {}),
        set(|all| all.swap(0, 1)),
        set(|all| all.truncate(2)),
        set(|all| all[1].name.push('x')),
        set(|all| all[1].public_key = B256::repeat_byte(9)),
        set(|all| all[1].seed_key = validator(9).seed_key),
        set(|all| all[1].address.clear()),
    ];
    let distinct: std::collections::BTreeSet<_> = hashes.iter().collect();
    assert_eq!(distinct.len(), hashes.len());
}

#[test]
fn a_seed_is_checked_with_the_keys_of_the_epoch_s_validators() {
    let network = Network::new(genesis(&[&Member::named("alice")], None)).unwrap();
    let leader = [9; 32];
    let joined = Validator {
        public_key: leader.into(),
        seed_key: SeedKey::new(seed_key().public_key().to_vec()).unwrap(),
        ..validator(9)
    };
    let set = ValidatorSet::new(1, vec![validator(1), joined]);
    let signature = seed_key().sign(network.chain_id(), 1);
    let before = B256::repeat_byte(5);
    let hour = Timestamp::from_millis(LAUNCH.millis() + 3_600_000);
    let seed = |set: &ValidatorSet| {
        let parent = (before, LAUNCH);
        seed_after(&network, set, parent, hour, &leader, Some(&signature))
    };
    assert_eq!(seed(&set), Ok(next_seed(before, &signature)));
    let error = seed(&ValidatorSet::genesis(&network)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the proposer is not a validator")
    );
}

#[test]
fn an_address_is_a_host_and_a_port_or_nothing() {
    let longest = format!("{}:1", "a".repeat(ADDRESS_BYTES_MAX - 2));
    for good in [
        "",
        "node1:9771",
        "a.example.org:1",
        "10.0.0.1:65535",
        "[::1]:9771",
        "[2001:db8::7]:9771",
        &longest,
    ] {
        assert!(is_address(good), "{good}");
    }
    let too_long = format!("a{longest}");
    for bad in [
        "node1",
        ":9771",
        "node1:",
        "node1:0",
        "node1:09771",
        "node1:+1",
        "node1:65536",
        "node 1:9771",
        "node1:9771\n",
        "http://node1:9771",
        "a:b:9771",
        "::1:9771",
        "[]:9771",
        "[node1]:9771",
        "节点:9771",
        &too_long,
    ] {
        assert!(!is_address(bad), "{bad}");
    }
}
