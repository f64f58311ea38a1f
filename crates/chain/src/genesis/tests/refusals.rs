//! Malformed documents and what is said about them.

use super::*;

/// A change to a good document, and a part of the error it must give.
type Refusal = (fn(&mut Value), &'static str);

fn assert_refused(good: &Genesis, refusals: &[Refusal]) {
    for (number, (breaks, fragment)) in refusals.iter().enumerate() {
        let mut document = document(good);
        breaks(&mut document);
        match parse(&document) {
            Ok(_) => panic!("refusal {number} ({fragment}) was accepted"),
            Err(error) => {
                let text = error.to_string();
                assert!(
                    text.contains(fragment),
                    "refusal {number}: expected `{fragment}`, got `{text}`"
                );
                assert!(text.len() < 500, "refusal {number} is too long: {text}");
            }
        }
    }
}

#[test]
fn a_genesis_that_gives_somebody_tokens_is_refused_by_the_white_papers_rule() {
    const KEY: &str = "0x00000000000000000000000000000000000000aa";
    assert_refused(
        &main_genesis(),
        &[
            (
                |d| d["accounts"] = json!([]),
                "the field `accounts` would give somebody tokens: members start with 0 (WP-03)",
            ),
            (|d| d["alloc"] = json!({ KEY: "1" }), "(WP-03)"),
            (|d| d["balances"] = json!({}), "(WP-03)"),
            (|d| d["pre-mine"] = json!(1), "(WP-03)"),
            (
                |d| d["committee"][1]["balance"] = json!("5 PoS"),
                "the field `committee[1].balance`",
            ),
            (
                |d| d["validators"][0]["amount"] = json!("5 PoS"),
                "the field `validators[0].amount`",
            ),
            (
                |d| d["reserve"] = json!("5 PoS"),
                "the field `reserve` would let a key hold tokens",
            ),
            (|d| d["teamReserve"] = json!({ "to": KEY }), "(WP-04, I10)"),
            (|d| d["treasury"] = json!(KEY), "(WP-04, I10)"),
            (
                |d| d["unreleased"] = json!({ "address": KEY }),
                "(WP-04, I10)",
            ),
            (
                |d| d["pool"] = json!({ "address": KEY, "amount": "9000000 PoS" }),
                "the field `pool` would let a key",
            ),
            (
                |d| d["thanks"] = json!([{ "to": KEY, "pos": 1 }]),
                "the field `thanks` would let a key hold tokens",
            ),
            (
                |d| d["thanks"] = json!({ KEY: 1 }),
                "the field `thanks` would let a key hold tokens",
            ),
            (
                |d| d["stages"][0]["foundation"] = json!(1),
                "the field `stages[0].foundation`",
            ),
        ],
    );
}

#[test]
fn development_funds_are_refused_everywhere_else() {
    assert_refused(
        &main_genesis(),
        &[
            (
                |d| d["development"] = json!({}),
                "a network of kind main has no `development` section",
            ),
            (
                |d| d["development"] = document(&development_genesis())["development"].clone(),
                "(WP-03)",
            ),
        ],
    );
    const ONE: Address = Address::with_last_byte(1);
    assert_refused(
        &development_genesis(),
        &[
            (|d| d["kind"] = json!("main"), "must contain neither"),
            (|d| d["kind"] = json!("test"), "must contain \"test\""),
            (
                |d| {
                    d["kind"] = json!("main");
                    d["network"] = json!("wepos");
                },
                "does not fit the kind main",
            ),
            (
                |d| {
                    d["kind"] = json!("main");
                    d["network"] = json!("wepos");
                    d["chainId"] = json!(9_771);
                },
                "a network of kind main has no `development` section",
            ),
            (
                |d| drop(d.as_object_mut().unwrap().remove("development")),
                "needs the `development` section",
            ),
            (
                |d| {
                    d["development"]["readyAccounts"][0]["amount"] =
                        json!("999980.000000000000000001 PoS")
                },
                "more than 1000000 PoS together",
            ),
            (
                |d| {
                    d["development"]["readyAccounts"][0]["amount"] =
                        json!("340282366920938463463 PoS")
                },
                "more than 1000000 PoS",
            ),
            (
                |d| d["development"]["readyAccounts"][0]["amount"] = json!("-1 PoS"),
                "cannot be negative",
            ),
            (
                |d| d["development"]["readyAccounts"][1]["role"] = json!("alice"),
                "have the same role",
            ),
            (
                |d| {
                    d["development"]["readyAccounts"][1]["address"] =
                        d["development"]["readyAccounts"][0]["address"].clone()
                },
                "have the same address",
            ),
            (
                |d| d["development"]["readyAccounts"][0]["address"] = json!(Address::ZERO),
                "ready account alice is zero",
            ),
            (
                |d| d["development"]["readyAccounts"][0]["role"] = json!(" alice"),
                "no space around them",
            ),
            (
                |d| d["development"]["reviewers"] = json!([Address::ZERO]),
                "the address of reviewer 0 is zero",
            ),
            (
                |d| d["development"]["reviewers"] = json!([ONE, ONE]),
                "reviewer 0 (entry 0) and reviewer 1 (entry 1) have the same address",
            ),
            (
                |d| d["development"]["reviewers"] = json!(vec![ONE; 25]),
                "there are 25 reviewers; there may be 24",
            ),
            (
                |d| d["development"]["readyAccounts"][0]["key"] = json!("x"),
                "unknown field `key`",
            ),
            (
                |d| d["development"]["monthLengthMs"] = json!(2_999),
                "a month of 2999 ms is out of bounds",
            ),
            (
                |d| d["development"]["monthLengthMs"] = json!(70_000),
                "month boundary 2 is",
            ),
            (
                |d| d["development"]["monthLengthMs"] = json!(-1),
                "invalid value: integer `-1`",
            ),
        ],
    );
}

#[test]
fn another_sum_than_a_hundred_million_is_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (
                |d| d["total"] = json!("100000001 PoS"),
                "the total is 100000001 PoS; it is 100000000 PoS for ever (WP-55)",
            ),
            (
                |d| d["pool"] = json!("8999999.999999999999999999 PoS"),
                "together they must be 100000000 PoS (WP-55, I1)",
            ),
            (
                |d| d["stages"][0]["releasePerMonth"] = json!("2000000 PoS"),
                "the stages release 92000000 PoS",
            ),
            (
                |d| d["stages"][4]["releasePerMonth"] = json!("340282366920938463463 PoS"),
                "more than any amount can be",
            ),
            (
                |d| d["pool"] = json!(9_000_000),
                "invalid type: integer `9000000`, expected a string",
            ),
            (
                |d| d["pool"] = json!("9,000,000 PoS"),
                "`,` does not belong in an amount",
            ),
            (
                |d| {
                    d["pool"] = json!("8000000 PoS");
                    d["stages"][0]["releasePerMonth"] = json!("2000000 PoS");
                },
                "a main network keeps the white paper's months, releases and pool (WP-68); stage 0 differs",
            ),
        ],
    );
}

