use proptest::prelude::*;

use super::*;

#[test]
fn the_supply_is_a_hundred_million_with_eighteen_decimals() {
    assert_eq!(TOTAL_SUPPLY.units(), 100_000_000_000_000_000_000_000_000);
    assert_eq!(TOTAL_SUPPLY.to_string(), "100000000 PoS");
    assert_eq!(
        Amount::pos(u64::MAX).units(),
        u128::from(u64::MAX) * 10u128.pow(18)
    );
}

#[test]
fn amounts_are_read_as_people_type_them() {
    let table = [
        ("10PoS", 10_000_000_000_000_000_000),
        ("1 PoS", 1_000_000_000_000_000_000),
        ("0.01", 10_000_000_000_000_000),
        ("  12.5 PoS ", 12_500_000_000_000_000_000),
        ("0", 0),
        ("007", 7_000_000_000_000_000_000),
        ("0.000000000000000001", 1),
        ("340282366920938463463.374607431768211455", u128::MAX),
    ];
    for (text, units) in table {
        assert_eq!(text.parse(), Ok(Amount::from_units(units)), "{text}");
    }
}

#[test]
fn what_is_not_an_amount_is_refused_with_its_reason() {
    use AmountTextError::*;
    let table = [
        ("", Empty),
        ("  ", Empty),
        ("PoS", Empty),
        ("-1", Negative),
        ("+1", UnexpectedCharacter('+')),
        ("1,000", UnexpectedCharacter(',')),
        ("1_000", UnexpectedCharacter('_')),
        ("１０", UnexpectedCharacter('１')),
        ("ten", UnexpectedCharacter('t')),
        ("10 ETH", UnknownUnit("ETH".to_owned())),
        ("10 pos", UnknownUnit("pos".to_owned())),
        ("10 PoS PoS", UnknownUnit("PoS PoS".to_owned())),
        ("1e18", UnknownUnit("e18".to_owned())),
        ("0x10", UnknownUnit("x10".to_owned())),
        (".5", Point(".5".to_owned())),
        ("5.", Point("5.".to_owned())),
        ("1.2.3", Point("1.2.3".to_owned())),
        (".", Point(".".to_owned())),
        ("0.0000000000000000010", TooPrecise(19)),
        ("340282366920938463463.374607431768211456", TooLarge),
        ("9999999999999999999999999999999999999999999", TooLarge),
    ];
    for (text, error) in table {
        assert_eq!(text.parse::<Amount>(), Err(error), "{text}");
    }
    assert_eq!("1".repeat(65).parse::<Amount>(), Err(TooLong(65)));
}

#[test]
fn an_amount_is_shown_without_trailing_zeros() {
    assert_eq!("12.50".parse::<Amount>().unwrap().to_string(), "12.5 PoS");
    assert_eq!(Amount::UNIT.to_string(), "0.000000000000000001 PoS");
    assert_eq!(Amount::ZERO.to_string(), "0 PoS");
    assert_eq!(format!("{:>9}", Amount::pos(3)), "    3 PoS");
}

#[test]
fn json_is_an_exact_string_of_units() {
    let amount = Amount::from_units(u128::MAX);
    let json = serde_json::to_string(&amount).unwrap();
    assert_eq!(json, "\"340282366920938463463374607431768211455\"");
    assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
    for wrong in [
        "1",
        "\"+1\"",
        "\"-1\"",
        "\"\"",
        "\"1.5\"",
        "\"340282366920938463463374607431768211456\"",
    ] {
        assert!(serde_json::from_str::<Amount>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_quotient_needs_a_denominator_and_must_fit() {
    assert_eq!(Amount::pos(1).mul_div(1, 0), None);
    assert_eq!(Amount::MAX.mul_div(2, 1), None);
    assert_eq!(Amount::MAX.mul_div(u128::MAX, u128::MAX), Some(Amount::MAX));
    assert_eq!(
        Amount::from_units(10).mul_div(1, 3),
        Some(Amount::from_units(3))
    );
}

#[test]
fn the_edges_of_sums_and_differences_are_refused() {
    assert_eq!(Amount::MAX.checked_add(Amount::UNIT), None);
    assert_eq!(Amount::ZERO.checked_sub(Amount::UNIT), None);
    assert_eq!(Amount::MAX.checked_mul(2), None);
    assert_eq!(Amount::checked_sum([Amount::MAX, Amount::UNIT]), None);
    assert_eq!(Amount::checked_sum([]), Some(Amount::ZERO));
}

#[test]
fn a_share_is_at_most_a_whole() {
    assert_eq!(BasisPoints::new(10_001), None);
    assert_eq!(BasisPoints::percent(101), None);
    assert_eq!(BasisPoints::percent(255), None);
    let share = BasisPoints::percent(5).unwrap();
    assert_eq!(share.of(Amount::from_units(19)), Amount::ZERO);
    assert_eq!(share.of(Amount::pos(20)), Amount::pos(1));
    assert_eq!(share.of_count(30_000_000), 1_500_000);
    assert_eq!(
        BasisPoints::percent(100).unwrap().of(Amount::MAX),
        Amount::MAX
    );
    assert_eq!(
        BasisPoints::percent(100).unwrap().of_count(u64::MAX),
        u64::MAX
    );
    assert_eq!(share.to_string(), "5 %");
    assert_eq!(BasisPoints::new(1_005).unwrap().to_string(), "10.05 %");
    assert!(serde_json::from_str::<BasisPoints>("10001").is_err());
    assert!(borsh::from_slice::<BasisPoints>(&10_001u16.to_le_bytes()).is_err());
    assert_eq!(
        borsh::from_slice::<BasisPoints>(&500u16.to_le_bytes()).unwrap(),
        share
    );
}

#[test]
fn stored_amounts_are_sixteen_little_endian_bytes() {
    assert_eq!(borsh::to_vec(&Amount::from_units(0x0102)).unwrap(), {
        let mut bytes = vec![0; 16];
        bytes[0] = 2;
        bytes[1] = 1;
        bytes
    });
}

proptest! {
    #[test]
    fn every_amount_survives_being_shown_and_read(units in any::<u128>()) {
        let amount = Amount::from_units(units);
        prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        prop_assert_eq!(Amount::try_from(amount.to_u256()), Ok(amount));
        let json = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        prop_assert_eq!(borsh::from_slice::<Amount>(&borsh::to_vec(&amount).unwrap()).unwrap(), amount);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
        let _ = text.parse::<Amount>();
    }

    #[test]
    fn a_quotient_is_the_floor(units in any::<u128>(), numerator in any::<u128>(), denominator in 1..=u128::MAX) {
        let product = U256::from(units) * U256::from(numerator);
        match Amount::from_units(units).mul_div(numerator, denominator) {
            Some(result) => {
                let result = result.to_u256();
                let denominator = U256::from(denominator);
                prop_assert!(result * denominator <= product);
                prop_assert!(product - result * denominator < denominator);
            }
            None => prop_assert!(product / U256::from(denominator) > U256::from(u128::MAX)),
        }
    }

    #[test]
    fn more_than_an_amount_is_refused(high in 1u128..) {
        prop_assert!(Amount::try_from(U256::from(high) << 128).is_err());
    }
}
