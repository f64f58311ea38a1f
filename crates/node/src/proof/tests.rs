mod chain;

use super::*;
use crate::{
    node::Node,
    runtime::{MetricsSource, run, tests::solo},
};
use alloy_primitives::Address;
use commonware_consensus::{
    simplex::types::{Finalize, Proposal},
    types::{Epoch, Round, View},
};
use commonware_cryptography::{Signer as _, ed25519};
use futures::future::BoxFuture;
use proptest::prelude::*;
use std::sync::Arc;
use wepos_abi::addresses;
use wepos_chain::{
    amounts::Amount,
    genesis::ValidatorEntry,
    modules::token::{Account, account_key},
    state::Record as _,
    testing::{LAUNCH, Member, genesis},
};

/// A certificate of `payload` in `epoch`, signed by `signers` of the validators; nothing if they are no quorum.
fn certificate(
    network: &Network,
    validators: &ValidatorSet,
    signers: &[ed25519::PrivateKey],
    epoch: u64,
    payload: B256,
) -> Option<RawBytes> {
    let round = Round::new(Epoch::new(epoch), View::new(7));
    let digest = commonware_cryptography::keccak256::Digest(payload.0);
    let proposal = Proposal::new(round, View::new(6), digest);
    let signer = |key: &ed25519::PrivateKey| {
        let participants = participants(validators);
        Scheme::signer(&namespace(network), participants, key.clone()).unwrap()
    };
    let schemes: Vec<Scheme> = signers.iter().map(signer).collect();
    let vote = |scheme| Finalize::sign(scheme, proposal.clone()).unwrap();
    let votes: Vec<_> = schemes.iter().map(vote).collect();
    let votes = commonware_utils::non_empty![@&votes];
    let certificate = Finalization::from_finalizes(&schemes[0], votes, &Sequential).ok()?;
    Some(RawBytes(certificate.encode()))
}

/// What a real node proved, with what it knows itself.
struct Proved {
    network: Arc<Network>,
    /// Key, what the node's own state held, and the proof.
    proofs: Vec<(Key, Option<Bytes>, StateProof)>,
    /// RLP of the headers from the block of the first proof to that of the last.
    headers: Vec<RawBytes>,
}

/// Pays `amounts` to new accounts, one block each, and lets the node prove them, the protocol accounts, and keys that
/// hold nothing.
fn prove_all(amounts: Vec<u64>, absent: Vec<[u8; 32]>) -> Proved {
    let directory = tempfile::tempdir().unwrap();
    let solo = solo(directory.path(), LAUNCH.millis());
    let network = solo.network.clone();
    let body = move |mut node: Node, _: MetricsSource| {
        let work = async move {
            node.wait_for_block(1).await.unwrap();
            let chain_id = node.ledger.network().chain_id();
            let rich = Member::named("rich");
            let mut keys = vec![
                account_key(&rich.address),
                account_key(&addresses::POOL),
                account_key(&addresses::STAGE),
            ];
            keys.extend(absent.into_iter().map(Key));
            let mut proofs = Vec::new();
            let first = node.ledger.tip().header.number;
            for (nonce, amount) in amounts.iter().enumerate() {
                let receiver = Address::repeat_byte(nonce as u8 + 1);
                keys.push(account_key(&receiver));
                let amount = Amount::pos(*amount);
                let raw = rich.transaction(chain_id, nonce as u64, receiver, amount, Vec::new());
                let hash = node.admission.submit(vec![raw]).await.remove(0).unwrap();
                let wait = std::time::Duration::from_secs(60);
                node.admission.wait_final(hash, wait).await.unwrap();
                for key in &keys {
                    // A heartbeat may come in between: the block is compared by what the proof says of itself.
                    let proof = node.ledger.prove(*key).await.expect("the tip is certified");
                    let number = read_header(&proof.headers[0]).unwrap().number;
                    let held = node.ledger.read(number, &[*key]).await.unwrap().remove(0);
                    proofs.push((*key, held, proof));
                }
            }
            let last = node.ledger.tip().header.number;
            let mut headers = Vec::new();
            for number in first..=last {
                let mut header = Vec::new();
                node.ledger
                    .block(number)
                    .await
                    .unwrap()
                    .header
                    .encode(&mut header);
                headers.push(RawBytes::from(header));
            }
            (proofs, headers)
        };
        Box::pin(work) as BoxFuture<'static, _>
    };
    let (proofs, headers) = run(solo, Box::new(body)).unwrap();
    Proved {
        network,
        proofs,
        headers,
    }
}

/// The step at which an altered proof fails.
#[track_caller]
fn fails(network: &Network, key: Key, proof: &StateProof) -> Step {
    verify(&KnownValidators::genesis(network), key, proof)
        .expect_err("an altered proof proves nothing")
        .step
}

