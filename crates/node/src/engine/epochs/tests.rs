use super::*;
use commonware_cryptography::{Signer as _, ed25519::PrivateKey};
use commonware_runtime::IoBuf;

fn message(sender: u64, content: u8) -> Message<PublicKey> {
    let sender = PrivateKey::from_seed(sender).public_key();
    (sender, IoBuf::from(vec![content]))
}

fn contents(messages: VecDeque<Message<PublicKey>>) -> Vec<u8> {
    messages
        .iter()
        .map(|(_, bytes)| bytes.as_ref()[0])
        .collect()
}

#[test]
fn early_messages_are_given_to_their_epoch_in_order_and_once() {
    let mut early = Early::default();
    for content in 0..3 {
        early.keep(5, message(u64::from(content), content));
    }
    assert!(early.take(4).is_empty());
    assert_eq!(contents(early.take(5)), [0, 1, 2]);
    assert!(early.take(5).is_empty());
}

#[test]
fn a_sender_that_floods_an_epoch_before_it_begins_pushes_out_its_own_messages_only() {
    let mut early = Early::default();
    early.keep(5, message(1, 200));
    let flood = u8::try_from(EARLY_MESSAGES).unwrap() + 3;
    for content in 0..flood {
        early.keep(5, message(2, content));
    }
    let kept = contents(early.take(5));
    assert_eq!(kept[0], 200);
    assert_eq!(kept[1..], (3..flood).collect::<Vec<_>>());
}

#[test]
fn early_messages_of_an_epoch_that_was_passed_over_are_dropped() {
    let mut early = Early::default();
    early.keep(5, message(1, 1));
    early.keep(6, message(1, 2));
    assert!(early.take(5).is_empty());
    assert_eq!(contents(early.take(6)), [2]);
}
