//! What is signed off the chain and redeemed on it: tickets, graded results, invitations (R21, WP-32).
//!
//! Two signatures make a redemption. The campaign's key signs an [`Attestation`]: whoever `holder` is deserves this. On
//! a ticket the holder is a one-time key printed in the QR code, and that key signs a [`Redemption`] for one account,
//! so that nobody who sees a redemption on its way can turn it to another account. Invitations are the same with an
//! [`Invitation`] and an [`Acceptance`].
//!
//! The domains hold chain, module and hash of the genesis document: a signature means nothing on another network, not
//! even on one that has the same number.
//!
//! # Links
//!
//! A [`Ticket`] and an [`InvitationLink`] are read by a camera or passed on by hand, so they are short: fields of fixed
//! length one after the other, numbers big-endian, in base64url without padding (RFC 4648), behind the `#` of an
//! address of the portal. Browsers keep what follows `#` to themselves.
//!
//! | | bytes | holds |
//! |---|---|---|
//! | ticket | 1 | the version, [`VERSION`] |
//! | | 8, 4, 8 | campaign, number, end in Unix seconds (0: with the campaign) |
//! | | 32, 65 | secret of the one-time key, signature of the campaign's key |
//! | invitation | 1 | the version, [`VERSION`] |
//! | | 20, 1, 1 | inviter, stage, number |
//! | | 32, 65 | secret of the one-time key, signature of the inviter |
//!
//! Each has one spelling: whatever else is refused, with the reason.

use std::fmt;

use alloy_primitives::{Address, B256, U256, b256, uint};
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::addresses;

pub use crate::{ICampaigns::Attestation, IIdentity::Invitation};
pub use types::{Acceptance, Redemption};

#[allow(missing_docs)]
mod types {
    alloy_sol_types::sol! {
        /// Signed by the one-time key of a ticket: for this account.
        #[derive(Debug, PartialEq, Eq)]
        struct Redemption {
            uint64 campaign;
            uint32 number;
            address account;
        }

        /// Signed by the one-time key of an invitation: for this account.
        #[derive(Debug, PartialEq, Eq)]
        struct Acceptance {
            address inviter;
            uint8 stage;
            uint8 number;
            address account;
        }
    }
}

/// The first byte of a link. Another one means other fields.
pub const VERSION: u8 = 1;

/// The page of the portal that reads tickets, under its root.
pub const TICKET_PAGE: &str = "ticket";

/// The page of the portal that reads invitations, under its root.
pub const INVITATION_PAGE: &str = "invite";

/// How many invitations one account has in a stage (R21).
pub const INVITATIONS_PER_STAGE: u8 = 5;

/// Bytes of a signature: r, s, and 27 or 28.
pub const SIGNATURE_BYTES: usize = 65;

const TICKET_BYTES: usize = 1 + 8 + 4 + 8 + 32 + SIGNATURE_BYTES;
const INVITATION_BYTES: usize = 1 + 20 + 1 + 1 + 32 + SIGNATURE_BYTES;

/// The order of secp256k1: a secret key is smaller (SEC 2).
const ORDER: B256 = b256!("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// The largest `s` of a signature: the other half would be a second spelling of the same (EIP-2).
const LARGEST_S: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// What is signed for module `campaigns`: [`Attestation`] and [`Redemption`].
pub fn campaigns_domain(chain_id: u64, genesis_hash: B256) -> Eip712Domain {
    eip712_domain! {
        name: "WePoS campaigns",
        version: "1",
        chain_id: chain_id,
        verifying_contract: addresses::CAMPAIGNS,
        salt: genesis_hash,
    }
}

/// What is signed for module `identity`: [`Invitation`] and [`Acceptance`].
pub fn identity_domain(chain_id: u64, genesis_hash: B256) -> Eip712Domain {
    eip712_domain! {
        name: "WePoS identity",
        version: "1",
        chain_id: chain_id,
        verifying_contract: addresses::IDENTITY,
        salt: genesis_hash,
    }
}

/// A one-time ticket, as its QR code holds it. Whoever has it can redeem it, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The number of the campaign.
    pub campaign: u64,
    /// The number of the ticket in the campaign, from 1.
    pub number: u32,
    /// Until when it can be redeemed, in Unix seconds; 0 is the end of the campaign.
    pub expires_at: u64,
    /// The secret of the one-time key.
    pub secret: B256,
    /// The signature of the campaign's key over [`Ticket::attestation`].
    pub signature: [u8; SIGNATURE_BYTES],
}

