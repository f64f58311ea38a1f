//! Sets of validators that follow from genesis, and what does not follow.

use super::*;
use wepos_chain::{
    header::{Extra, Proposal as Position},
    testing::validator,
    validators::Validator,
};

/// Blocks of an epoch.
const BLOCKS: u64 = 8;

/// A network of the validators 1 to 4.
fn network() -> Network {
    let mut document = genesis(&[&Member::named("rich")], None);
    document.validators = set(&[1, 2, 3, 4]);
    document.limits.epoch_blocks = BLOCKS;
    Network::new(document).unwrap()
}

fn set(numbers: &[u8]) -> Vec<Validator> {
    numbers.iter().map(|number| validator(*number)).collect()
}

/// A certificate of `payload` by a quorum of `signers`, who are all the validators there are, in `epoch`.
fn certify(network: &Network, signers: &[u8], epoch: u64, payload: B256) -> RawBytes {
    let keys: Vec<_> = signers.iter().map(|number| key(*number)).collect();
    let quorum = &keys[..keys.len() - (keys.len() - 1) / 3];
    let all = ValidatorSet::new(0, set(signers));
    certificate(network, &all, quorum, epoch, payload).unwrap()
}

fn key(number: u8) -> ed25519::PrivateKey {
    ed25519::PrivateKey::decode(Bytes::copy_from_slice(&[number; 32])).unwrap()
}

/// The last header of an epoch that commits to a set.
fn boundary(epoch: u64, next: &ValidatorSet, version: u16) -> RawBytes {
    let extra = Extra {
        protocol_version: version,
        millis: 0,
        proposal: Position {
            epoch,
            view: 7,
            parent_view: 6,
            leader: [1; 32],
        },
        ops_root: [0; 32],
        ops_start: 0,
        ops_end: 1,
        seed_signature: None,
        next_validators: Some(next.hash()),
    };
    let header = Header {
        number: (epoch + 1) * BLOCKS - 1,
        extra_data: extra.to_bytes(),
        ..Header::default()
    };
    let mut bytes = Vec::new();
    header.encode(&mut bytes);
    bytes.into()
}

/// The change number `number`, settled in `epoch` by its `signers`.
fn change(
    network: &Network,
    (number, epoch): (u64, u64),
    signers: &[u8],
    next: &[u8],
) -> ChangeProof {
    let header = boundary(epoch, &ValidatorSet::new(number, set(next)), 1);
    ChangeProof {
        finalization: certify(network, signers, epoch, keccak256(&header)),
        header,
        validators: set(next),
    }
}

/// Three changes: one joins with epoch 1, one leaves with epoch 2, and with epoch 6 one has other keys.
fn changes(network: &Network) -> Vec<ChangeProof> {
    vec![
        change(network, (1, 0), &[1, 2, 3, 4], &[1, 2, 3, 4, 5]),
        change(network, (2, 1), &[1, 2, 3, 4, 5], &[2, 3, 4, 5]),
        change(network, (3, 5), &[2, 3, 4, 5], &[9, 3, 4, 5]),
    ]
}

fn follow(network: &Network, changes: Vec<ChangeProof>) -> Result<KnownValidators, ProofError> {
    let mut known = KnownValidators::genesis(network);
    known.follow(&CertificateChain {
        format: FORMAT.to_owned(),
        genesis: network.hash(),
        changes,
    })?;
    Ok(known)
}

#[track_caller]
fn refused(network: &Network, changes: Vec<ChangeProof>, reason: &str) {
    let error = follow(network, changes).expect_err("it does not follow");
    assert_eq!(error.step, Step::Validators);
    assert!(error.to_string().contains(reason), "{error}");
}

#[test]
fn sets_follow_from_genesis_and_each_certifies_its_own_epochs() {
    let network = network();
    let known = follow(&network, changes(&network)).unwrap();
    assert_eq!((known.changes(), known.newest().0), (3, 6));
    let block = B256::repeat_byte(7);
    let sets: [(&[u8], std::ops::Range<u64>); 4] = [
        (&[1, 2, 3, 4], 0..1),
        (&[1, 2, 3, 4, 5], 1..2),
        (&[2, 3, 4, 5], 2..6),
        (&[9, 3, 4, 5], 6..9),
    ];
    for (signers, epochs) in &sets {
        for epoch in 0..9 {
            let certificate = certify(&network, signers, epoch, block);
            let holds = known.certifier(epoch).check(&certificate).is_ok();
            assert_eq!(
                holds,
                epochs.contains(&epoch),
                "{signers:?} in epoch {epoch}"
            );
            let elsewhere = known.certifier(epoch + 1).check(&certificate);
            assert!(elsewhere.is_err(), "a certificate is of one epoch");
        }
    }
}

