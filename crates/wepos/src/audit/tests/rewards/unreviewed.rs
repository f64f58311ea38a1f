//! What nobody reviews, as a broken chain could pay it: every signature, term, stop, anchor and day's share is looked
//! at once more.

use super::*;
use alloy_signer::SignerSync as _;
use alloy_sol_types::SolStruct;
use wepos_abi::{
    IIdentity,
    attestation::{
        Acceptance, Attestation, Invitation, Redemption, campaigns_domain, digest, identity_domain,
    },
};

/// A key by its number.
fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(number)).unwrap()
}

/// The key of campaign 1, and the one-time keys of its tickets.
const CAMPAIGN: u8 = 7;
const PAPER: u8 = 9;

fn sign(by: u8, message: &impl SolStruct, domain: &alloy_sol_types::Eip712Domain) -> Bytes {
    let signature = key(by).sign_hash_sync(&digest(message, domain));
    signature.unwrap().as_bytes().to_vec().into()
}

/// A ticket as it is redeemed: by default as it should be.
#[derive(Clone, Copy)]
struct Ticket {
    number: u32,
    /// Who signed it.
    signer: u8,
    expires_at: u64,
    /// The account of whoever is paid.
    account: Address,
    /// The account that its own key signed for.
    names: Address,
}

impl Ticket {
    fn new(number: u32, account: u8) -> Self {
        let account = Address::repeat_byte(account);
        Self {
            number,
            signer: CAMPAIGN,
            expires_at: 0,
            account,
            names: account,
        }
    }
}

fn submission_of(submission: u32, account: Address, before: u64, holder: Address) -> [Event; 3] {
    [
        submitted(submission, account, 10, ""),
        campaigns(&ICampaigns::Redeemed {
            campaign: 1,
            submission,
            key: key(CAMPAIGN).address(),
            holder,
            number: submission,
            data: B256::ZERO,
        }),
        rewarded(submission, account, 10, before),
    ]
}

/// Redeems a ticket of campaign 1, which is paid and anchors its account.
fn redeemed(chain: &mut Chain, ticket: Ticket, submission: u32, before: u64) -> Vec<Mismatch> {
    let Ticket {
        number, account, ..
    } = ticket;
    let domain = campaigns_domain(chain.network.chain_id(), chain.network.hash());
    let attestation = Attestation {
        campaign: 1,
        number,
        holder: key(PAPER).address(),
        expiresAt: ticket.expires_at,
        data: B256::ZERO,
    };
    let redemption = Redemption {
        campaign: 1,
        number,
        account: ticket.names,
    };
    let holder = attestation.holder;
    let call = ICampaigns::redeemCall {
        signature: sign(ticket.signer, &attestation, &domain),
        holderSignature: sign(PAPER, &redemption, &domain),
        attestation,
        account,
    };
    chain.input = call.abi_encode().into();
    let says = [
        submitted(submission, account, 10, ""),
        campaigns(&ICampaigns::Redeemed {
            campaign: 1,
            submission,
            key: key(CAMPAIGN).address(),
            holder,
            number,
            data: B256::ZERO,
        }),
        anchored(account, 1, submission),
        rewarded(submission, account, 10, before),
    ];
    let found = chain.acts(&[(addresses::RESERVED, account, 10)], &says);
    chain.input = Bytes::new();
    found
}

/// An anchor by a submission to campaign 1.
fn anchored(account: Address, kind: u8, submission: u32) -> Event {
    let mut source = B256::ZERO;
    source[23] = 1;
    source[28..].copy_from_slice(&submission.to_be_bytes());
    campaigns(&ICampaigns::Anchored {
        account,
        kind,
        source,
    })
}

fn ticket_chain() -> Chain {
    let mut chain = Chain::new();
    chain.fund_by(100, 1, key(CAMPAIGN).address());
    chain
}

