use super::*;
use alloy_primitives::B256;
use commonware_cryptography::ed25519::PrivateKey;
use wepos_chain::{genesis::SeedKey, validators::Validator};

fn set(keys: &[PublicKey]) -> ValidatorSet {
    let validator = |key: &PublicKey| Validator {
        name: hex(key),
        public_key: B256::from_slice(key.as_ref()),
        seed_key: SeedKey::new(vec![0; 96]).unwrap(),
        address: String::new(),
    };
    ValidatorSet::new(0, keys.iter().map(validator).collect())
}

fn keys(count: u64) -> Vec<PublicKey> {
    (0..count)
        .map(|seed| PrivateKey::from_seed(seed).public_key())
        .collect()
}

#[test]
fn an_address_is_a_host_and_a_port_and_shows_as_it_was_written() {
    for text in [
        "203.0.113.7:9545",
        "[2001:db8::7]:9545",
        "node-1.example.org:9545",
        "validator:1",
    ] {
        let address: PeerAddress = text.parse().unwrap();
        assert_eq!(address.to_string(), text);
    }
    for text in [
        "",
        "203.0.113.7",
        "203.0.113.7:0",
        "0.0.0.0:9545",
        "203.0.113.777:9545",
        "node.example.org",
        "node.example.org:0",
        "node.example.org:65536",
        "-node.example.org:9545",
        "http://node.example.org:9545",
        "node example:9545",
    ] {
        assert_eq!(text.parse::<PeerAddress>(), Err(NotAnAddress), "{text}");
    }
}

#[test]
fn a_validator_that_nobody_can_find_is_named_before_anything_starts() {
    let keys = keys(3);
    let validators = set(&keys);
    let mut peering = Peering::alone();
    let known: [u8; 32] = (keys[1].as_ref() as &[u8]).try_into().unwrap();
    peering
        .addresses
        .insert(known, "node.example.org:9545".parse().unwrap());
    let error = peering.check_addresses(&keys[0], &validators).unwrap_err();
    assert!(matches!(&error, StartError::NoAddress(missing) if *missing == [hex(&keys[2])]));
    assert!(error.to_string().contains("[peers]"), "{error}");

    let missing: [u8; 32] = (keys[2].as_ref() as &[u8]).try_into().unwrap();
    peering
        .addresses
        .insert(missing, "127.0.0.1:9545".parse().unwrap());
    peering.check_addresses(&keys[0], &validators).unwrap();
}

#[test]
fn what_the_operator_says_of_an_address_goes_before_the_chain() {
    let keys = keys(2);
    let mut listed = set(&keys).as_slice().to_vec();
    for validator in &mut listed {
        validator.address = "chain.example.org:9545".into();
    }
    let validators = ValidatorSet::new(0, listed);
    let mut peering = Peering::alone();
    let first: [u8; 32] = (keys[0].as_ref() as &[u8]).try_into().unwrap();
    let own: PeerAddress = "203.0.113.7:1".parse().unwrap();
    peering.addresses.insert(first, own.clone());
    assert_eq!(peering.address_of(&keys[0], &validators), Some(own));
    let other = peering.address_of(&keys[1], &validators).unwrap();
    assert_eq!(other.to_string(), "chain.example.org:9545");
}

#[test]
fn a_port_that_is_taken_is_named_before_anything_starts() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let peering = Peering {
        listen: taken.local_addr().unwrap(),
        ..Peering::alone()
    };
    let error = peering.check_port().unwrap_err();
    assert!(matches!(&error, StartError::Listen { address, .. } if *address == peering.listen));
}

#[test]
fn the_largest_message_holds_the_largest_block() {
    let largest = max_payload() as usize;
    assert!(largest > wepos_chain::transaction::MAX_BLOCK_BYTES);
    assert!(largest < 2 * wepos_chain::transaction::MAX_BLOCK_BYTES);
}
