//! The bytes of the committee's records and keys.

use super::state::{
    AFFILIATIONS, Affiliation, Affiliations, Answer, CHANGED, CLAIMS, Claim, ClaimNote, OPEN,
    OpenProposals, Proposal, Reason, Recused, SEATS, Seat, Seats, Standing, Status, VOTES, Vote,
};
use crate::{
    stages::StageIndex,
    state::{Field, Map, Record},
    tests::{digest, encodings::assert_hashes},
    time::Timestamp,
};
use alloy_primitives::Address;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn account(byte: u8) -> Address {
    Address::repeat_byte(byte)
}

fn seats() -> Seats {
    Seats {
        next_id: 4,
        filled: vec![Seat {
            id: 3,
            name: "维护者".into(),
            member: account(1),
            former: vec![account(2)],
            seated_at: at(5),
            term_ends_at: at(6),
        }],
    }
}

fn affiliations() -> Affiliations {
    let affiliation = |byte, counts_until| Affiliation {
        account: account(byte),
        declared_at: at(7),
        counts_until,
    };
    Affiliations(vec![affiliation(1, None), affiliation(2, Some(at(8)))])
}

fn standing() -> Standing {
    let recused = |seat, reason| Recused {
        seat,
        member: account(1),
        reason,
        account: account(2),
    };
    Standing {
        filled: 5,
        required: 4,
        recused: vec![
            recused(1, Reason::Benefits),
            recused(2, Reason::AffiliateBenefits),
            recused(3, Reason::SteppedBack),
        ],
        approvals: vec![4, 5],
        rejections: vec![6],
    }
}

fn open() -> Proposal {
    Proposal {
        status: Status::Open,
        seat: 1,
        proposer: account(2),
        target: account(3),
        call_data: vec![4, 5],
        reason_zh: "理由".into(),
        reason_en: "Reason".into(),
        beneficiaries: vec![account(6)],
        spends: Some(StageIndex(2)),
        delayed: true,
        opened_at: at(7),
        lapses_at: at(8),
        closed: None,
        effective_at: None,
        votes: vec![(1, true), (2, false)],
        stepped_back: vec![3],
        claims: vec![ClaimNote {
            claimant: account(9),
            seat: 1,
            answered: true,
        }],
        failure: Vec::new(),
    }
}

fn closed(status: Status) -> Proposal {
    Proposal {
        status,
        spends: None,
        closed: Some((at(9), standing())),
        effective_at: Some(at(10)),
        failure: vec![11],
        ..open()
    }
}

fn vote() -> Vote {
    Vote {
        member: account(1),
        approves: true,
        at: at(2),
        reason_zh: "理由".into(),
        reason_en: "Reason".into(),
    }
}

fn claim() -> Claim {
    Claim {
        claimant: account(1),
        seat: 2,
        member: account(3),
        evidence: "Evidence".into(),
        filed_at: at(4),
        answer: Some(Answer {
            at: at(5),
            recused: true,
            text: "Answer".into(),
        }),
    }
}

#[test]
fn records_have_the_bytes_they_had() {
    let list = OpenProposals(vec![(1, 2), (3, 4)]);
    let mut found = vec![
        ("Seats", digest(seats().to_value())),
        ("Affiliations", digest(affiliations().to_value())),
        ("Vote", digest(vote().to_value())),
        ("Claim", digest(claim().to_value())),
        ("OpenProposals", digest(list.to_value())),
        ("Proposal, open", digest(open().to_value())),
    ];
    let statuses = [
        ("Proposal, scheduled", Status::Scheduled),
        ("Proposal, executed", Status::Executed),
        ("Proposal, failed", Status::Failed),
        ("Proposal, rejected", Status::Rejected),
        ("Proposal, lapsed", Status::Lapsed),
        ("Proposal, withdrawn", Status::Withdrawn),
    ];
    for (name, status) in statuses {
        found.push((name, digest(closed(status).to_value())));
    }
    assert_hashes(&found, RECORDS);
}

#[test]
fn records_read_back() {
    assert_eq!(Seats::from_value(&seats().to_value()), seats());
    let list = affiliations();
    assert_eq!(Affiliations::from_value(&list.to_value()), list);
    let proposal = closed(Status::Failed);
    assert_eq!(Proposal::from_value(&proposal.to_value()), proposal);
    assert_eq!(Vote::from_value(&vote().to_value()), vote());
    assert_eq!(Claim::from_value(&claim().to_value()), claim());
}

