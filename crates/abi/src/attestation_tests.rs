use alloy_primitives::{address, b256};
use proptest::prelude::*;

use super::*;

const GENESIS: B256 = B256::repeat_byte(0x11);
const HOLDER: Address = Address::repeat_byte(0x22);
const ACCOUNT: Address = Address::repeat_byte(0x33);
const INVITER: Address = Address::repeat_byte(0x44);
const CHAIN_ID: u64 = 7_777;

/// The hashes were computed by viem's `hashTypedData` from the same values.
#[test]
fn what_is_signed_has_the_hashes_that_wallets_compute() {
    let campaigns = campaigns_domain(CHAIN_ID, GENESIS);
    let identity = identity_domain(CHAIN_ID, GENESIS);
    let attestation = Attestation {
        campaign: 3,
        number: 9,
        holder: HOLDER,
        expiresAt: 1_900_000_000,
        data: B256::repeat_byte(0x55),
    };
    let ticket = ticket();
    let invitation = invitation();
    assert_eq!(
        [
            digest(&attestation, &campaigns),
            digest(&ticket.redemption(ACCOUNT), &campaigns),
            digest(&invitation.invitation(HOLDER), &identity),
            digest(&invitation.acceptance(ACCOUNT), &identity),
        ],
        [
            b256!("0x7a1433ee76122cfabdb127603372093ac2c64b09880f8a4a344eefe7fd5d5f84"),
            b256!("0x88ce71885af2244d11ed415c20827743fc6d354ccf952e5b412adf8b8f8dfeff"),
            b256!("0x0e2376520acdd4af553ffb0da8422ad63a386ba4c6f6b7f1736d58770e3f9beb"),
            b256!("0x93460bf09a24414d1a408ffebdc85fd31ee5e69916fbc4ce0aee1e5515a7a44f"),
        ]
    );
}

#[test]
fn a_signature_means_nothing_on_another_network_or_in_another_module() {
    let redemption = ticket().redemption(ACCOUNT);
    let hashes = [
        digest(&redemption, &campaigns_domain(CHAIN_ID, GENESIS)),
        digest(&redemption, &campaigns_domain(CHAIN_ID + 1, GENESIS)),
        digest(&redemption, &campaigns_domain(CHAIN_ID, B256::ZERO)),
        digest(&redemption, &identity_domain(CHAIN_ID, GENESIS)),
    ];
    for (index, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..index].contains(hash), "{index}");
    }
}

/// Printed sheets outlive programs: this text must be read for ever.
#[test]
fn the_spelling_of_a_link_does_not_change() {
    let code = "AQAAAAAAAAADAAAACQAAAABxP7MAZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZ3d3d3d3d3d3d3d3d3d3d3d3d3\
                d3d3d3d3d3d3d3d3dwgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIGw";
    assert_eq!(ticket().encode(), code);
    assert_eq!(
        ticket().link("https://pos.example/"),
        format!("https://pos.example/ticket#{code}")
    );
    let code = "AUREREREREREREREREREREREREREAgVmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZnd3d3d3d3d3d3d3d3d3d3d3\
                d3d3d3d3d3d3d3d3d3d3CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgc";
    assert_eq!(invitation().encode(), code);
    assert_eq!(
        invitation().link("https://pos.example"),
        format!("https://pos.example/invite#{code}")
    );
}

#[test]
fn a_link_is_read_with_its_address_or_without() {
    let ticket = ticket();
    for text in [
        ticket.encode(),
        format!(" {}\n", ticket.encode()),
        ticket.link("http://127.0.0.1:8545"),
        ticket.link("https://pos.example/#/deep/"),
    ] {
        assert_eq!(Ticket::decode(&text), Ok(ticket.clone()), "{text}");
    }
    let link = invitation().link("https://pos.example");
    assert_eq!(InvitationLink::decode(&link), Ok(invitation()));
}