proptest! {
    // Each case runs a node: storage, consensus, execution.
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn what_a_proof_says_is_what_the_state_holds(
        amounts in prop::collection::vec(1_u64..1_000, 1..6),
        absent in prop::collection::vec(any::<[u8; 32]>(), 1..4),
    ) {
        let proved = prove_all(amounts, absent);
        prop_assert!(!proved.proofs.is_empty());
        for (key, held, proof) in &proved.proofs {
            let proven = verify(&KnownValidators::genesis(&proved.network), *key, proof);
            let proven = proven.unwrap_or_else(|error| panic!("{key:?}: {error}"));
            prop_assert_eq!(proven.value.map(|value| value.0), held.clone());
            prop_assert_eq!((proven.signers, proven.validators), (1, 1));
            prop_assert_eq!(proven.certified, proven.header.number);
        }
    }
}

#[test]
fn any_byte_that_is_changed_is_found_at_its_step() {
    let proved = prove_all(vec![5], vec![[0x77; 32]]);
    let network = &proved.network;
    // A member, and a key that holds nothing.
    let present = proved
        .proofs
        .iter()
        .find(|(_, held, _)| held.is_some())
        .unwrap();
    let absent = proved
        .proofs
        .iter()
        .find(|(_, held, _)| held.is_none())
        .unwrap();
    let flip = |bytes: &RawBytes, at: usize, mask: u8| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= mask;
        RawBytes::from(bytes)
    };
    for (key, held, proof) in [present, absent] {
        verify(&KnownValidators::genesis(network), *key, proof).unwrap();
        for mask in [0x01, 0x80] {
            for at in 0..proof.path.len() {
                let path = flip(&proof.path, at, mask);
                let altered = StateProof {
                    path,
                    ..proof.clone()
                };
                assert_eq!(fails(network, *key, &altered), Step::Path, "path byte {at}");
            }
            for at in 0..proof.headers[0].len() {
                let headers = vec![flip(&proof.headers[0], at, mask)];
                // A byte of its number can make it a header of an epoch that the certificate is not of.
                let other = read_header(&headers[0]);
                let of_another_epoch = other.is_some_and(|it| network.epoch_of(it.number) > 0);
                let step = match of_another_epoch {
                    true => Step::Certificate,
                    false => Step::Headers,
                };
                let altered = StateProof {
                    headers,
                    ..proof.clone()
                };
                assert_eq!(fails(network, *key, &altered), step, "header byte {at}");
            }
            for at in 0..proof.finalization.len() {
                let finalization = flip(&proof.finalization, at, mask);
                let altered = StateProof {
                    finalization,
                    ..proof.clone()
                };
                assert_eq!(
                    fails(network, *key, &altered),
                    Step::Certificate,
                    "certificate byte {at}"
                );
            }
            for at in 0..held.as_ref().map_or(0, Bytes::len) {
                let value = Some(flip(proof.value.as_ref().unwrap(), at, mask));
                let altered = StateProof {
                    value,
                    ..proof.clone()
                };
                assert_eq!(
                    fails(network, *key, &altered),
                    Step::Path,
                    "value byte {at}"
                );
            }
        }
        let mut other = proof.clone();
        other.key.0[31] ^= 1;
        assert_eq!(fails(network, *key, &other), Step::Answer);
        // Asked about another account, the same answer is none.
        assert_eq!(fails(network, Key([1; 32]), proof), Step::Answer);
        let renamed = StateProof {
            key: B256::repeat_byte(1),
            ..proof.clone()
        };
        assert_eq!(fails(network, Key([1; 32]), &renamed), Step::Path);
    }
    // What is there cannot be denied, and what is not there cannot be claimed.
    let (key, _, proof) = present;
    let denied = StateProof {
        value: None,
        ..proof.clone()
    };
    assert_eq!(fails(network, *key, &denied), Step::Path);
    let (key, _, proof) = absent;
    let claimed = Account {
        balance: Amount::pos(1),
        ..Account::default()
    }
    .to_value();
    let claimed = StateProof {
        value: Some(RawBytes(claimed)),
        ..proof.clone()
    };
    assert_eq!(fails(network, *key, &claimed), Step::Path);
}