/// Takes part in campaign 1, where nobody decides, some time after the launch, and is paid.
fn takes_part(
    chain: &mut Chain,
    after_ms: u64,
    (submission, account): (u32, Address),
    (amount, before): (u64, u64),
) -> Vec<Mismatch> {
    // The same words may be everybody's.
    let says = [
        submitted(submission, account, amount, "done"),
        rewarded(submission, account, amount, before),
    ];
    let act = Act {
        sender: account,
        moves: &[(addresses::RESERVED, account, amount)],
        says: &says,
    };
    chain.block(after_ms, &act)
}

#[test]
fn a_ticket_is_paid_once_and_by_its_key_alone() {
    let mut chain = ticket_chain();
    assert_eq!(redeemed(&mut chain, Ticket::new(1, 0x31), 1, 100), []);
    let again = redeemed(&mut chain, Ticket::new(1, 0x32), 2, 90);
    assert_eq!(names(&again), ["I8"], "one reward for a number");
    let thief = Ticket {
        signer: 8,
        ..Ticket::new(2, 0x33)
    };
    let forged = redeemed(&mut chain, thief, 3, 80);
    assert_eq!(names(&forged), ["I6"], "signed by somebody else");
    assert!(forged[0].chinese.contains("没有其密钥的有效签名"));
    let beyond = redeemed(&mut ticket_chain(), Ticket::new(11, 0x34), 1, 100);
    assert_eq!(names(&beyond), ["I6"], "there are ten");
}

#[test]
fn a_ticket_that_ran_out_is_not_paid() {
    let until = |expires_at| {
        let ticket = Ticket {
            expires_at,
            ..Ticket::new(1, 0x31)
        };
        redeemed(&mut ticket_chain(), ticket, 1, 100)
    };
    let now = LAUNCH.whole_seconds();
    assert_eq!(until(now + 1), []);
    assert_eq!(names(&until(now)), ["I6"]);
    assert!(until(now)[0].english.contains("had run out"));
}

#[test]
fn a_ticket_is_paid_to_the_account_that_its_own_key_names() {
    let stolen = Ticket {
        names: MEMBER,
        ..Ticket::new(1, 0x31)
    };
    let found = redeemed(&mut ticket_chain(), stolen, 1, 100);
    assert_eq!(names(&found), ["I6"]);
    assert_eq!(found[0].account, Some(Address::repeat_byte(0x31)));
    assert!(found[0].english.contains("is for another account"));
    // Paid to its own key, it would be worth two rewards.
    let own = key(PAPER).address();
    let to_itself = Ticket {
        account: own,
        names: own,
        ..Ticket::new(1, 0)
    };
    let found = redeemed(&mut ticket_chain(), to_itself, 1, 100);
    assert_eq!(names(&found), ["I6"]);
}

#[test]
fn a_result_is_paid_to_the_account_that_was_graded() {
    let graded = |holder: Address| {
        let mut chain = Chain::new();
        chain.fund_by(100, 2, key(CAMPAIGN).address());
        let account = known().address();
        let domain = campaigns_domain(chain.network.chain_id(), chain.network.hash());
        let attestation = Attestation {
            campaign: 1,
            number: 1,
            holder,
            expiresAt: 0,
            data: B256::ZERO,
        };
        let call = ICampaigns::redeemCall {
            signature: sign(CAMPAIGN, &attestation, &domain),
            holderSignature: Bytes::new(),
            attestation,
            account,
        };
        chain.input = call.abi_encode().into();
        let says = submission_of(1, account, 100, holder);
        chain.acts(&[(addresses::RESERVED, account, 10)], &says)
    };
    assert_eq!(graded(known().address()), []);
    assert_eq!(names(&graded(MEMBER)), ["I6"]);
}