#[test]
fn the_largest_proposal_fits_into_a_value() {
    let text = "x".repeat(super::MAX_TEXT_BYTES);
    let mut largest = closed(Status::Failed);
    largest.reason_zh = text.clone();
    largest.reason_en = text;
    largest.call_data = vec![0; super::MAX_CALL_BYTES];
    largest.failure = vec![0; 2 * super::MAX_CALL_BYTES];
    largest.beneficiaries = vec![account(1); super::MAX_BENEFICIARIES];
    // Twice as many as there are seats: holders come and go while it is open.
    largest.votes = vec![(1, true); 30];
    largest.stepped_back = vec![1; 30];
    largest.claims = vec![largest.claims[0]; super::MAX_CLAIMS];
    assert!(largest.to_value().len() < crate::state::MAX_VALUE_BYTES / 2);
}

#[test]
fn keys_are_where_they_were() {
    const ENTRIES: Map<u64, Proposal> = Map::new(Field::new(3, 3));
    let name = |key: crate::state::Key| format!("{key:?}");
    let found = [
        ("committee.seats", name(SEATS.key())),
        (
            "committee.affiliations",
            name(AFFILIATIONS.key(&account(1))),
        ),
        (
            "committee.proposals_length",
            name(Field::new(3, 2).key(&())),
        ),
        ("committee.proposals", name(ENTRIES.key(&5))),
        ("committee.votes", name(VOTES.key(&(5, 6)))),
        ("committee.claims", name(CLAIMS.key(&(5, 6)))),
        ("committee.open_proposals", name(OPEN.key())),
        ("committee.parameters", name(CHANGED.key(&7))),
    ];
    assert_hashes(&found, KEYS);
}

const RECORDS: &[(&str, &str)] = &[
    (
        "Seats",
        "0xfff140c2d79d9c47ea7233bf097b2bb93794d21ef951eba52d90d74dcf3ac3d9",
    ),
    (
        "Affiliations",
        "0x88a24ce4d2cf61792482db175d8c830a62923f551c888a92ef4aaf07dd14bf7c",
    ),
    (
        "Vote",
        "0x001ff8b8b5eaf9e4631f7ad894411cdee535925cb39c38416697a62069b537fb",
    ),
    (
        "Claim",
        "0x66f287cbc0fe73f4cb57c7b5b59c77036942963d0bd0d18891d37a0e141ec040",
    ),
    (
        "OpenProposals",
        "0xf4b6ceee97d16c8f6c594f32be41b8e6a73b60c6f831c2f72dab7dc85cdf9420",
    ),
    (
        "Proposal, open",
        "0x95eaacd2de664955ab0cacebefeaeda364f5da36fccc1c746527c0b8d4b84eb8",
    ),
    (
        "Proposal, scheduled",
        "0xc561933e638f88b649c98ed8f93dbab69d9dcfb2f7666cdb8bf674f34123d40b",
    ),
    (
        "Proposal, executed",
        "0xf554339d6de6f0cfc1fa8226d2b2e77a0c2687fc41ecc97797f7c94861e93226",
    ),
    (
        "Proposal, failed",
        "0x4d4a49d9aa4efab851b26afd2dae3082a4d8b382947d0fd73f3cd1e8d0531a29",
    ),
    (
        "Proposal, rejected",
        "0x0e49f26d5d338408834cf42fd5d5f04fcaeb200f22c765aa7a238caf61c7d3ab",
    ),
    (
        "Proposal, lapsed",
        "0xd62d849dc9f3b0da702b9c5297fa1f011c379fa00b5eaaebd7a5c61cfe9b28b1",
    ),
    (
        "Proposal, withdrawn",
        "0xabad5d2bdb62cc4815bd202199bc6f8c33f0bc58a883b05f43609abe9fb5cb16",
    ),
];

const KEYS: &[(&str, &str)] = &[
    (
        "committee.seats",
        "0x9b4fb24edd6d1d8830e272398263cdbf026b97392cc35387b991dc0248a628f9",
    ),
    (
        "committee.affiliations",
        "0xdf88933cc0c4e8d00029907733163cdfe97eb0fe58dd04b7b05b97312adc61e2",
    ),
    (
        "committee.proposals_length",
        "0xd4ea3fc5537ce615543ea44f074bff451fb6c9749e9e8692c111f7070b4780c7",
    ),
    (
        "committee.proposals",
        "0x3d6af51fc13d8024ac10ae236638d0e8b32cb71d7fd0e7805d057cf05110b3ae",
    ),
    (
        "committee.votes",
        "0x2cf85b48e7715b2e7a1c225ef8b5359372cb55d5ab50d9fde6c970ea19222d31",
    ),
    (
        "committee.claims",
        "0xc70338aac15d2f7becd7ad3d31408b2c974c84a20a90ca59fbbfa03b9a95fc9f",
    ),
    (
        "committee.open_proposals",
        "0x9385514d971afeefb74d9e1a7e4e40d4946f5bc0379908f18038ad9b5dfaf36b",
    ),
    (
        "committee.parameters",
        "0x0bee44f9174d7616c6a03cdf1a121e16a690fec4b9f962cf43d4aa58c6f50d9b",
    ),
];
