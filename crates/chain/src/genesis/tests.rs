use alloy_primitives::{address, b256};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

mod refusals;

/// 1 January 2027, 00:00 at UTC+8.
const LAUNCH: Timestamp = Timestamp::from_millis(1_798_732_800_000);

fn validator(number: u8) -> ValidatorEntry {
    ValidatorEntry {
        name: format!("validator-{number}"),
        public_key: B256::repeat_byte(number),
        seed_key: SeedKey::new(vec![number; SeedKey::MIN_PK_BYTES]).unwrap(),
        address: String::new(),
    }
}

fn ready(role: &str, last: u8, amount: Amount) -> ReadyAccount {
    ReadyAccount {
        role: role.to_owned(),
        address: Address::with_last_byte(last),
        amount,
    }
}

fn main_network() -> WhitePaperNetwork {
    WhitePaperNetwork {
        network: "wepos".to_owned(),
        kind: NetworkKind::Main,
        chain_id: 9_771,
        launch: LAUNCH,
        wetez: address!("1111111111111111111111111111111111111111"),
        soros_report: address!("2222222222222222222222222222222222222222"),
        validators: (1..=4).map(validator).collect(),
        rule_book: RuleBook {
            zh_sha256: Some(B256::repeat_byte(7)),
            en_sha256: Some(B256::repeat_byte(8)),
        },
    }
}

fn main_genesis() -> Genesis {
    Genesis::white_paper(main_network()).unwrap()
}

fn development_network() -> DevelopmentNetwork {
    DevelopmentNetwork {
        launch: Timestamp::from_millis(LAUNCH.millis() + 789),
        chain_id: None,
        month_length_ms: Some(60_000),
        validators: vec![validator(1)],
        ready_accounts: vec![
            ready("alice", 1, Amount::pos(40)),
            ready("wetez", 2, Amount::pos(10)),
            ready("sorosreport", 3, Amount::pos(10)),
            ready("dev1", 4, Amount::ZERO),
        ],
    }
}

fn development_genesis() -> Genesis {
    Genesis::development(development_network()).unwrap()
}

/// The document as a value that a test can break.
fn document(genesis: &Genesis) -> Value {
    serde_json::to_value(genesis).unwrap()
}

fn parse(document: &Value) -> Result<Genesis, GenesisError> {
    Genesis::parse(&serde_json::to_vec(document).unwrap())
}

#[test]
fn the_hash_of_a_document_never_changes() {
    // Changing these is a new format: every node of a running network would refuse its own genesis.
    assert_eq!(
        main_genesis().hash(),
        b256!("a02da3be4e6bbe128a2c8d5734dbb152f78dc32923da90d99104408856eb354f")
    );
    assert_eq!(
        development_genesis().hash(),
        b256!("ddb41d90f04c613d1dc6034dad44a8f9eef74fd77e121206c95e8c7bfba0353a")
    );
}