#[test]
fn a_wrong_stage_table_is_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (|d| d["stages"] = json!([]), "there are 0 stages"),
            (
                |d| d["stages"][1]["multiplier"] = json!(0),
                "the multiplier of stage 1 must be positive",
            ),
            (
                |d| d["stages"][1]["multiplier"] = json!(-2),
                "invalid value: integer `-2`",
            ),
            (
                |d| d["stages"][1]["multiplier"] = json!(1.5),
                "floating point",
            ),
            (
                |d| d["stages"][2]["months"] = json!(0),
                "stage 2 has 0 months",
            ),
            (
                |d| d["stages"][2]["months"] = json!(4_294_967_295_u32),
                "stage 2 has 4294967295 months",
            ),
            (
                |d| d["stages"][2]["releasePerMonth"] = json!("0"),
                "stage 2 releases nothing",
            ),
            (
                |d| d["stages"][2]["name"]["zh"] = json!(""),
                "the name of stage 2 in Chinese",
            ),
            (
                |d| d["stages"][2]["name"]["en"] = json!("a\u{202e}b"),
                "the name of stage 2 in English",
            ),
            (
                |d| drop(d["stages"].as_array_mut().unwrap().pop()),
                "there are 14 month boundaries; there must be 11",
            ),
        ],
    );
}

