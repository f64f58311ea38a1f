//! EIP-2612: an approval by signature, and everything that is not one.

use super::members;
use crate::{
    amounts::Amount,
    block::Receipt,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use wepos_abi::{IToken, addresses};

/// Half the order of the curve; s may not be above it (EIP-2).
pub(super) const HALF_ORDER: U256 = alloy_primitives::uint!(
    0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0_U256
);

/// The order of the curve.
pub(super) const ORDER: U256 = alloy_primitives::uint!(
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256
);

/// A permit, what was signed, and what is handed in.
#[derive(Clone, Debug)]
pub(super) struct Signed<'a> {
    pub(super) signer: &'a Member,
    pub(super) owner: Address,
    pub(super) spender: Address,
    pub(super) value: U256,
    pub(super) nonce: U256,
    pub(super) deadline: U256,
    pub(super) chain_id: u64,
}

impl<'a> Signed<'a> {
    /// The owner's first permit of 5 PoS for an account called "spender", without an end.
    pub(super) fn of(owner: &'a Member, chain_id: u64) -> Self {
        Self {
            signer: owner,
            owner: owner.address,
            spender: Member::named("bob").address,
            value: Amount::pos(5).into(),
            nonce: U256::ZERO,
            deadline: U256::MAX,
            chain_id,
        }
    }

    /// The hash by the text of EIP-712 and EIP-2612, word by word.
    fn hash(&self) -> B256 {
        let domain_type =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let domain = (
            keccak256(domain_type),
            keccak256("PoS Token"),
            keccak256("1"),
            U256::from(self.chain_id),
            addresses::TOKEN,
        );
        let permit_type =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
        let permit = (
            keccak256(permit_type),
            self.owner,
            self.spender,
            self.value,
            self.nonce,
            self.deadline,
        );
        let mut message = vec![0x19, 0x01];
        message.extend(keccak256(domain.abi_encode()));
        message.extend(keccak256(permit.abi_encode()));
        keccak256(message)
    }

    pub(super) fn call(&self) -> IToken::permitCall {
        let signature = self.signer.sign(self.hash());
        IToken::permitCall {
            owner: self.owner,
            spender: self.spender,
            value: self.value,
            deadline: self.deadline,
            v: 27 + u8::from(signature.v()),
            r: signature.r().into(),
            s: signature.s().into(),
        }
    }
}

fn chain() -> TestChain {
    let [alice, bob] = members();
    TestChain::new(genesis(&[&alice, &bob], None))
}

fn hand_in(chain: &mut TestChain, call: &IToken::permitCall) -> Receipt {
    let [_, bob] = members();
    chain.send(&bob, addresses::TOKEN, Amount::ZERO, call.abi_encode())
}

fn allowance(chain: &TestChain, owner: Address, spender: Address) -> U256 {
    chain.view(addresses::TOKEN, &IToken::allowanceCall { owner, spender })
}

fn nonce(chain: &TestChain, owner: Address) -> U256 {
    chain.view(addresses::TOKEN, &IToken::noncesCall { owner })
}

#[test]
fn a_signature_sets_the_allowance_once() {
    let [alice, bob] = members();
    let mut chain = chain();
    let call = Signed::of(&alice, chain.network().chain_id()).call();
    let receipt = hand_in(&mut chain, &call);
    assert!(receipt.success);
    assert_eq!(receipt.logs.len(), 1, "Approval");
    // What was signed follows from the nonce in the state, so the rule recovers who signed: once, in one run.
    assert_eq!((chain.rounds, chain.recovered), (1, 1));
    assert_eq!(allowance(&chain, alice.address, bob.address), call.value);
    assert_eq!(nonce(&chain, alice.address), U256::ONE);
    // The same again is a permit for another nonce: it was signed by somebody else, if by anybody.
    let receipt = hand_in(&mut chain, &call);
    assert!(!receipt.success);
    assert_eq!(receipt.error[..4], IToken::ERC2612InvalidSigner::SELECTOR);
    assert_eq!(nonce(&chain, alice.address), U256::ONE);
}

#[test]
fn an_owner_without_an_account_may_sign_too() {
    let stranger = Member::named("stranger");
    let mut chain = chain();
    let call = Signed::of(&stranger, chain.network().chain_id()).call();
    assert!(hand_in(&mut chain, &call).success);
    assert_eq!(chain.account(stranger.address), Default::default());
}

#[test]
fn a_permit_is_valid_until_its_deadline_and_not_a_second_longer() {
    let [alice, _] = members();
    let mut chain = chain();
    let chain_id = chain.network().chain_id();
    // `send` makes a block one second later.
    let next = U256::from(chain.time().millis() / 1_000 + 1);
    let expired = Signed {
        deadline: next - U256::ONE,
        ..Signed::of(&alice, chain_id)
    };
    let receipt = hand_in(&mut chain, &expired.call());
    let deadline = expired.deadline;
    assert_eq!(
        receipt.error,
        IToken::ERC2612ExpiredSignature { deadline }.abi_encode()
    );
    let last = Signed {
        deadline: next + U256::ONE,
        ..Signed::of(&alice, chain_id)
    };
    assert!(hand_in(&mut chain, &last.call()).success);
}

