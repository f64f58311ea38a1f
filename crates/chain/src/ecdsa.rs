//! Who signed: ECDSA over secp256k1, as Ethereum uses it, by its strict rules; and signers that are known before a rule
//! asks for them.

use crate::{Context, Failure, gas, modules::token};
use alloy_primitives::{Address, B256, Signature, U256, keccak256};
use alloy_sol_types::SolStruct;
use wepos_abi::attestation::{SIGNATURE_BYTES, campaigns_domain, identity_domain};

/// A hash and a signature over it that has the right length. All that a signer follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    hash: B256,
    signature: [u8; SIGNATURE_BYTES],
}

impl Signed {
    /// A signature over `hash`: r, s, v. `None` for another length, which nobody signs.
    pub(crate) fn new(hash: B256, signature: &[u8]) -> Option<Self> {
        let signature = signature.try_into().ok()?;
        Some(Self { hash, signature })
    }

    /// Who signed: v is 27 or 28, s in the lower half (EIP-2). `None` for a signature of nobody.
    fn recover(&self) -> Option<Address> {
        let parity = match self.signature[64] {
            27 => false,
            28 => true,
            _ => return None,
        };
        let [r, s] = [&self.signature[..32], &self.signature[32..64]].map(U256::from_be_slice);
        let signature = Signature::new(r, s, parity);
        alloy_consensus::crypto::secp256k1::recover_signer(&signature, self.hash).ok()
    }
}

/// Signers by what they signed: recovering one takes 40 µs, and rules run one after the other, often twice.
///
/// Nothing can be said here that is not so: whoever makes one recovers every signer, and what is asked for is found by
/// all that the signer follows from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers(Vec<(Signed, Option<Address>)>);

impl Signers {
    /// Nobody: rules recover what they ask for.
    pub(crate) const UNKNOWN: &'static Self = &Self(Vec::new());

    /// Recovers who signed.
    pub(crate) fn recover(all: Vec<Signed>) -> Self {
        let all = all.into_iter();
        Self(all.map(|signed| (signed, signed.recover())).collect())
    }

    /// Who signed, if that is known; the inner `None` is nobody.
    #[allow(clippy::option_option)]
    fn get(&self, signed: &Signed) -> Option<Option<Address>> {
        let known = self.0.iter().find(|(known, _)| known == signed);
        known.map(|(_, signer)| *signer)
    }
}

/// The signer of `hash`, by a signature of 65 bytes: r, s, v. `None` for a signature of nobody.
///
/// Costs the same whether the signer is known or not: what is known differs from node to node.
///
/// # Errors
///
/// `OutOfGas`.
pub(crate) fn signer_of(
    ctx: &mut Context<'_>,
    hash: B256,
    signature: &[u8],
) -> Result<Option<Address>, Failure> {
    ctx.charge(gas::RECOVER_SIGNER)?;
    let Some(signed) = Signed::new(hash, signature) else {
        return Ok(None);
    };
    Ok(ctx.signers.get(&signed).unwrap_or_else(|| {
        ctx.meter.recovered = ctx.meter.recovered.saturating_add(1);
        signed.recover()
    }))
}

/// The domains of what is signed for rules (EIP-712), hashed once for a network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domains {
    pub(crate) token: Domain,
    pub(crate) campaigns: Domain,
    pub(crate) identity: Domain,
}

impl Domains {
    /// Those of a network.
    pub(crate) fn new(chain_id: u64, genesis_hash: B256) -> Self {
        Self {
            token: Domain(token::domain(chain_id).separator()),
            campaigns: Domain(campaigns_domain(chain_id, genesis_hash).separator()),
            identity: Domain(identity_domain(chain_id, genesis_hash).separator()),
        }
    }
}

/// The separator of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domain(pub(crate) B256);

impl Domain {
    /// What is signed for `message`.
    pub(crate) fn hash(&self, message: &impl SolStruct) -> B256 {
        let mut bytes = [0; 66];
        bytes[..2].copy_from_slice(&[0x19, 0x01]);
        bytes[2..34].copy_from_slice(self.0.as_slice());
        bytes[34..].copy_from_slice(message.eip712_hash_struct().as_slice());
        keccak256(bytes)
    }
}

#[cfg(test)]
mod tests;