#[test]
fn wrong_boundaries_are_refused_with_the_right_ones() {
    assert_refused(
        &main_genesis(),
        &[
            (
                |d| drop(d["monthBoundaries"].as_array_mut().unwrap().pop()),
                "there are 13 month boundaries; there must be 14",
            ),
            (
                |d| d["monthBoundaries"][0] = json!(1_798_732_800_001_u64),
                "month boundary 1 is 1798732800001",
            ),
            (
                |d| d["monthBoundaries"][13] = json!(1_832_947_200_001_u64),
                "it must be 1832947200000 (2028-01-31T16:00:00.000Z) (R12)",
            ),
            (
                |d| d["utcOffsetMinutes"] = json!(900),
                "an offset of 900 minutes from UTC does not exist",
            ),
            (
                |d| d["launch"] = json!(1_798_732_800_u64),
                "in milliseconds since 1970, not in seconds",
            ),
            (
                |d| d["launch"] = json!(1_798_732_800_500_u64),
                "must be a whole second",
            ),
            (
                |d| d["launch"] = json!(1_798_819_200_000_u64),
                "month boundary 1 is",
            ),
            (
                |d| d["launch"] = json!(253_402_300_800_000_u64),
                "after the year 9999",
            ),
            (
                |d| d["launch"] = json!("2027-01-01"),
                "invalid type: string",
            ),
        ],
    );
}

#[test]
fn another_local_time_than_the_boundaries_were_made_with_is_refused() {
    // 1 March at UTC+8 is 28 February in UTC, and the months would be counted from the 28th.
    let launch = Timestamp::from_millis(1_803_830_400_000);
    let genesis = Genesis::white_paper(WhitePaperNetwork {
        launch,
        ..main_network()
    })
    .unwrap();
    let fragment = "by launch and calendar it must be 1806249600000 (2027-03-28T16:00:00.000Z)";
    assert_refused(
        &genesis,
        &[(|d| d["utcOffsetMinutes"] = json!(0), fragment)],
    );
}

#[test]
fn wrong_names_and_chain_ids_are_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (|d| d["network"] = json!(""), "the network name ``"),
            (|d| d["network"] = json!("WePoS"), "lower-case letters"),
            (
                |d| d["network"] = json!("wepos network"),
                "lower-case letters",
            ),
            (|d| d["network"] = json!("x".repeat(5_000)), "1 to 32"),
            (
                |d| d["network"] = json!("wepos-testnet"),
                "must contain neither \"test\" nor \"development\"",
            ),
            (
                |d| d["kind"] = json!("mainnet"),
                "unknown variant `mainnet`",
            ),
            (
                |d| d["chainId"] = json!(0),
                "must lie between 1 and 2147483647",
            ),
            (
                |d| d["chainId"] = json!(2_147_483_648_u64),
                "must lie between 1 and 2147483647",
            ),
            (
                |d| d["chainId"] = json!(1),
                "the chain id 1 belongs to another network",
            ),
            (
                |d| d["chainId"] = json!(42_161),
                "the chain id 42161 belongs to another network",
            ),
            (
                |d| d["chainId"] = json!(11_155_111),
                "belongs to another network",
            ),
            (
                |d| d["chainId"] = json!(30_000),
                "development networks use 20000 to 59999",
            ),
        ],
    );
    assert_refused(
        &development_genesis(),
        &[
            (
                |d| d["chainId"] = json!(9_771),
                "development networks use 20000 to 59999",
            ),
            (
                |d| d["chainId"] = json!(31_337),
                "the chain id 31337 belongs to another network",
            ),
            (
                |d| d["network"] = json!("wepos"),
                "must contain \"development\"",
            ),
        ],
    );
}