#[test]
fn a_key_that_was_stopped_pays_nothing_until_the_committee_lets_it_go_on() {
    let stopped = campaigns(&ICampaigns::KeyStopped {
        campaign: 1,
        reviewer: REVIEWERS[0],
        reason: "lost".into(),
    });
    let resumed = campaigns(&ICampaigns::KeyResumed { campaign: 1 });
    let mut chain = ticket_chain();
    assert_eq!(redeemed(&mut chain, Ticket::new(1, 0x31), 1, 100), []);
    assert_eq!(chain.says(std::slice::from_ref(&stopped)), []);
    let found = redeemed(&mut chain, Ticket::new(2, 0x32), 2, 90);
    assert_eq!(names(&found), ["I6"]);
    assert!(found[0].english.contains("while its key is stopped"));

    let mut chain = ticket_chain();
    assert_eq!(chain.says(std::slice::from_ref(&stopped)), []);
    let alone = chain.says(std::slice::from_ref(&resumed));
    assert_eq!(names(&alone), ["I6"], "nobody has decided that");

    let mut chain = ticket_chain();
    assert_eq!(chain.says(&[stopped]), []);
    let call = ICampaigns::resumeKeyCall { campaign: 1 };
    let proposed = committee(&ICommittee::Proposed {
        id: 2,
        proposer: COMMITTEE[0],
        target: addresses::CAMPAIGNS,
        callData: call.abi_encode().into(),
        reasonZh: String::new(),
        reasonEn: "found".into(),
        beneficiaries: vec![ORGANISER],
    });
    assert_eq!(chain.says(&[proposed, approved(2, COMMITTEE[0])]), []);
    let executed = committee(&ICommittee::Executed { id: 2 });
    let says = [approved(2, COMMITTEE[1]), decided(2, 2), resumed, executed];
    assert_eq!(chain.says(&says), []);
    assert_eq!(redeemed(&mut chain, Ticket::new(1, 0x31), 1, 100), []);
}

#[test]
fn a_day_pays_its_share_of_the_budget_and_no_more() {
    let mut chain = Chain::new();
    let opens = LAUNCH.whole_seconds();
    // A day of this network has 333 ms: on each of ten days, one of ten rewards.
    chain.open = (opens, opens + 3);
    chain.fund_by(100, 3, Address::ZERO);
    let account = known().address();
    assert_eq!(takes_part(&mut chain, 1, (1, account), (10, 100)), []);
    let found = takes_part(&mut chain, 332, (2, account), (5, 90));
    assert_eq!(names(&found), ["I6"], "the same day");
    assert_eq!(found[0].amounts, Some((Amount::pos(10), Amount::pos(15))));

    let mut chain = Chain::new();
    chain.open = (opens, opens + 3);
    chain.fund_by(100, 3, Address::ZERO);
    assert_eq!(takes_part(&mut chain, 1, (1, account), (10, 100)), []);
    assert_eq!(takes_part(&mut chain, 333, (2, account), (5, 90)), []);
}

#[test]
fn what_nobody_reviews_is_paid_to_the_anchored_alone() {
    let mut chain = Chain::new();
    chain.fund_by(100, 3, Address::ZERO);
    let fresh = Address::repeat_byte(0x38);
    let known = known().address();
    assert_eq!(takes_part(&mut chain, 1, (1, known), (10, 100)), []);
    let found = takes_part(&mut chain, 1, (2, fresh), (10, 90));
    assert_eq!(names(&found), ["I6"]);
    assert_eq!(found[0].account, Some(fresh));
}

#[test]
fn an_anchor_rests_on_a_contribution_that_was_approved_or_it_is_none() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let early = chain.says(&[anchored(MEMBER, 3, 1)]);
    assert_eq!(names(&early), ["I6"], "nobody approved it");

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let says = [reviewed(1, REVIEWERS[0], true), anchored(MEMBER, 3, 1)];
    assert_eq!(chain.says(&says), []);
    let again = chain.says(&[anchored(MEMBER, 3, 1)]);
    assert_eq!(names(&again), ["I6"], "one anchor, for ever");

    let approves = |anchor: Event| {
        let mut chain = funded_chain();
        chain.submits(1, MEMBER, 10, "first");
        chain.says(&[reviewed(1, REVIEWERS[0], true), anchor])
    };
    let other = Address::repeat_byte(0x38);
    for (anchor, why) in [
        (anchored(other, 3, 1), "somebody else's work"),
        (anchored(MEMBER, 3, 2), "no such submission"),
        (anchored(MEMBER, 1, 1), "no ticket"),
        (anchored(MEMBER, 2, 1), "a delegation, which nothing proves"),
    ] {
        assert_eq!(names(&approves(anchor)), ["I6"], "{why}");
    }
}

