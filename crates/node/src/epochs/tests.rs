use super::*;
use alloy_primitives::B256;
use futures::FutureExt as _;
use wepos_chain::{
    genesis::SeedKey,
    testing::{Member, genesis},
    time::Timestamp,
    validators::Validator,
};

fn key(seed: u64) -> PrivateKey {
    PrivateKey::from_seed(seed)
}

fn set(seeds: impl IntoIterator<Item = u64>) -> ValidatorSet {
    let validator = |seed: u64| Validator {
        name: format!("validator {seed}"),
        public_key: B256::from_slice(key(seed).public_key().as_ref()),
        seed_key: SeedKey::new(vec![0; 96]).unwrap(),
        address: String::new(),
    };
    ValidatorSet::new(0, seeds.into_iter().map(validator).collect())
}

fn network() -> Network {
    let mut document = genesis(&[&Member::named("rich")], None);
    document.limits.epoch_blocks = 8;
    Network::new(document).unwrap()
}

fn epochs(seed: u64) -> Epochs {
    Epochs::new(&network(), Some(key(seed)))
}

#[test]
fn a_height_alone_says_which_epoch_it_belongs_to() {
    let epochs = epochs(1);
    assert_eq!((epochs.of(0), epochs.of(7), epochs.of(8)), (0, 0, 1));
    assert_eq!((epochs.first(3), epochs.last(3)), (24, 31));
}

#[test]
fn a_node_signs_in_the_epochs_that_list_its_key_and_verifies_in_the_others() {
    let epochs = epochs(1);
    epochs.enter(0, set([1, 2]));
    epochs.enter(1, set([2, 3]));
    let signs = |epoch| {
        let scheme = epochs.scheme(epoch).now_or_never().expect("entered");
        scheme.me().is_some()
    };
    assert!(signs(0));
    assert!(!signs(1));
    let newest = EpochStatus {
        epoch: 1,
        validators: 2,
        signs: false,
    };
    assert_eq!(epochs.status(), Some(newest));
}

#[test]
fn validators_are_waited_for_until_their_epoch_is_entered() {
    let epochs = epochs(1);
    epochs.enter(4, set([1]));
    assert!(epochs.scoped(Epoch::new(5)).is_none());
    let mut waiting = Box::pin(epochs.validators(5));
    assert!((&mut waiting).now_or_never().is_none());
    epochs.enter(5, set([1, 2]));
    let validators = waiting.now_or_never().expect("entered");
    assert_eq!(*validators, set([1, 2]));
}

#[test]
fn the_newest_epoch_is_told_and_never_an_older_one() {
    let epochs = epochs(1);
    let mut newest = epochs.subscribe();
    epochs.enter(7, set([1]));
    assert!(newest.has_changed().unwrap());
    assert_eq!(*newest.borrow_and_update(), Some(7));
    // As after a restart: a block that is applied again enters its epoch again.
    epochs.enter(7, set([1]));
    epochs.enter(6, set([1]));
    assert!(!newest.has_changed().unwrap());
}

#[test]
fn old_epochs_are_forgotten() {
    let epochs = epochs(1);
    for epoch in 0..100 {
        epochs.enter(epoch, set([1]));
    }
    assert_eq!(epochs.0.known.read().len() as u64, KEPT + 1);
    assert!(epochs.scoped(Epoch::new(98)).is_some());
    assert!(epochs.scoped(Epoch::new(96)).is_none());
}

#[test]
fn a_validator_halts_when_the_network_knows_it_by_its_next_key() {
    let epochs = Epochs::with_next_key(&network(), Some(key(1)), Some(key(2).public_key()));
    epochs.enter(0, set([1, 3]));
    // It has not been taken over: somebody else's change.
    epochs.enter(1, set([1, 4]));
    assert_eq!(epochs.halt_reason(), None);
    epochs.enter(2, set([2, 4]));
    assert_eq!(
        epochs.halted().now_or_never(),
        Some(Halt::NextKey { epoch: 2 })
    );
}

#[test]
fn a_validator_that_is_removed_does_not_halt() {
    let epochs = Epochs::with_next_key(&network(), Some(key(1)), Some(key(2).public_key()));
    epochs.enter(0, set([1, 3]));
    epochs.enter(1, set([3]));
    assert_eq!(epochs.halt_reason(), None);
}

#[test]
fn the_first_reason_to_halt_stays() {
    let epochs = epochs(1);
    let mut halted = Box::pin(epochs.halted());
    assert!((&mut halted).now_or_never().is_none());
    let unknown = Halt::Protocol(UnknownProtocol {
        version: 7,
        since: Timestamp::from_millis(0),
        known: 1,
    });
    epochs.halt(unknown);
    epochs.halt(Halt::NextKey { epoch: 1 });
    assert_eq!(halted.now_or_never(), Some(unknown));
    assert!(unknown.to_string().contains("version 7"), "{unknown}");
    assert!(unknown.in_chinese().contains('7'));
}
