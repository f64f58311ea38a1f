use super::*;
use crate::testing::Member;

fn signed(by: &Member, hash: B256) -> Signed {
    Signed::new(hash, &by.sign(hash).as_bytes()).expect("65 bytes")
}

#[test]
fn a_known_signer_answers_for_its_own_hash_and_signature_alone() {
    let [alice, bob] = ["alice", "bob"].map(Member::named);
    let hash = keccak256("a ticket");
    let by_alice = signed(&alice, hash);
    let signers = Signers::recover(vec![by_alice, signed(&bob, keccak256("another"))]);
    assert_eq!(signers.get(&by_alice), Some(Some(alice.address)));
    for index in 0..SIGNATURE_BYTES {
        let mut other = by_alice;
        other.signature[index] ^= 1;
        assert_eq!(signers.get(&other), None, "byte {index} of the signature");
    }
    for index in 0..32 {
        let mut other = by_alice;
        other.hash.0[index] ^= 1;
        assert_eq!(signers.get(&other), None, "byte {index} of the hash");
    }
    assert_eq!(signers.get(&signed(&bob, hash)), None);
    assert_eq!(Signers::UNKNOWN.get(&by_alice), None);
}

#[test]
fn a_signature_of_nobody_is_known_as_one() {
    let alice = Member::named("alice");
    let good = signed(&alice, keccak256("a ticket"));
    let mut without_parity = good;
    without_parity.signature[64] = 1;
    let mut without_point = good;
    without_point.signature[..64].fill(0);
    let signers = Signers::recover(vec![without_parity, without_point]);
    assert_eq!(signers.get(&without_parity), Some(None));
    assert_eq!(signers.get(&without_point), Some(None));
    assert_eq!(Signed::new(good.hash, &good.signature[..64]), None);
}
