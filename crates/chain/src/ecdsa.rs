//! Who signed: ECDSA over secp256k1, as Ethereum uses it, by its strict rules.

use crate::{Context, Failure, gas};
use alloy_primitives::{Address, B256, Signature, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};

/// The signer of typed data (EIP-712), by a signature of 65 bytes: r, s, v. `None` for a signature of nobody.
///
/// # Errors
///
/// `OutOfGas`.
pub(crate) fn signer_of(
    ctx: &mut Context<'_>,
    message: &impl SolStruct,
    domain: &Eip712Domain,
    signature: &[u8],
) -> Result<Option<Address>, Failure> {
    ctx.charge(gas::RECOVER_SIGNER)?;
    Ok(recover_bytes(
        message.eip712_signing_hash(domain),
        signature,
    ))
}

/// The signer of `hash`: v is 27 or 28, s in the lower half (EIP-2). `None` for a signature of nobody.
pub(crate) fn recover(hash: B256, v: u8, r: B256, s: B256) -> Option<Address> {
    let parity = match v {
        27 => false,
        28 => true,
        _ => return None,
    };
    let signature = Signature::new(U256::from_be_bytes(r.0), U256::from_be_bytes(s.0), parity);
    alloy_consensus::crypto::secp256k1::recover_signer(&signature, hash).ok()
}

/// The signer of `hash` by a signature of 65 bytes: r, s, v. `None` for another length, and for a signature of nobody.
fn recover_bytes(hash: B256, signature: &[u8]) -> Option<Address> {
    let signature: &[u8; 65] = signature.try_into().ok()?;
    let [r, s] = [&signature[..32], &signature[32..64]].map(B256::from_slice);
    recover(hash, signature[64], r, s)
}