/// An invitation as it is accepted: its inviter, stage and number, who accepts it, and whom its link names.
#[derive(Clone, Copy)]
struct Invited {
    inviter: u8,
    /// Who signed it.
    signer: u8,
    stage: u8,
    number: u8,
    account: Address,
    names: Address,
}

fn accepts(chain: &mut Chain, it: Invited) -> Vec<Mismatch> {
    let domain = identity_domain(chain.network.chain_id(), chain.network.hash());
    let Invited { stage, number, .. } = it;
    let inviter = key(it.inviter).address();
    let invitation = Invitation {
        inviter,
        stage,
        number,
        holder: key(PAPER).address(),
    };
    let acceptance = Acceptance {
        inviter,
        stage,
        number,
        account: it.names,
    };
    let call = IIdentity::acceptCall {
        signature: sign(it.signer, &invitation, &domain),
        invitation,
        account: it.account,
        holderSignature: sign(PAPER, &acceptance, &domain),
    };
    chain.input = call.abi_encode().into();
    let found = chain.says(&[campaigns(&ICampaigns::Anchored {
        account: it.account,
        kind: 4,
        source: inviter.into_word(),
    })]);
    chain.input = Bytes::new();
    found
}

#[test]
fn an_invitation_is_signed_by_somebody_who_may_invite_and_accepted_once() {
    /// The key of `known`.
    const KNOWN: u8 = 5;
    let (guest, other) = (key(0x21).address(), key(0x22).address());
    let good = Invited {
        inviter: KNOWN,
        signer: KNOWN,
        stage: 0,
        number: 1,
        account: guest,
        names: guest,
    };
    let to = |account| Invited {
        account,
        names: account,
        ..good
    };
    let mut chain = Chain::new();
    assert_eq!(accepts(&mut chain, good), []);
    assert_eq!(names(&accepts(&mut chain, to(other))), ["I6"], "used");
    let mut chain = Chain::new();
    assert_eq!(accepts(&mut chain, good), []);
    let passed_on = Invited {
        inviter: 0x21,
        signer: 0x21,
        ..to(other)
    };
    assert_eq!(names(&accepts(&mut chain, passed_on)), ["I6"], "passed on");
    for (bad, why) in [
        (Invited { signer: 6, ..good }, "signed by somebody else"),
        (Invited { stage: 1, ..good }, "for another stage"),
        (Invited { number: 6, ..good }, "the sixth"),
        (
            Invited {
                names: other,
                ..good
            },
            "its link names another",
        ),
        (
            Invited {
                inviter: 6,
                signer: 6,
                ..good
            },
            "from somebody without an anchor",
        ),
    ] {
        assert_eq!(names(&accepts(&mut Chain::new(), bad)), ["I6"], "{why}");
    }
    let told = Chain::new().says(&[campaigns(&ICampaigns::Anchored {
        account: guest,
        kind: 4,
        source: known().address().into_word(),
    })]);
    assert_eq!(
        names(&told),
        ["I6"],
        "told, and by no transaction of that kind"
    );

    // Work of one's own takes the place of an invitation, not the other way round.
    let mut chain = funded_chain();
    assert_eq!(accepts(&mut chain, good), []);
    chain.submits(1, guest, 10, "first");
    let says = [reviewed(1, REVIEWERS[0], true), anchored(guest, 3, 1)];
    assert_eq!(chain.says(&says), []);
    let once_more = Invited { number: 2, ..good };
    assert_eq!(names(&accepts(&mut chain, once_more)), ["I6"]);
}

#[test]
fn a_barred_account_invites_nobody() {
    let mut chain = Chain::new();
    let ended = ICases::Ended {
        id: 1,
        account: known().address(),
        status: 5,
        barredUntil: u64::MAX,
    };
    assert_eq!(chain.says(&[say(addresses::CASES, &ended)]), []);
    let invited = Invited {
        inviter: 5,
        signer: 5,
        stage: 0,
        number: 1,
        account: MEMBER,
        names: MEMBER,
    };
    assert_eq!(names(&accepts(&mut chain, invited)), ["I6"]);
}
