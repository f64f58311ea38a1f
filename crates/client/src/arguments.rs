//! Values as people type them, read by the type of a parameter.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, U256};
use wepos_abi::Format;

use crate::{DynSolValue, Modules};

/// Digits of a PoS behind the decimal point.
const DECIMALS: usize = 18;

/// Characters of an argument that an error repeats.
const QUOTED_MAX: usize = 80;

/// Why a text is not a value of its parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{quoted}` is not a value for {parameter} ({ty}): {why}")]
pub struct ArgumentError {
    /// The name of the parameter.
    pub parameter: String,
    /// Its Solidity type.
    pub ty: String,
    /// What was typed, cut if it is long.
    pub quoted: String,
    /// What is wrong, and what to write.
    pub why: String,
}

impl ArgumentError {
    pub(crate) fn new(parameter: &str, ty: &str, text: &str, why: String) -> Self {
        let mut quoted: String = text.chars().take(QUOTED_MAX).collect();
        if quoted.len() < text.len() {
            quoted.push('…');
        }
        Self {
            parameter: parameter.to_owned(),
            ty: ty.to_owned(),
            quoted,
            why,
        }
    }
}

/// Reads one argument. Whole numbers may be amounts (`10PoS`), moments (`2026-12-24T08:00:00Z`) where the parameter is
/// one, and plain numbers, which count base units or seconds as on the wire; addresses may be names of modules.
pub(crate) fn read_value(
    text: &str,
    ty: &DynSolType,
    format: Option<Format>,
    modules: &Modules,
) -> Result<DynSolValue, String> {
    match ty {
        DynSolType::Uint(bits) => {
            let number = read_unsigned(text, format)?;
            if number.bit_len() > *bits {
                return Err(format!("it is too large: at most 2^{bits} − 1"));
            }
            Ok(DynSolValue::Uint(number, *bits))
        }
        DynSolType::Address => read_address(text, modules).map(DynSolValue::Address),
        // The library trims text and takes quotes away; what a member wrote stays as it is.
        DynSolType::String => Ok(DynSolValue::String(text.to_owned())),
        DynSolType::Bytes | DynSolType::FixedBytes(_) if !text.starts_with("0x") => {
            Err("bytes are written in hexadecimal with 0x in front".to_owned())
        }
        _ => ty.coerce_str(text).map_err(|_| hint(ty)),
    }
}

/// What values of a type look like.
fn hint(ty: &DynSolType) -> String {
    match ty {
        DynSolType::Bool => "write true or false".to_owned(),
        DynSolType::Int(bits) => format!("write a whole number of at most {bits} bits"),
        DynSolType::FixedBytes(size) => {
            format!(
                "write {size} bytes in hexadecimal: 0x and {} digits",
                size * 2
            )
        }
        DynSolType::Bytes => {
            "write bytes in hexadecimal: 0x and an even number of digits".to_owned()
        }
        DynSolType::Array(_) | DynSolType::FixedArray(..) => {
            "write a list in brackets, such as [1,2,3]".to_owned()
        }
        DynSolType::Tuple(_) => "write the fields in parentheses, such as (1,true)".to_owned(),
        _ => "it does not fit the type".to_owned(),
    }
}

fn read_unsigned(text: &str, format: Option<Format>) -> Result<U256, String> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x") {
        return U256::from_str_radix(digits, 16)
            .map_err(|_| "it is not a hexadecimal number of at most 256 bits".to_owned());
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return U256::from_str_radix(text, 10)
            .map_err(|_| "it is too large: at most 2^256 − 1".to_owned());
    }
    match format {
        Some(Format::Time) => {
            let moment = read_moment(text)?;
            u64::try_from(moment.as_second())
                .map(U256::from)
                .map_err(|_| "it lies before 1970".to_owned())
        }
        _ => read_amount(text),
    }
}

