use super::*;
use commonware_cryptography::{Signer as _, certificate::Scheme as _};
use commonware_utils::NZU64;
use futures::FutureExt as _;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::from_seed(seed)
}

fn set(seeds: impl IntoIterator<Item = u64>) -> ValidatorSet {
    Set::from_iter_dedup(seeds.into_iter().map(|seed| key(seed).public_key()))
}

fn epochs(seed: u64) -> Epochs {
    Epochs::new(b"network".to_vec(), Some(key(seed)), NZU64!(8))
}

#[test]
fn a_height_alone_says_which_epoch_it_belongs_to() {
    let epochs = epochs(1);
    assert_eq!((epochs.of(0), epochs.of(7), epochs.of(8)), (0, 0, 1));
    assert_eq!((epochs.first(3), epochs.last(3)), (24, 31));
    let last: Vec<u64> = (0..24).filter(|height| epochs.is_last(*height)).collect();
    assert_eq!(last, [7, 15, 23]);
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