#[test]
fn a_wrong_committee_is_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (|d| d["committee"] = json!([]), "the committee has 0 seats"),
            (
                |d| drop(d["committee"].as_array_mut().unwrap().pop()),
                "it must have 2 to 15, as two must agree (R13)",
            ),
            (
                |d| d["committee"] = Value::from(vec![d["committee"][0].clone(); 16]),
                "the committee has 16 seats",
            ),
            (
                |d| d["committee"][0]["address"] = json!(Address::ZERO),
                "the address of committee seat Wetez is zero",
            ),
            (
                |d| d["committee"][0]["address"] = d["committee"][1]["address"].clone(),
                "have the same address",
            ),
            (
                |d| d["committee"][0]["name"] = json!("SorosReport"),
                "have the same name",
            ),
            (
                |d| d["committee"][0]["address"] = json!("0x12"),
                "the genesis cannot be read",
            ),
            (
                |d| d["committee"][0]["name"] = json!("x".repeat(65)),
                "1 to 64 visible characters",
            ),
        ],
    );
}

#[test]
fn wrong_validators_are_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (|d| d["validators"] = json!([]), "there is no validator"),
            (
                |d| d["validators"] = Value::from(vec![d["validators"][0].clone(); 101]),
                "there are 101 validators",
            ),
            (
                |d| d["validators"][1] = d["validators"][0].clone(),
                "have the same name",
            ),
            (
                |d| d["validators"][1]["publicKey"] = d["validators"][0]["publicKey"].clone(),
                "have the same publicKey",
            ),
            (
                |d| d["validators"][1]["seedKey"] = d["validators"][0]["seedKey"].clone(),
                "have the same seedKey",
            ),
            (
                |d| d["validators"][1]["publicKey"] = json!(B256::ZERO),
                "the publicKey of validator validator-2 is zero",
            ),
            (
                |d| d["validators"][1]["seedKey"] = json!(Bytes::from(vec![0; 48])),
                "the seedKey of validator validator-2 is zero",
            ),
            (
                |d| d["validators"][1]["seedKey"] = json!(Bytes::from(vec![5; 96])),
                "all are min-pk or all are min-sig",
            ),
            (
                |d| d["validators"][1]["seedKey"] = json!(Bytes::from(vec![5; 47])),
                "96 bytes (min-sig), this has 47",
            ),
            (
                |d| d["validators"][1]["publicKey"] = json!("0x1234"),
                "the genesis cannot be read",
            ),
            (
                |d| d["validators"][1]["publicKey"] = json!("not hex"),
                "the genesis cannot be read",
            ),
            (
                |d| d["validators"][1]["stake"] = json!(1),
                "unknown field `stake`",
            ),
        ],
    );
}