#[test]
fn bytes_that_are_too_many_or_too_few_are_no_proof() {
    let proved = prove_all(vec![5], vec![]);
    let (network, (key, _, proof)) = (&proved.network, &proved.proofs[0]);
    let longer = |bytes: &RawBytes| RawBytes::from([bytes, &[0][..]].concat());
    let shorter = |bytes: &RawBytes| RawBytes::copy_from_slice(&bytes[..bytes.len() - 1]);
    for change in [&longer as &dyn Fn(&RawBytes) -> RawBytes, &shorter] {
        let altered = StateProof {
            path: change(&proof.path),
            ..proof.clone()
        };
        assert_eq!(fails(network, *key, &altered), Step::Path);
        let altered = StateProof {
            headers: vec![change(&proof.headers[0])],
            ..proof.clone()
        };
        assert_eq!(fails(network, *key, &altered), Step::Headers);
        let altered = StateProof {
            finalization: change(&proof.finalization),
            ..proof.clone()
        };
        assert_eq!(fails(network, *key, &altered), Step::Certificate);
    }
    let none = StateProof {
        headers: Vec::new(),
        ..proof.clone()
    };
    assert_eq!(fails(network, *key, &none), Step::Headers);
    let many = vec![proof.headers[0].clone(); MAX_HEADERS + 1];
    let many = StateProof {
        headers: many,
        ..proof.clone()
    };
    assert_eq!(fails(network, *key, &many), Step::Headers);
    let huge = StateProof {
        path: vec![0; MAX_PATH_BYTES + 1].into(),
        ..proof.clone()
    };
    assert_eq!(fails(network, *key, &huge), Step::Answer);
}

#[test]
fn a_block_may_be_certified_by_a_later_one_and_every_header_between_is_needed() {
    let proved = prove_all(vec![5, 6, 7], vec![]);
    let network = &proved.network;
    let (key, held, early) = &proved.proofs[0];
    let (_, _, late) = proved.proofs.last().unwrap();
    let start = proved
        .headers
        .iter()
        .position(|it| *it == early.headers[0])
        .unwrap();
    let end = proved
        .headers
        .iter()
        .position(|it| *it == late.headers[0])
        .unwrap();
    assert!(end >= start + 2, "a header lies between");
    let joined = StateProof {
        headers: proved.headers[start..=end].to_vec(),
        finalization: late.finalization.clone(),
        ..early.clone()
    };
    let proven = verify(&KnownValidators::genesis(network), *key, &joined).unwrap();
    assert_eq!(proven.value.as_ref().map(|value| &value.0), held.as_ref());
    assert_eq!(
        proven.certified,
        proven.header.number + (end - start) as u64
    );

    let mut gap = joined.clone();
    gap.headers.remove(1);
    assert_eq!(fails(network, *key, &gap), Step::Headers);
    let mut short = joined;
    short.headers.pop();
    assert_eq!(fails(network, *key, &short), Step::Headers);
}

#[test]
fn only_a_quorum_of_the_validators_that_genesis_names_certifies() {
    let proved = prove_all(vec![5], vec![]);
    let (key, _, proof) = &proved.proofs[0];
    let header = B256::from(keccak256(&proof.headers[0]));

    let keys: Vec<ed25519::PrivateKey> = (1..=4).map(ed25519::PrivateKey::from_seed).collect();
    let named = |number: u64| {
        let mut document = genesis(&[&Member::named("rich")], None);
        let entry = |(index, key): (usize, &ed25519::PrivateKey)| ValidatorEntry {
            name: format!("validator {index}"),
            public_key: B256::from_slice(key.public_key().as_ref()),
            seed_key: seed_key(index as u8 + 1),
            address: String::new(),
        };
        document.validators = keys.iter().enumerate().map(entry).collect();
        document.network = format!("{}-{number}", document.network);
        Network::new(document).unwrap()
    };
    let (ours, another) = (named(1), named(2));
    let certify = |network: &Network, signers: &[ed25519::PrivateKey]| {
        certificate(network, &ValidatorSet::genesis(network), signers, 0, header)
    };
    let with = |finalization| StateProof {
        finalization,
        ..proof.clone()
    };

    let quorum = certify(&ours, &keys[..3]).unwrap();
    let proven = verify(
        &KnownValidators::genesis(&ours),
        *key,
        &with(quorum.clone()),
    )
    .unwrap();
    assert_eq!((proven.signers, proven.validators), (3, 4));
    assert!(
        certify(&ours, &keys[..2]).is_none(),
        "two of four are no quorum"
    );
    // The same validators with the same keys, but another genesis: their signatures say nothing here.
    let foreign = certify(&another, &keys[..3]).unwrap();
    assert_eq!(fails(&ours, *key, &with(foreign)), Step::Certificate);
    // And the network of one does not believe them at all.
    assert_eq!(
        fails(&proved.network, *key, &with(quorum)),
        Step::Certificate
    );
}

fn seed_key(number: u8) -> wepos_chain::genesis::SeedKey {
    let key = wepos_chain::header::SeedKey::derive(&[number; 32]);
    wepos_chain::genesis::SeedKey::new(key.public_key().to_vec()).unwrap()
}