/// An invitation, as its link holds it. Whoever has it can accept it, once.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationLink {
    /// Who invites.
    pub inviter: Address,
    /// The stage in which it is accepted.
    pub stage: u8,
    /// The number of the invitation among those of the inviter in the stage, from 1 to [`INVITATIONS_PER_STAGE`].
    pub number: u8,
    /// The secret of the one-time key.
    pub secret: B256,
    /// The signature of the inviter over [`InvitationLink::invitation`].
    pub signature: [u8; SIGNATURE_BYTES],
}

/// Why a text is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// A character that base64url does not have, or a last one that says more than it may.
    Spelling,
    /// Too few or too many bytes.
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// The version of a later program.
    Version {
        /// The version in the text.
        found: u8,
    },
    /// A number that no ticket and no invitation has.
    Number {
        /// The number in the text.
        found: u32,
    },
    /// Bytes that are no secret key.
    Secret,
    /// Bytes that are no signature in its one spelling.
    Signature,
}

impl Ticket {
    /// What the campaign's key signs, where `holder` is the address of the one-time key.
    pub fn attestation(&self, holder: Address) -> Attestation {
        Attestation {
            campaign: self.campaign,
            number: self.number,
            holder,
            expiresAt: self.expires_at,
            data: B256::ZERO,
        }
    }

    /// What the one-time key signs for whom the ticket is redeemed.
    pub fn redemption(&self, account: Address) -> Redemption {
        Redemption {
            campaign: self.campaign,
            number: self.number,
            account,
        }
    }

    /// The text behind the `#`.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(TICKET_BYTES);
        bytes.push(VERSION);
        bytes.extend(self.campaign.to_be_bytes());
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.expires_at.to_be_bytes());
        bytes.extend(self.secret);
        bytes.extend(self.signature);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The address that a QR code holds, on the portal with this root.
    pub fn link(&self, portal: &str) -> String {
        link(portal, TICKET_PAGE, &self.encode())
    }

    /// Reads a link, or what is behind its `#`.
    ///
    /// # Errors
    /// If it is anything but the spelling of a ticket. Whether its signature is good is another question.
    pub fn decode(text: &str) -> Result<Self, LinkError> {
        let mut fields = Fields::of(text, TICKET_BYTES)?;
        let ticket = Self {
            campaign: u64::from_be_bytes(fields.take()),
            number: u32::from_be_bytes(fields.take()),
            expires_at: u64::from_be_bytes(fields.take()),
            secret: fields.secret()?,
            signature: fields.signature()?,
        };
        if ticket.number == 0 {
            return Err(LinkError::Number { found: 0 });
        }
        Ok(ticket)
    }
}

impl InvitationLink {
    /// What the inviter signs, where `holder` is the address of the one-time key.
    pub fn invitation(&self, holder: Address) -> Invitation {
        Invitation {
            inviter: self.inviter,
            stage: self.stage,
            number: self.number,
            holder,
        }
    }

    /// What the one-time key signs for whom the invitation is accepted.
    pub fn acceptance(&self, account: Address) -> Acceptance {
        Acceptance {
            inviter: self.inviter,
            stage: self.stage,
            number: self.number,
            account,
        }
    }

    /// The text behind the `#`.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(INVITATION_BYTES);
        bytes.push(VERSION);
        bytes.extend(self.inviter);
        bytes.extend([self.stage, self.number]);
        bytes.extend(self.secret);
        bytes.extend(self.signature);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The link to send, on the portal with this root.
    pub fn link(&self, portal: &str) -> String {
        link(portal, INVITATION_PAGE, &self.encode())
    }