/// Reads an amount of PoS: `10PoS`, `0.5 PoS`. A plain whole number is base units (10⁻¹⁸ PoS), as in every Ethereum
/// tool.
///
/// # Errors
/// What is wrong with the text and what to write instead: no unit behind a decimal point, another unit, more than 18
/// decimal places, a number beyond 256 bits.
pub fn read_amount(text: &str) -> Result<U256, String> {
    let text = text.trim();
    let unit_at = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let unit = unit.trim_start();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let has_point = number.contains('.');
    if whole.is_empty() || fraction.contains('.') || (has_point && fraction.is_empty()) {
        return Err("write a whole number, or an amount such as 10PoS or 0.5PoS".to_owned());
    }
    if unit.is_empty() && has_point {
        return Err(format!("a number with a point needs its unit: {number}PoS"));
    }
    if !unit.is_empty() && !unit.eq_ignore_ascii_case("pos") {
        return Err(format!("the unit `{unit}` is not known: write {number}PoS"));
    }
    if unit.is_empty() {
        return U256::from_str_radix(whole, 10).map_err(|_| too_large());
    }
    if fraction.len() > DECIMALS {
        return Err(format!(
            "PoS has {DECIMALS} decimal places, this amount has {}",
            fraction.len()
        ));
    }
    let digits = format!("{whole}{fraction:0<DECIMALS$}");
    U256::from_str_radix(&digits, 10).map_err(|_| too_large())
}

fn too_large() -> String {
    "it is too large for an amount".to_owned()
}

/// Reads a moment: ISO 8601 with its offset (`2026-12-24T08:00:00Z`, `2026-12-24T16:00+08:00`) or a date, which means
/// its first moment in UTC.
///
/// # Errors
/// What to write instead.
pub fn read_moment(text: &str) -> Result<jiff::Timestamp, String> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(moment);
    }
    let is_date = text.len() == 10 && !text.contains(['T', 't', ' ']);
    if is_date && let Ok(moment) = format!("{text}T00:00:00Z").parse() {
        return Ok(moment);
    }
    Err("write Unix seconds, or a moment with its offset such as 2026-12-24T08:00:00Z".to_owned())
}