#[test]
fn limits_that_do_not_fit_each_other_are_refused() {
    assert_refused(
        &main_genesis(),
        &[
            (
                |d| d["limits"]["daily"]["empty"]["transactions"] = json!(0),
                "limits.daily.empty",
            ),
            (
                |d| d["limits"]["daily"]["empty"]["bytes"] = json!(0),
                "limits.daily.empty",
            ),
            (
                |d| d["limits"]["daily"]["withBalance"]["transactions"] = json!(19),
                "limits.daily.withBalance",
            ),
            (
                |d| d["limits"]["daily"]["anchored"]["bytes"] = json!(1),
                "limits.daily.anchored",
            ),
            (
                |d| d["limits"]["minimumOpeningTransfer"] = json!("0"),
                "limits.minimumOpeningTransfer",
            ),
            (
                |d| d["limits"]["newcomerShareBasisPoints"] = json!(0),
                "or nobody could join",
            ),
            (
                |d| d["limits"]["newcomerShareBasisPoints"] = json!(10_001),
                "more than a whole",
            ),
            (
                |d| d["limits"]["blockGas"] = json!(30_000_001),
                "limits.blockGas",
            ),
            (
                |d| d["limits"]["blockBytes"] = json!(2_097_153),
                "limits.blockBytes",
            ),
            (
                |d| d["limits"]["transactionGas"] = json!(30_000_001),
                "limits.transactionGas",
            ),
            (
                |d| d["limits"]["transactionBytes"] = json!(2_097_153),
                "limits.transactionBytes",
            ),
            (
                |d| d["limits"]["heartbeatMs"] = json!(600_000),
                "limits.heartbeatMs",
            ),
            (
                |d| d["limits"]["heartbeatMs"] = json!(99),
                "limits.heartbeatMs",
            ),
            (
                |d| drop(d["limits"].as_object_mut().unwrap().remove("blockGas")),
                "missing field `blockGas`",
            ),
            (
                |d| d["limits"]["gasPrice"] = json!(0),
                "unknown field `gasPrice`",
            ),
        ],
    );
}

#[test]
fn what_is_no_genesis_at_all_is_refused() {
    let table: [(&[u8], &str); 8] = [
        (b"", "the genesis cannot be read: EOF"),
        (b"{", "the genesis cannot be read: EOF"),
        (b"[]", "found nothing"),
        (b"null", "found nothing"),
        (
            b"{}",
            "the field `format` must be \"wepos-genesis/1\", found nothing",
        ),
        (
            br#"{"format":"wepos-genesis/2"}"#,
            "found \"wepos-genesis/2\"",
        ),
        (
            br#"{"format":"wepos-genesis/1"}"#,
            "missing field `network`",
        ),
        (b"\xff\xfe", "the genesis cannot be read"),
    ];
    for (bytes, fragment) in table {
        let text = Genesis::parse(bytes).unwrap_err().to_string();
        assert!(
            text.contains(fragment),
            "expected `{fragment}`, got `{text}`"
        );
    }
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(
        Genesis::parse(&deep)
            .unwrap_err()
            .to_string()
            .contains("recursion limit")
    );
    let large = vec![b' '; DOCUMENT_BYTES_MAX + 1];
    assert_eq!(
        Genesis::parse(&large),
        Err(GenesisError::TooLarge(1_048_577))
    );
}

#[test]
fn a_repeated_field_and_trailing_text_are_refused() {
    let text = main_genesis().to_json();
    let repeated = text.replacen("\"network\":", "\"chainId\": 9772,\n  \"network\":", 1);
    assert!(
        Genesis::parse(repeated.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("duplicate field `chainId`")
    );
    let trailing = format!("{text}x");
    assert!(
        Genesis::parse(trailing.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("trailing characters")
    );
}

#[test]
fn an_unknown_field_is_refused_by_its_name() {
    assert_refused(
        &main_genesis(),
        &[
            (|d| d["comment"] = json!("hello"), "unknown field `comment`"),
            (|d| d["chain_id"] = json!(1), "unknown field `chain_id`"),
        ],
    );
}

#[test]
fn a_seat_or_a_ready_account_of_the_protocol_is_refused() {
    let genesis = development_genesis();
    assert_eq!(genesis.check_addresses(|_| false), Ok(()));
    let refused = |last| {
        genesis
            .check_addresses(|address| *address == Address::with_last_byte(last))
            .unwrap_err()
    };
    assert_eq!(
        refused(2),
        GenesisError::ProtocolAddress("committee seat Wetez".to_owned())
    );
    assert_eq!(
        refused(1),
        GenesisError::ProtocolAddress("ready account alice".to_owned())
    );
}