    /// Reads a link, or what is behind its `#`.
    ///
    /// # Errors
    /// If it is anything but the spelling of an invitation. Whether its signature is good is another question.
    pub fn decode(text: &str) -> Result<Self, LinkError> {
        let mut fields = Fields::of(text, INVITATION_BYTES)?;
        let link = Self {
            inviter: Address::new(fields.take()),
            stage: u8::from_be_bytes(fields.take()),
            number: u8::from_be_bytes(fields.take()),
            secret: fields.secret()?,
            signature: fields.signature()?,
        };
        if !(1..=INVITATIONS_PER_STAGE).contains(&link.number) {
            return Err(LinkError::Number {
                found: u32::from(link.number),
            });
        }
        Ok(link)
    }
}

impl fmt::Debug for Ticket {
    /// Without the secret: what is logged is read by others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket")
            .field("campaign", &self.campaign)
            .field("number", &self.number)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for InvitationLink {
    /// Without the secret: what is logged is read by others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationLink")
            .field("inviter", &self.inviter)
            .field("stage", &self.stage)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl LinkError {
    /// The reason in English.
    pub fn english(&self) -> String {
        match self {
            Self::Spelling => "it has characters that a link never has".to_owned(),
            Self::Length { found, expected } => {
                format!("it has {found} bytes, and {expected} are needed; was a part left out?")
            }
            Self::Version { found } => {
                format!("it has version {found}, and this program knows {VERSION} only")
            }
            Self::Number { found } => format!("there is no number {found}"),
            Self::Secret => "its secret is not a key".to_owned(),
            Self::Signature => "its signature is not one".to_owned(),
        }
    }

    /// The reason in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::Spelling => "其中有链接里不会出现的字符".to_owned(),
            Self::Length { found, expected } => {
                format!("长度为 {found} 字节，应为 {expected} 字节；是否漏掉了一部分？")
            }
            Self::Version { found } => format!("版本为 {found}，本程序只认识版本 {VERSION}"),
            Self::Number { found } => format!("编号 {found} 不存在"),
            Self::Secret => "其中的密钥无效".to_owned(),
            Self::Signature => "其中的签名格式无效".to_owned(),
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for LinkError {}

fn link(portal: &str, page: &str, code: &str) -> String {
    format!("{}/{page}#{code}", portal.trim_end_matches('/'))
}

/// The bytes of a link, taken from the front. Their number was checked.
struct Fields {
    bytes: Vec<u8>,
    position: usize,
}

impl Fields {
    /// The bytes of a text after the version.
    fn of(text: &str, expected: usize) -> Result<Self, LinkError> {
        let text = text.trim();
        let code = text.rsplit_once('#').map_or(text, |(_, code)| code);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(code).map_err(|_| {
            // A link that was cut off ends anywhere: that is what to say, not that its last letter is odd.
            let found = code.len() * 6 / 8;
            let is_letter = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
            match code.bytes().all(is_letter) && found != expected {
                true => LinkError::Length { found, expected },
                false => LinkError::Spelling,
            }
        })?;
        let version = bytes.first().copied().unwrap_or(VERSION);
        if version != VERSION {
            return Err(LinkError::Version { found: version });
        }
        if bytes.len() != expected {
            let found = bytes.len();
            return Err(LinkError::Length { found, expected });
        }
        Ok(Self { bytes, position: 1 })
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut field = [0; N];
        field.copy_from_slice(&self.bytes[self.position..self.position + N]);
        self.position += N;
        field
    }

    fn secret(&mut self) -> Result<B256, LinkError> {
        let secret = B256::new(self.take());
        if secret.is_zero() || secret >= ORDER {
            return Err(LinkError::Secret);
        }
        Ok(secret)
    }

    fn signature(&mut self) -> Result<[u8; SIGNATURE_BYTES], LinkError> {
        let signature: [u8; SIGNATURE_BYTES] = self.take();
        let s = U256::from_be_slice(&signature[32..64]);
        if s > LARGEST_S || !matches!(signature[64], 27 | 28) {
            return Err(LinkError::Signature);
        }
        Ok(signature)
    }
}

/// The hash that is signed for `message` in `domain` (EIP-712).
pub fn digest(message: &impl SolStruct, domain: &Eip712Domain) -> B256 {
    message.eip712_signing_hash(domain)
}

#[cfg(test)]
#[path = "attestation_tests.rs"]
mod tests;