/// Reads an address, or takes the name of a module for one. Mixed letters must carry the right checksum (EIP-55), which
/// finds nearly every typing error.
///
/// # Errors
/// What is wrong: the form, the checksum, or a name that no module has.
pub fn read_address(text: &str, modules: &Modules) -> Result<Address, String> {
    let text = text.trim();
    let Some(digits) = text.strip_prefix("0x") else {
        return modules
            .get(text)
            .map(|module| module.address())
            .map_err(|error| format!("write an address (0x and 40 digits) or a module: {error}"));
    };
    if digits.len() != 40 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!(
            "an address is 0x and 40 hexadecimal digits, this has {}",
            digits.chars().count()
        ));
    }
    let mixed = digits.bytes().any(|byte| byte.is_ascii_lowercase())
        && digits.bytes().any(|byte| byte.is_ascii_uppercase());
    if mixed {
        return Address::parse_checksummed(text, None).map_err(|_| {
            "its checksum (EIP-55) is wrong: a digit was changed, or a letter has the wrong case"
                .to_owned()
        });
    }
    text.parse().map_err(|_| "it is not an address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    fn units(text: &str) -> U256 {
        U256::from_str_radix(text, 10).unwrap()
    }

    #[test]
    fn amounts_are_read_with_their_unit_and_exactly() {
        for (text, expected) in [
            ("10PoS", "10000000000000000000"),
            ("10 PoS", "10000000000000000000"),
            ("0.5pos", "500000000000000000"),
            ("0.000000000000000001PoS", "1"),
            ("12", "12"),
            ("0", "0"),
        ] {
            assert_eq!(read_amount(text), Ok(units(expected)), "{text}");
        }
    }

    #[test]
    fn what_could_be_misread_as_an_amount_is_refused() {
        for (text, reason) in [
            ("0.5", "0.5PoS"),
            ("1ether", "`ether`"),
            ("1,000PoS", "unit `,000PoS`"),
            (".5PoS", "such as"),
            ("5.PoS", "such as"),
            ("1.2.3PoS", "such as"),
            ("-1PoS", "such as"),
            ("PoS", "such as"),
            ("", "such as"),
            ("0.0000000000000000001PoS", "18 decimal places"),
            (&format!("{}PoS", "9".repeat(70)), "too large"),
        ] {
            let error = read_amount(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn moments_are_read_where_a_parameter_is_one() {
        let modules = Modules::built_in();
        let read = |text, format| read_value(text, &DynSolType::Uint(64), format, &modules);
        let expected = Ok(DynSolValue::Uint(U256::from(1_792_700_000_u64), 64));
        for text in [
            "1792700000",
            "2026-10-22T20:13:20Z",
            "2026-10-23T04:13:20+08:00",
        ] {
            assert_eq!(read(text, Some(Format::Time)), expected, "{text}");
        }
        assert_eq!(
            read("1970-01-02", Some(Format::Time)),
            Ok(DynSolValue::Uint(U256::from(86_400), 64))
        );
        for text in ["2026-10-22T20:13:20", "tomorrow", "1969-12-31", "10PoS"] {
            assert!(read(text, Some(Format::Time)).is_err(), "{text}");
        }
        assert!(read("2026-10-22", None).is_err());
    }

    #[test]
    fn numbers_must_fit_their_type() {
        let modules = Modules::built_in();
        let read = |text, bits| read_value(text, &DynSolType::Uint(bits), None, &modules);
        assert_eq!(read("255", 8), Ok(DynSolValue::Uint(U256::from(255), 8)));
        assert_eq!(read("0xff", 8), Ok(DynSolValue::Uint(U256::from(255), 8)));
        assert!(read("256", 8).unwrap_err().contains("2^8"));
        let beyond = "9".repeat(80);
        assert!(read(&beyond, 256).unwrap_err().contains("2^256"));
        assert!(read("1PoS", 64).is_ok());
        assert!(read("20PoS", 64).unwrap_err().contains("2^64"));
    }

    #[test]
    fn addresses_are_checked_and_modules_have_names() {
        let modules = Modules::built_in();
        let member: Address = MEMBER.parse().unwrap();
        assert_eq!(read_address(MEMBER, &modules), Ok(member));
        assert_eq!(read_address(&MEMBER.to_lowercase(), &modules), Ok(member));
        assert_eq!(
            read_address("emission", &modules),
            Ok(wepos_abi::addresses::EMISSION)
        );
        let swapped = MEMBER.replace("dc79C8", "dc79c8");
        assert!(
            read_address(&swapped, &modules)
                .unwrap_err()
                .contains("checksum")
        );
        assert!(
            read_address("0x12", &modules)
                .unwrap_err()
                .contains("this has 2")
        );
        assert!(
            read_address("emissio", &modules)
                .unwrap_err()
                .contains("`emission`")
        );
    }

    #[test]
    fn other_values_are_read_by_their_type() {
        let modules = Modules::built_in();
        let read = |text, ty: &str| read_value(text, &ty.parse().unwrap(), None, &modules);
        assert_eq!(read("true", "bool"), Ok(DynSolValue::Bool(true)));
        assert_eq!(
            read(" \"a\" ", "string"),
            Ok(DynSolValue::String(" \"a\" ".into()))
        );
        assert_eq!(read("0x0102", "bytes"), Ok(DynSolValue::Bytes(vec![1, 2])));
        assert!(read("[1,2]", "uint8[]").is_ok());
        for (text, ty, reason) in [
            ("yes", "bool", "true or false"),
            ("0102", "bytes", "0x in front"),
            ("0x01", "bytes4", "8 digits"),
            ("1,2", "uint8[]", "brackets"),
            ("1", "(uint8,bool)", "parentheses"),
            ("x", "int8", "whole number"),
        ] {
            let error = read(text, ty).unwrap_err();
            assert!(error.contains(reason), "{text} as {ty}: {error}");
        }
    }
}