#[test]
fn a_forged_set_and_a_change_that_is_left_out_do_not_follow() {
    let network = network();
    let good = changes(&network);
    let mut forged = good.clone();
    forged[0].validators = set(&[6, 7, 8]);
    refused(
        &network,
        forged,
        "change 1: its header commits to other validators",
    );
    // Signed by validators of nobody's choice.
    let own = change(&network, (1, 0), &[6, 7, 8, 9], &[6, 7, 8]);
    refused(
        &network,
        vec![own],
        "change 1: it is not signed by a quorum",
    );
    refused(&network, good[1..].to_vec(), "change 1");
    let skipped = vec![good[0].clone(), good[2].clone()];
    refused(&network, skipped, "change 2");
    // Also where the same quorum could have signed: the number of the set says that one is missing.
    let next = ValidatorSet::new(2, set(&[1, 2, 3, 9]));
    let header = boundary(3, &next, 1);
    let missing = ChangeProof {
        finalization: certify(&network, &[1, 2, 3, 4], 3, keccak256(&header)),
        header,
        validators: set(&[1, 2, 3, 9]),
    };
    refused(
        &network,
        vec![missing],
        "another number of changes before them",
    );
    let swapped = vec![good[1].clone(), good[0].clone()];
    refused(&network, swapped, "change 1");
}

#[test]
fn a_change_of_another_epoch_version_or_place_does_not_follow() {
    let network = network();
    let header = boundary(0, &ValidatorSet::new(1, set(&[1, 2, 3])), 1);
    let other_epoch = ChangeProof {
        finalization: certify(&network, &[1, 2, 3, 4], 1, keccak256(&header)),
        header,
        validators: set(&[1, 2, 3]),
    };
    refused(&network, vec![other_epoch], "it is of another epoch");
    let header = boundary(0, &ValidatorSet::new(1, set(&[1, 2, 3])), 2);
    let other_version = ChangeProof {
        finalization: certify(&network, &[1, 2, 3, 4], 0, keccak256(&header)),
        header,
        validators: set(&[1, 2, 3]),
    };
    refused(&network, vec![other_version], "install a newer release");
    let mut inside =
        Header::decode(&mut boundary(0, &ValidatorSet::new(1, set(&[1])), 1).as_ref()).unwrap();
    inside.number -= 1;
    let mut header = Vec::new();
    inside.encode(&mut header);
    let inside = ChangeProof {
        finalization: certify(&network, &[1, 2, 3, 4], 0, keccak256(&header)),
        header: header.into(),
        validators: set(&[1]),
    };
    refused(&network, vec![inside], "not the last of an epoch");
    let mut empty = changes(&network);
    empty[0].validators.clear();
    refused(&network, empty, "no network has this many validators");
}

#[test]
fn any_byte_of_a_change_that_is_flipped_is_found() {
    let network = network();
    let good = change(&network, (1, 0), &[1, 2, 3, 4], &[1, 2, 3, 4, 5]);
    let flip = |bytes: &RawBytes, at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        RawBytes::from(bytes)
    };
    for at in 0..good.header.len() {
        let header = flip(&good.header, at);
        refused(
            &network,
            vec![ChangeProof {
                header,
                ..good.clone()
            }],
            "change 1",
        );
    }
    for at in 0..good.finalization.len() {
        let finalization = flip(&good.finalization, at);
        refused(
            &network,
            vec![ChangeProof {
                finalization,
                ..good.clone()
            }],
            "change 1",
        );
    }
    for place in 0..good.validators.len() {
        let mut changed = good.clone();
        changed.validators[place].public_key.0[3] ^= 1;
        refused(&network, vec![changed], "change 1");
        let mut changed = good.clone();
        changed.validators[place].address.push('1');
        refused(&network, vec![changed], "change 1");
    }
    follow(&network, vec![good]).unwrap();
}
