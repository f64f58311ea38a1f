//! Scenarios of invitations, through the ABI.

use crate::{
    Failure,
    amounts::Amount,
    block::Receipt,
    testing::{Member, TestChain, genesis},
};
use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, SolError, SolStruct};
use wepos_abi::{
    ICampaigns,
    IIdentity::{self, Invitation},
    addresses,
    attestation::{Acceptance, identity_domain},
};

const DAY: u64 = 86_400_000;

/// A chain with two members that its genesis anchors.
struct World(TestChain);

impl World {
    fn new() -> Self {
        let members = [Member::named("inviter"), Member::named("other")];
        let members: Vec<&Member> = members.iter().collect();
        Self(TestChain::new(genesis(&members, Some(30 * DAY))))
    }

    fn invite(
        &self,
        inviter: &Member,
        stage: u8,
        number: u8,
        account: Address,
    ) -> IIdentity::acceptCall {
        let link = Member::named(&format!("link {stage} {number}"));
        let invitation = Invitation {
            inviter: inviter.address,
            stage,
            number,
            holder: link.address,
        };
        let network = self.0.network();
        let domain = identity_domain(network.chain_id(), network.hash());
        let acceptance = Acceptance {
            inviter: inviter.address,
            stage,
            number,
            account,
        };
        let signed = |by: &Member, hash: B256| by.sign(hash).as_bytes().to_vec().into();
        IIdentity::acceptCall {
            signature: signed(inviter, invitation.eip712_signing_hash(&domain)),
            holderSignature: signed(&link, acceptance.eip712_signing_hash(&domain)),
            invitation,
            account,
        }
    }

    fn send(&mut self, from: &Member, call: &IIdentity::acceptCall) -> Receipt {
        let input = call.abi_encode();
        self.0.send(from, addresses::IDENTITY, Amount::ZERO, input)
    }

    fn refused(&mut self, call: &IIdentity::acceptCall, error: impl Into<Failure>) {
        let receipt = self.send(&Member::named("other"), call);
        let said = wepos_abi::describe_revert(&receipt.error);
        assert_eq!(
            receipt.error,
            error.into().into_revert().to_vec(),
            "{said:?}"
        );
    }

    fn anchor(&self, account: &Member) -> u8 {
        let call = ICampaigns::anchorOfCall {
            account: account.address,
        };
        self.0.view(addresses::CAMPAIGNS, &call).kind
    }

    fn invitations(&self, inviter: &Member) -> IIdentity::invitationsReturn {
        let call = IIdentity::invitationsCall {
            inviter: inviter.address,
            stage: 0,
        };
        self.0.view(addresses::IDENTITY, &call)
    }
}

#[test]
fn an_invitation_anchors_one_account_for_ever_and_its_inviter_is_public() {
    let mut world = World::new();
    let (inviter, friend) = (Member::named("inviter"), Member::named("friend"));
    let call = world.invite(&inviter, 0, 2, friend.address);
    let receipt = world.send(&friend, &call);
    assert!(
        receipt.success,
        "{:?}",
        wepos_abi::describe_revert(&receipt.error)
    );
    let chain = &world.0;
    let (rounds, recovered) = (chain.rounds, chain.recovered);
    assert_eq!((rounds, recovered), (1, 0), "all follows from its bytes");
    assert_eq!(world.anchor(&friend), 4);
    assert_eq!(world.anchor(&inviter), 5);
    let answer = world.invitations(&inviter);
    assert!(answer.mayInvite);
    assert_eq!(answer.accepted.len(), 5);
    assert_eq!(answer.accepted[1], friend.address);

    let used = world.invite(&inviter, 0, 2, Member::named("late").address);
    let error = IIdentity::InvitationUsed {
        account: friend.address,
    };
    world.refused(&used, error);
    let needless = world.invite(&inviter, 0, 3, friend.address);
    let error = IIdentity::AlreadyAnchored {
        account: friend.address,
    };
    world.refused(&needless, error);
}

#[test]
fn who_was_invited_invites_nobody_and_neither_does_who_has_no_anchor() {
    let mut world = World::new();
    let (inviter, friend) = (Member::named("inviter"), Member::named("friend"));
    let call = world.invite(&inviter, 0, 1, friend.address);
    assert!(world.send(&friend, &call).success);
    let stranger = Member::named("stranger");
    for nobody in [&friend, &stranger] {
        assert!(!world.invitations(nobody).mayInvite);
        let call = world.invite(nobody, 0, 1, Member::named("next").address);
        let error = IIdentity::CannotInvite {
            inviter: nobody.address,
        };
        world.refused(&call, error);
    }
}

#[test]
fn five_in_a_stage_and_none_from_the_last_one() {
    let mut world = World::new();
    let inviter = Member::named("inviter");
    for number in [0, 6] {
        let call = world.invite(&inviter, 0, number, Member::named("x").address);
        world.refused(&call, IIdentity::NoSuchInvitation { number, maximum: 5 });
    }
    for number in 1..=5 {
        let friend = Member::named(&format!("friend {number}"));
        let call = world.invite(&inviter, 0, number, friend.address);
        assert!(world.send(&friend, &call).success);
    }
    let late = Member::named("late");
    let next = world.invite(&inviter, 1, 1, late.address);
    world.refused(
        &next,
        IIdentity::InvitationOfOtherStage {
            stage: 1,
            running: 0,
        },
    );
    world.0.block_after(31 * DAY, Vec::new());
    let old = world.invite(&inviter, 0, 1, late.address);
    world.refused(
        &old,
        IIdentity::InvitationOfOtherStage {
            stage: 0,
            running: 1,
        },
    );
    assert!(world.send(&late, &next).success);
}

#[test]
fn a_link_that_somebody_else_made_or_saw_is_refused() {
    let mut world = World::new();
    let inviter = Member::named("inviter");
    let friend = Member::named("friend").address;
    let good = world.invite(&inviter, 0, 1, friend);
    let thief = Member::named("thief").address;
    let stolen = IIdentity::acceptCall {
        account: thief,
        ..good.clone()
    };
    let holder = good.invitation.holder;
    world.refused(
        &stolen,
        IIdentity::NotForThisAccount {
            holder,
            account: thief,
        },
    );
    let mut forged = world.invite(&Member::named("other"), 0, 1, friend);
    forged.invitation.inviter = inviter.address;
    let receipt = world.send(&Member::named("other"), &forged);
    let error = IIdentity::NotTheInviter::abi_decode(&receipt.error).expect("not the inviter");
    assert_eq!(error.inviter, inviter.address);
    for account in [Address::ZERO, addresses::POOL] {
        let call = world.invite(&inviter, 0, 1, account);
        world.refused(&call, IIdentity::CannotBeInvited { account });
    }
}
