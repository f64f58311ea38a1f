//! Addresses that the protocol itself uses. No key controls any of them (WP-04, I10).
//!
//! | range | holds |
//! |---|---|
//! | `0x…1001` to `0x…10ff` | modules, in the order of the architecture; each holds PoS in escrow at its own address |
//! | `0x…1101` to `0x…11ff` | accounts of the emission module beside its own |
//! | [`MULTICALL`] | the address that Ethereum libraries expect Multicall3 at |
//! | [`BURNED`], [`MIGRATED`] | derived from public sentences, by [`from_public_text`] |

use alloy_primitives::{Address, address, keccak256};

/// The native coin and ERC-20.
pub const TOKEN: Address = module_address(1);
/// The schedule of the supply.
pub const EMISSION: Address = module_address(2);
/// Approvals, seats and parameters.
pub const COMMITTEE: Address = module_address(3);
/// Ways of earning, with their submissions and reviews.
pub const CAMPAIGNS: Address = module_address(4);
/// Linked chain addresses and anchors.
pub const IDENTITY: Address = module_address(5);
/// Registered node operators.
pub const NODES: Address = module_address(6);
/// Proven delegations.
pub const DELEGATIONS: Address = module_address(7);
/// Benefits, orders and vouchers; holds their escrow.
pub const MARKET: Address = module_address(8);
/// Advertising slots and bids; holds their escrow.
pub const AUCTION: Address = module_address(9);
/// Ballots of holders.
pub const BALLOT: Address = module_address(10);
/// Check-ins and participation airdrops; the one protocol account that takes plain transfers (R15).
pub const PARTICIPATION: Address = module_address(11);
/// The wish board; holds its escrow.
pub const WISHES: Address = module_address(12);
/// The public record of contributions.
pub const REPUTATION: Address = module_address(13);
/// The move to a successor network (R17).
pub const MIGRATION: Address = module_address(14);
/// Validators and protocol versions (R13, R14).
pub const NETWORK: Address = module_address(15);

/// Fraud cases (R24).
pub const CASES: Address = module_address(16);

/// Multicall3's well-known address, the same on every network.
pub const MULTICALL: Address = address!("0xcA11bde05977b3631167028862bE2a173976CA11");

/// What the schedule has not released yet.
pub const UNRELEASED: Address = account_address(1);
/// The budget of the running stage: released and not reserved.
pub const STAGE: Address = account_address(2);
/// Reserved for the rewards of open campaigns.
pub const RESERVED: Address = account_address(3);
/// Held for submissions that were still under review at the last stage boundary (R5).
pub const SETTLEMENT: Address = account_address(4);
/// The participation pool (WP-64, R6).
pub const POOL: Address = account_address(5);

/// The sentence [`BURNED`] is derived from.
pub const BURN_TEXT: &str =
    "WePoS burn address: nobody holds a key to this account. 没有人持有此账户的私钥。";
/// The sentence [`MIGRATED`] is derived from.
pub const MIGRATION_TEXT: &str =
    "WePoS migration address: nobody holds a key to this account. 没有人持有此账户的私钥。";

/// Where unissued PoS end (WP-57): [`from_public_text`] of [`BURN_TEXT`].
pub const BURNED: Address = address!("0xdE55301bf1eb7c1feFaD72be8c181bc3C36729fe");
/// Where the balances go that moved to a successor (R17): [`from_public_text`] of [`MIGRATION_TEXT`].
pub const MIGRATED: Address = address!("0xBe60d34ce32ACa49D60d46c3B574d0c2c1B52571");

/// The first number of the reserved range; below it lie what other networks use for precompiles.
const FIRST_RESERVED: u16 = 0x1000;
/// The last number of the reserved range: 256 places for modules, then 256 for accounts.
const LAST_RESERVED: u16 = 0x11ff;

/// The last 20 bytes of the Keccak-256 hash of a sentence.
///
/// An address made this way has no known key: whoever had one could as well invert the hash for any other account.
pub fn from_public_text(text: &str) -> Address {
    Address::from_word(keccak256(text.as_bytes()))
}

/// True within `0x…1000` to `0x…11ff`, whether in use already or kept for later.
pub fn is_reserved(address: Address) -> bool {
    let bytes = address.as_slice();
    let number = u16::from_be_bytes([bytes[18], bytes[19]]);
    bytes[..18].iter().all(|byte| *byte == 0) && (FIRST_RESERVED..=LAST_RESERVED).contains(&number)
}

/// True where `eth_getCode` answers `0xef`: the whole reserved range and Multicall3.
///
/// Wallets cache "no code" for ever, so places kept for later modules have code from genesis on.
pub fn has_code(address: Address) -> bool {
    is_reserved(address) || address == MULTICALL
}

/// True for the two accounts that only take in: [`BURNED`] and [`MIGRATED`] (I5).
pub fn is_keyless(address: Address) -> bool {
    address == BURNED || address == MIGRATED
}

/// True for every account that belongs to the protocol and not to a member.
pub fn is_protocol_account(address: Address) -> bool {
    has_code(address) || is_keyless(address)
}

/// True where somebody can have the key: for every address but the zero address and the protocol's.
pub fn is_personal(address: Address) -> bool {
    address != Address::ZERO && !is_protocol_account(address)
}

/// The address of module `number`, counted from 1.
const fn module_address(number: u8) -> Address {
    let mut bytes = [0; 20];
    bytes[18] = 0x10;
    bytes[19] = number;
    Address::new(bytes)
}

/// The address of emission account `number`, counted from 1.
const fn account_address(number: u8) -> Address {
    let mut bytes = [0; 20];
    bytes[18] = 0x11;
    bytes[19] = number;
    Address::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyless_addresses_follow_from_their_sentences() {
        assert_eq!(from_public_text(BURN_TEXT), BURNED);
        assert_eq!(from_public_text(MIGRATION_TEXT), MIGRATED);
    }

    #[test]
    fn modules_and_accounts_have_memorable_addresses() {
        assert_eq!(
            TOKEN,
            address!("0x0000000000000000000000000000000000001001")
        );
        assert_eq!(
            MIGRATION,
            address!("0x000000000000000000000000000000000000100e")
        );
        assert_eq!(
            UNRELEASED,
            address!("0x0000000000000000000000000000000000001101")
        );
        assert_eq!(POOL, address!("0x0000000000000000000000000000000000001105"));
    }

    #[test]
    fn the_reserved_range_ends_where_it_says() {
        for (text, reserved) in [
            ("0x0000000000000000000000000000000000000fff", false),
            ("0x0000000000000000000000000000000000001000", true),
            ("0x00000000000000000000000000000000000010ff", true),
            ("0x0000000000000000000000000000000000001100", true),
            ("0x00000000000000000000000000000000000011ff", true),
            ("0x0000000000000000000000000000000000001200", false),
            ("0x0000000000000000000000000000000000011001", false),
            ("0x1000000000000000000000000000000000001001", false),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(is_reserved(address), reserved, "{text}");
        }
    }

    #[test]
    fn every_protocol_account_is_known_as_one() {
        for address in [TOKEN, PARTICIPATION, MULTICALL, POOL, BURNED, MIGRATED] {
            assert!(is_protocol_account(address), "{address}");
        }
        assert!(!is_protocol_account(Address::ZERO));
        assert!(has_code(MULTICALL) && !has_code(BURNED) && !is_reserved(MULTICALL));
    }
}