#[test]
fn the_canonical_form_is_sorted_and_has_no_white_space() {
    let text = canonical::text(&development_genesis());
    assert!(text.starts_with(r#"{"chainId":"#), "{text}");
    assert!(text.contains(
        r#""committee":[{"address":"0x0000000000000000000000000000000000000002","name":"Wetez"}"#
    ));
    assert!(
        text.contains(r#""name":{"en":"Beginning","zh":"初期"},"releasePerMonth":"1000000 PoS"}"#)
    );
    let (key, seed_key) = ("01".repeat(32), "01".repeat(48));
    let end = format!(
        r#""validators":[{{"name":"validator-1","publicKey":"0x{key}","seedKey":"0x{seed_key}"}}]}}"#
    );
    assert!(text.ends_with(&end), "{text}");
}

#[test]
fn the_main_document_has_the_white_papers_constants_and_fourteen_boundaries() {
    let genesis = main_genesis();
    let document = document(&genesis);
    assert_eq!(document["format"], "wepos-genesis/1");
    assert_eq!(document["total"], "100000000 PoS");
    assert_eq!(document["pool"], "9000000 PoS");
    assert_eq!(document["utcOffsetMinutes"], 480);
    assert_eq!(document["stages"][4]["releasePerMonth"], "16000000 PoS");
    assert_eq!(document["limits"]["minimumOpeningTransfer"], "0.01 PoS");
    assert_eq!(document["limits"]["newcomerShareBasisPoints"], 500);
    assert_eq!(document.get("development"), None);
    let shown: Vec<_> = genesis
        .month_boundaries
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(shown.len(), 14);
    assert_eq!(shown[0], "2026-12-31T16:00:00.000Z");
    assert_eq!(shown[1], "2027-01-31T16:00:00.000Z");
    assert_eq!(shown[13], "2028-01-31T16:00:00.000Z");
    assert_eq!(genesis.advice(), []);
    assert_eq!(genesis.limits.newcomer_gas(), 1_500_000);
}

#[test]
fn the_known_fields_are_those_of_the_document() {
    let mut genesis = development_genesis();
    genesis.rule_book.zh_sha256 = Some(B256::ZERO);
    let document = document(&genesis);
    let fields: Vec<_> = document
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut known = forbidden::KNOWN_FIELDS.to_vec();
    known.sort_unstable();
    let mut fields = fields;
    fields.sort_unstable();
    assert_eq!(fields, known);
}

#[test]
fn a_document_survives_its_file() {
    for genesis in [main_genesis(), development_genesis()] {
        let text = genesis.to_json();
        let read = Genesis::parse(text.as_bytes()).unwrap();
        assert_eq!(read, genesis);
        assert_eq!(read.hash(), genesis.hash());
        // Layout and order of fields do not matter.
        assert_eq!(parse(&document(&genesis)).unwrap().hash(), genesis.hash());
    }
}

#[test]
fn the_spelling_of_an_amount_does_not_change_the_hash() {
    let mut spelled = document(&main_genesis());
    spelled["pool"] = json!("9000000.0PoS");
    assert_eq!(parse(&spelled).unwrap().hash(), main_genesis().hash());
}

#[test]
fn every_field_changes_the_hash() {
    let original = main_genesis();
    let changes: [fn(&mut Genesis); 6] = [
        |genesis| genesis.network.push('x'),
        |genesis| genesis.chain_id += 1,
        |genesis| genesis.committee[0].address = Address::repeat_byte(9),
        |genesis| genesis.validators.swap(0, 1),
        |genesis| genesis.limits.block_gas += 1,
        |genesis| genesis.rule_book.zh_sha256 = None,
    ];
    for change in changes {
        let mut changed = original.clone();
        change(&mut changed);
        assert_ne!(changed.hash(), original.hash());
    }
}

#[test]
fn a_development_network_says_so_in_kind_name_and_chain_id() {
    let genesis = development_genesis();
    assert_eq!(genesis.kind, NetworkKind::Development);
    assert_eq!(genesis.network, "wepos-development");
    assert!(DEVELOPMENT_CHAIN_IDS.contains(&genesis.chain_id));
    assert_eq!(genesis.launch, LAUNCH);
    assert_eq!(
        genesis.month_boundaries[1].millis(),
        LAUNCH.millis() + 60_000
    );
    assert_eq!(genesis.calendar().unwrap().day_length_ms(), 2_000);
    assert_eq!(genesis.limits.heartbeat_ms.millis(), 1_000);
    assert_eq!(genesis.ready_accounts().len(), 4);
    assert_eq!(genesis.advice(), []);
}

#[test]
fn ready_accounts_with_a_seats_role_sit_in_the_development_committee() {
    let seats: Vec<_> = development_genesis()
        .committee
        .iter()
        .map(|seat| (seat.name.clone(), seat.address))
        .collect();
    let expected = [("Wetez", 2), ("SorosReport", 3), ("dev1", 4)];
    assert_eq!(
        seats,
        expected.map(|(name, last)| (name.to_owned(), Address::with_last_byte(last)))
    );

    let without = Genesis::development(DevelopmentNetwork {
        ready_accounts: Vec::new(),
        ..development_network()
    })
    .unwrap();
    assert_eq!(without.committee.len(), 2);
    assert_ne!(without.committee[0].address, without.committee[1].address);
}

#[test]
fn the_last_five_ready_accounts_without_a_seat_review() {
    let with = |ready_accounts| {
        let network = DevelopmentNetwork {
            ready_accounts,
            ..development_network()
        };
        Genesis::development(network).unwrap()
    };
    let mut accounts = development_network().ready_accounts;
    for (role, number) in [("bob", 5), ("carol", 6), ("dan", 7)] {
        accounts.push(ready(role, number, Amount::ZERO));
    }
    assert!(with(accounts.clone()).reviewers().is_empty());
    accounts.push(ready("erin", 8, Amount::ZERO));
    accounts.push(ready("frank", 9, Amount::ZERO));
    assert_eq!(
        with(accounts).reviewers(),
        [5, 6, 7, 8, 9].map(Address::with_last_byte)
    );
    assert!(main_genesis().reviewers().is_empty());
}

#[test]
fn a_development_network_without_a_month_length_has_calendar_months() {
    let genesis = Genesis::development(DevelopmentNetwork {
        month_length_ms: None,
        ..development_network()
    })
    .unwrap();
    assert!(!genesis.calendar().unwrap().is_fixed());
    assert_eq!(genesis.limits, Limits::default());
    assert_eq!(genesis.month_boundaries, main_genesis().month_boundaries);
}

#[test]
fn the_first_tranche_may_be_given_out_to_the_last_unit() {
    let network = DevelopmentNetwork {
        ready_accounts: vec![ready("alice", 1, Amount::pos(1_000_000))],
        ..development_network()
    };
    assert!(Genesis::development(network).is_ok());
}

#[test]
fn five_thousand_ready_accounts_and_a_hundred_validators_fit_into_a_document() {
    let accounts = (1..=5_000_u16)
        .map(|number| ReadyAccount {
            role: format!("sender-{number}"),
            address: Address::left_padding_from(&number.to_be_bytes()),
            amount: "199.999999999999999999".parse().unwrap(),
        })
        .collect();
    let validators = (1..=100).map(validator).collect();
    let genesis = Genesis::development(DevelopmentNetwork {
        ready_accounts: accounts,
        validators,
        ..development_network()
    })
    .unwrap();
    assert_eq!(
        Genesis::parse(genesis.to_json().as_bytes()).unwrap(),
        genesis
    );
}

#[test]
fn other_stage_tables_are_possible_outside_main_networks() {
    let mut genesis = development_genesis();
    let mut stages = genesis.stages.entries().to_vec();
    stages.swap(1, 2);
    for stage in &mut stages {
        stage.multiplier = 1;
    }
    genesis.stages = StageTable::new(stages);
    assert_eq!(genesis.check(), Ok(()));
}

#[test]
fn what_is_allowed_but_unwise_is_advised_against() {
    let mut network = main_network();
    network.chain_id = 70_000;
    network.validators.truncate(1);
    network.rule_book.en_sha256 = None;
    assert_eq!(
        Genesis::white_paper(network).unwrap().advice(),
        [
            GenesisAdvice::LargeChainId(70_000),
            GenesisAdvice::FewValidators(1),
            GenesisAdvice::RuleBookMissing
        ]
    );
}

#[test]
fn public_chain_ids_ascend_and_hold_the_best_known() {
    assert!(PUBLIC_CHAIN_IDS.is_sorted_by(|a, b| a < b));
    for known in [
        1, 5, 10, 56, 100, 137, 1_337, 8_453, 31_337, 42_161, 43_114, 59_144, 11_155_111,
    ] {
        assert!(is_public(known), "{known}");
    }
    assert!(!is_public(9_771));
}

#[test]
fn development_chain_ids_differ_from_second_to_second() {
    let mut ids: Vec<_> = (0..36_000)
        .map(|second| {
            development_chain_id(Timestamp::from_millis(LAUNCH.millis() + second * 1_000))
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 36_000);
    assert!(
        ids.iter()
            .all(|id| DEVELOPMENT_CHAIN_IDS.contains(id) && !is_public(*id))
    );
}

proptest! {
    #[test]
    fn any_launch_gives_a_document_that_passes_its_own_check(
        seconds in 1_577_836_800_u64..253_402_300_799,
        month_length_ms in prop::option::of(3_000_u64..2_678_400_000),
    ) {
        let launch = Timestamp::from_millis(seconds * 1_000);
        let network = DevelopmentNetwork { launch, month_length_ms, ..development_network() };
        let genesis = Genesis::development(network).unwrap();
        prop_assert!(!is_public(genesis.chain_id));
        prop_assert_eq!(Genesis::parse(genesis.to_json().as_bytes()).unwrap(), genesis);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Genesis::parse(&bytes).is_err());
    }

    #[test]
    fn no_broken_document_makes_the_reader_panic(at in 0_usize..4_000, byte: u8) {
        let mut bytes = main_genesis().to_json().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = Genesis::parse(&bytes);
    }
}