#[test]
fn what_is_no_link_is_refused_with_the_reason() {
    let refusal = |change: fn(&mut Vec<u8>)| {
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(ticket().encode()).unwrap();
        change(&mut bytes);
        Ticket::decode(&BASE64_URL_SAFE_NO_PAD.encode(bytes)).unwrap_err()
    };
    let length = |found| LinkError::Length {
        found,
        expected: 118,
    };
    assert_eq!(
        refusal(|it| it[0] = 2),
        LinkError::Version { found: 2 },
        "a later version"
    );
    assert_eq!(refusal(|it| it.truncate(100)), length(100), "cut off");
    assert_eq!(refusal(|it| it.push(0)), length(119), "too long");
    assert_eq!(refusal(|it| it.clear()), length(0), "empty");
    assert_eq!(
        refusal(|it| it[9..13].fill(0)),
        LinkError::Number { found: 0 }
    );
    assert_eq!(refusal(|it| it[21..53].fill(0)), LinkError::Secret);
    assert_eq!(refusal(|it| it[21..53].fill(0xff)), LinkError::Secret);
    assert_eq!(
        refusal(|it| it[21..53].copy_from_slice(ORDER.as_slice())),
        LinkError::Secret
    );
    assert_eq!(refusal(|it| it[117] = 1), LinkError::Signature);
    assert_eq!(
        refusal(|it| it[85] = 0x80),
        LinkError::Signature,
        "the other half"
    );

    let code = ticket().encode();
    let invitation_code = invitation().encode();
    for text in [
        format!("{code}=="),
        code.replace('A', "+"),
        format!("{}t", &code[..code.len() - 1]),
    ] {
        assert_eq!(Ticket::decode(&text), Err(LinkError::Spelling), "{text}");
    }
    for cut in 1..8 {
        let found = (code.len() - cut) * 6 / 8;
        let error = Ticket::decode(&code[..code.len() - cut]).unwrap_err();
        assert_eq!(error, length(found), "{cut} letters are missing");
    }
    // An invitation is no ticket, and a ticket no invitation.
    assert_eq!(Ticket::decode(&invitation_code), Err(length(120)));
    assert!(InvitationLink::decode(&code).is_err());
    for number in [0, INVITATIONS_PER_STAGE + 1] {
        let link = InvitationLink {
            number,
            ..invitation()
        };
        let found = u32::from(number);
        assert_eq!(
            InvitationLink::decode(&link.encode()),
            Err(LinkError::Number { found })
        );
    }
}

#[test]
fn a_log_does_not_show_the_secret() {
    let shown = format!("{:?} {:?}", ticket(), invitation());
    assert!(!shown.contains("66") && !shown.contains("102"), "{shown}");
}

#[test]
fn the_largest_s_is_half_the_order() {
    let order = U256::from_be_bytes(ORDER.0);
    assert_eq!(LARGEST_S, order >> 1);
    assert_eq!(
        addresses::CAMPAIGNS,
        address!("0x0000000000000000000000000000000000001004"),
        "the hashes above are of this module"
    );
}

proptest! {
    #[test]
    fn every_ticket_is_read_as_it_was_written(ticket in any_ticket()) {
        prop_assert_eq!(Ticket::decode(&ticket.encode()), Ok(ticket));
    }

    #[test]
    fn every_invitation_is_read_as_it_was_written(link in any_invitation()) {
        prop_assert_eq!(InvitationLink::decode(&link.encode()), Ok(link));
    }

    #[test]
    fn a_changed_letter_is_refused_or_another_ticket(
        ticket in any_ticket(), place in 0usize..158, letter in "[A-Za-z0-9_=+/ -]",
    ) {
        let code = ticket.encode();
        let mut changed = code.clone();
        changed.replace_range(place..=place, &letter);
        prop_assume!(changed.trim() != code);
        prop_assert_ne!(Ticket::decode(&changed), Ok(ticket));
    }

    #[test]
    fn a_text_that_is_read_is_the_one_spelling_of_it(text in "[A-Za-z0-9_-]{150,165}") {
        if let Ok(ticket) = Ticket::decode(&text) {
            prop_assert_eq!(ticket.encode(), text.as_str());
        }
        if let Ok(link) = InvitationLink::decode(&text) {
            prop_assert_eq!(link.encode(), text);
        }
    }
}

fn ticket() -> Ticket {
    Ticket {
        campaign: 3,
        number: 9,
        expires_at: 1_900_000_000,
        secret: B256::repeat_byte(0x66),
        signature: signature(27),
    }
}

fn invitation() -> InvitationLink {
    InvitationLink {
        inviter: INVITER,
        stage: 2,
        number: 5,
        secret: B256::repeat_byte(0x66),
        signature: signature(28),
    }
}

fn signature(v: u8) -> [u8; SIGNATURE_BYTES] {
    let mut bytes = [0x77; SIGNATURE_BYTES];
    bytes[32..64].fill(0x08);
    bytes[64] = v;
    bytes
}

fn any_secret() -> impl Strategy<Value = B256> {
    any::<[u8; 32]>()
        .prop_map(B256::new)
        .prop_filter("below the order", |it| !it.is_zero() && *it < ORDER)
}

fn any_signature() -> impl Strategy<Value = [u8; SIGNATURE_BYTES]> {
    (any::<[u8; 32]>(), any::<[u8; 32]>(), 27u8..=28).prop_map(|(r, mut s, v)| {
        s[0] &= 0x3f;
        let mut bytes = [v; SIGNATURE_BYTES];
        bytes[..32].copy_from_slice(&r);
        bytes[32..64].copy_from_slice(&s);
        bytes
    })
}

prop_compose! {
    fn any_ticket()(
        campaign: u64, number in 1u32.., expires_at: u64, secret in any_secret(), signature in any_signature(),
    ) -> Ticket {
        Ticket { campaign, number, expires_at, secret, signature }
    }
}

prop_compose! {
    fn any_invitation()(
        inviter: [u8; 20], stage in 0u8..5, number in 1u8..=5, secret in any_secret(), signature in any_signature(),
    ) -> InvitationLink {
        InvitationLink { inviter: Address::new(inviter), stage, number, secret, signature }
    }
}
