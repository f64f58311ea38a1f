use super::*;
use crate::{ICampaigns, ICommittee, IErrors, IToken, addresses};
use alloy_primitives::{Bytes, LogData, U256};
use alloy_sol_types::SolEvent;

fn decode(address: Address, log: &LogData) -> Option<DecodedEvent> {
    decode_event(address, log.topics(), &log.data)
}

fn account(number: u8) -> Address {
    Address::repeat_byte(number)
}

fn transfer() -> LogData {
    let event = IToken::Transfer {
        from: account(1),
        to: account(2),
        value: U256::from(1_500_000_000_000_000_000_u64),
    };
    event.encode_log_data()
}

#[test]
fn an_event_has_exact_values_and_a_line_for_people() {
    let event = decode(addresses::TOKEN, &transfer()).expect("the token declares it");
    assert_eq!(
        (event.module, event.doc.name.as_str()),
        ("token", "Transfer")
    );
    assert!(!event.doc.notice_zh.is_empty());
    let expected = json!({
        "from": account(1).to_string(),
        "to": account(2).to_string(),
        "value": "1500000000000000000",
    });
    assert_eq!(event.json(), expected);
    assert!(event.text().ends_with("value=1.5 PoS)"), "{}", event.text());
    assert_eq!(event.accounts(), [account(1), account(2)]);
}

#[test]
fn what_no_interface_declares_is_not_decoded() {
    let log = transfer();
    assert!(
        decode(addresses::EMISSION, &log).is_none(),
        "another module"
    );
    assert!(decode(account(9), &log).is_none(), "no module");
    assert!(decode_event(addresses::TOKEN, &[], &log.data).is_none());
    assert!(decode_event(addresses::TOKEN, log.topics(), &[1]).is_none());
    let unknown = [B256::repeat_byte(1)];
    assert!(decode_event(addresses::TOKEN, &unknown, &log.data).is_none());
}

#[test]
fn any_module_may_write_the_common_events() {
    let event = IErrors::RuleFailed {
        module: addresses::CAMPAIGNS,
        reason: Bytes::from_static(b"why"),
    };
    let log = event.encode_log_data();
    let event = decode(addresses::COMMITTEE, &log).expect("it is common");
    assert_eq!(
        (event.module, event.doc.name.as_str()),
        ("committee", "RuleFailed")
    );
}

#[test]
fn accounts_beside_the_topics_are_found() {
    let mut accounts = Vec::new();
    let mut look = |address: Address, log: &LogData| {
        accounts.clear();
        accounts_in_data(address, log.topics(), &log.data, &mut accounts);
        accounts.clone()
    };
    assert!(look(addresses::TOKEN, &transfer()).is_empty());
    let event = ICommittee::Proposed {
        beneficiaries: vec![account(3), account(4)],
        ..Default::default()
    };
    let found = look(addresses::COMMITTEE, &event.encode_log_data());
    assert_eq!(found, [account(3), account(4)]);
    let event = ICampaigns::Submitted {
        account: account(5),
        author: account(7),
        reviewer: account(6),
        ..Default::default()
    };
    let found = look(addresses::CAMPAIGNS, &event.encode_log_data());
    assert_eq!(found, [account(7), account(6)]);
}

#[test]
fn events_are_found_by_their_name() {
    let found = events_named("Transfer");
    assert_eq!(
        found,
        [("token", addresses::TOKEN, IToken::Transfer::SIGNATURE_HASH)]
    );
    // Three modules decide something.
    let modules: Vec<&str> = events_named("Decided").iter().map(|it| it.0).collect();
    assert_eq!(modules, ["committee", "campaigns", "cases"]);
    assert_eq!(events_named("Nothing"), []);
}