/// Every way in which a signature is not the owner's. The time is right in all of them.
#[test]
fn what_the_owner_did_not_sign_is_refused() {
    let [alice, bob] = members();
    let chain_id = chain().network().chain_id();
    let good = Signed::of(&alice, chain_id);
    let signed = |signed: Signed<'_>| signed.call();
    let other_chain = signed(Signed {
        chain_id: chain_id + 1,
        ..good.clone()
    });
    let other_nonce = signed(Signed {
        nonce: U256::ONE,
        ..good.clone()
    });
    let other_signer = signed(Signed {
        signer: &bob,
        ..good.clone()
    });
    let other_value = IToken::permitCall {
        value: U256::MAX,
        ..good.call()
    };
    let other_spender = IToken::permitCall {
        spender: alice.address,
        ..good.call()
    };
    let other_deadline = IToken::permitCall {
        deadline: U256::MAX - U256::ONE,
        ..good.call()
    };
    let recovers = [
        other_chain,
        other_nonce,
        other_signer,
        other_value,
        other_spender,
        other_deadline,
    ];
    for (index, call) in recovers.iter().enumerate() {
        let mut chain = chain();
        let receipt = hand_in(&mut chain, call);
        let error = IToken::ERC2612InvalidSigner::abi_decode(&receipt.error)
            .unwrap_or_else(|_| panic!("case {index}: {receipt:?}"));
        assert_eq!(error.owner, alice.address);
        assert!(
            !error.signer.is_zero(),
            "somebody's signature, case {index}"
        );
        assert_eq!(nonce(&chain, alice.address), U256::ZERO);
    }

    let call = good.call();
    let high_s = ORDER - U256::from_be_bytes(call.s.0);
    assert!(high_s > HALF_ORDER);
    let flipped = 27 + 28 - call.v;
    let with = |v: u8, r: B256, s: B256| IToken::permitCall {
        v,
        r,
        s,
        ..call.clone()
    };
    let nobody = [
        with(flipped, call.r, high_s.into()),
        with(call.v, call.r, high_s.into()),
        with(call.v - 27, call.r, call.s),
        with(call.v + 2, call.r, call.s),
        with(35, call.r, call.s),
        with(255, call.r, call.s),
        with(call.v, B256::ZERO, call.s),
        with(call.v, call.r, B256::ZERO),
        with(call.v, ORDER.into(), call.s),
        with(call.v, B256::repeat_byte(0xff), B256::repeat_byte(0xff)),
    ];
    for (index, call) in nobody.iter().enumerate() {
        let mut chain = chain();
        let receipt = hand_in(&mut chain, call);
        let expected = IToken::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner: alice.address,
        };
        assert_eq!(receipt.error, expected.abi_encode(), "case {index}");
    }
}

#[test]
fn nobody_can_sign_for_the_zero_address() {
    let [alice, _] = members();
    let mut chain = chain();
    let call = IToken::permitCall {
        owner: Address::ZERO,
        r: B256::ZERO,
        ..Signed::of(&alice, chain.network().chain_id()).call()
    };
    let receipt = hand_in(&mut chain, &call);
    assert_eq!(receipt.error[..4], IToken::ERC2612InvalidSigner::SELECTOR);
}

#[test]
fn a_good_signature_for_no_spender_is_an_invalid_spender_and_uses_no_nonce() {
    let [alice, _] = members();
    let mut chain = chain();
    let signed = Signed {
        spender: Address::ZERO,
        ..Signed::of(&alice, chain.network().chain_id())
    };
    let receipt = hand_in(&mut chain, &signed.call());
    let spender = Address::ZERO;
    assert_eq!(
        receipt.error,
        IToken::ERC20InvalidSpender { spender }.abi_encode()
    );
    assert_eq!(nonce(&chain, alice.address), U256::ZERO);
}

#[test]
fn the_domain_is_what_the_views_say() {
    let [alice, _] = members();
    let chain = chain();
    let chain_id = chain.network().chain_id();
    let domain = chain.view(addresses::TOKEN, &IToken::eip712DomainCall {});
    assert_eq!(domain.fields.0, [0x0f]);
    assert_eq!(
        (domain.domainName.as_str(), domain.version.as_str()),
        ("PoS Token", "1")
    );
    assert_eq!(domain.chainId, U256::from(chain_id));
    assert_eq!(domain.verifyingContract, addresses::TOKEN);
    let separator = chain.view(addresses::TOKEN, &IToken::DOMAIN_SEPARATORCall {});
    let signed = Signed::of(&alice, chain_id);
    let permit_type =
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    let permit = (
        keccak256(permit_type),
        signed.owner,
        signed.spender,
        signed.value,
        signed.nonce,
        signed.deadline,
    );
    let mut message = vec![0x19, 0x01];
    message.extend(separator);
    message.extend(keccak256(permit.abi_encode()));
    assert_eq!(keccak256(message), signed.hash());
}
