//! Transactions: from what should happen to the receipt.

use std::time::Duration;

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_rpc_types_eth::TransactionReceipt;
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use tokio::time::{Instant, sleep};

use crate::{Client, ClientError, Reverted};

/// The code of EIP-7966 for a transaction that was taken but not included in time.
const NOT_IN_TIME: i64 = 4;

/// The first pause between two questions for a receipt; an idle validator has it by then.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The longest pause between two questions for a receipt.
const LAST_PAUSE: Duration = Duration::from_secs(1);

/// What a transaction should do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The module or the account it goes to.
    pub to: Address,
    /// PoS sent along, in base units.
    pub value: U256,
    /// The calldata; empty for a plain transfer.
    pub data: Bytes,
}

/// A signed transaction, ready to be handed to any node of its network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Its hash.
    pub hash: B256,
    /// Who signed it.
    pub from: Address,
    /// What was signed.
    pub transaction: TxEip1559,
    /// Its bytes (EIP-2718).
    pub raw: Bytes,
}

impl Client {
    /// Fills in what the node knows: chain id, nonce, gas. Fees are zero: this network has none.
    ///
    /// The gas limit is a quarter above the estimate, since state may change before the transaction runs; what is not
    /// used costs nothing.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the reason if it would fail, those of [`Client::request`].
    pub async fn prepare(
        &self,
        from: Address,
        outgoing: &Outgoing,
    ) -> Result<TxEip1559, ClientError> {
        let chain_id = self.chain_id().await?;
        let nonce = self.nonce(from).await?;
        let gas = self.estimate_gas(from, outgoing).await?;
        Ok(TxEip1559 {
            chain_id,
            nonce,
            gas_limit: gas.saturating_add(gas / 4),
            max_fee_per_gas: 0,
            max_priority_fee_per_gas: 0,
            to: TxKind::Call(outgoing.to),
            value: outgoing.value,
            access_list: Default::default(),
            input: outgoing.data.clone(),
        })
    }

    /// Hands a signed transaction to the node and does not wait.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with the node's words, those of [`Client::request`].
    pub async fn send(&self, signed: &Signed) -> Result<B256, ClientError> {
        let params = (signed.raw.clone(),);
        match self.request("eth_sendRawTransaction", params).await {
            // It arrived at an earlier attempt.
            Err(error) if is_known(&error) => Ok(signed.hash),
            answer => answer,
        }
    }

    /// Hands a signed transaction to the node and waits until it is final.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] if it was included and failed, with the reason; [`ClientError::NoReceipt`] if it is
    /// not final within `patience`; [`ClientError::Refused`] with the node's words, those of [`Client::request`].
    pub async fn send_and_wait(
        &self,
        signed: &Signed,
        patience: Duration,
    ) -> Result<TransactionReceipt, ClientError> {
        let until = Instant::now() + patience;
        // Asked once: a repeated hand-over is answered with "already known", and the receipt is looked for below.
        let answer = self
            .ask("eth_sendRawTransactionSync", (signed.raw.clone(),))
            .await;
        let receipt = match answer {
            Ok(receipt) => receipt,
            Err(error) => {
                match &error {
                    ClientError::Unreachable { .. } => {
                        self.send(signed).await?;
                    }
                    error if error.is_unknown_method() => {
                        self.send(signed).await?;
                    }
                    ClientError::Refused {
                        code: NOT_IN_TIME, ..
                    } => {}
                    error if is_known(error) => {}
                    _ => return Err(error),
                }
                self.await_receipt(signed.hash, until, patience).await?
            }
        };
        if receipt.status() {
            return Ok(receipt);
        }
        Err(self.why_failed(signed, &receipt).await)
    }

    async fn await_receipt(
        &self,
        hash: B256,
        until: Instant,
        patience: Duration,
    ) -> Result<TransactionReceipt, ClientError> {
        let mut pause = FIRST_PAUSE;
        loop {
            if let Some(receipt) = self.receipt(hash).await? {
                return Ok(receipt);
            }
            if Instant::now() + pause > until {
                return Err(ClientError::NoReceipt {
                    hash,
                    waited: patience,
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    /// The reason of a failed transaction. A receipt does not carry it, so the call is made again on the state before
    /// its block; it may have failed for what happened within the block, and then the reason stays unknown.
    async fn why_failed(&self, signed: &Signed, receipt: &TransactionReceipt) -> ClientError {
        let outgoing = Outgoing {
            to: match signed.transaction.to {
                TxKind::Call(to) => to,
                TxKind::Create => Address::ZERO,
            },
            value: signed.transaction.value,
            data: signed.transaction.input.clone(),
        };
        let before = receipt
            .block_number
            .and_then(|number| number.checked_sub(1));
        let again = self.call(Some(signed.from), &outgoing, before).await;
        let mut reverted = match again {
            Err(ClientError::Reverted(reverted)) => *reverted,
            _ => Reverted {
                name: None,
                english: "the transaction was included and failed; the node does not say why"
                    .to_owned(),
                chinese: "交易已入块但执行失败，节点未给出原因".to_owned(),
                data: Bytes::new(),
                transaction: None,
            },
        };
        reverted.transaction = Some(signed.hash);
        ClientError::Reverted(Box::new(reverted))
    }
}

impl Signed {
    /// Signs a transaction.
    ///
    /// # Errors
    /// [`ClientError::Signature`].
    pub fn new(transaction: TxEip1559, signer: &PrivateKeySigner) -> Result<Self, ClientError> {
        let signature = signer.sign_hash_sync(&transaction.signature_hash())?;
        let envelope = TxEnvelope::from(transaction.clone().into_signed(signature));
        Ok(Self {
            hash: *envelope.tx_hash(),
            from: signer.address(),
            transaction,
            raw: envelope.encoded_2718().into(),
        })
    }
}

fn is_known(error: &ClientError) -> bool {
    matches!(error, ClientError::Refused { message, .. } if message.contains("already known"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_consensus::transaction::SignerRecoverable;
    use alloy_eips::eip2718::Decodable2718;

    #[test]
    fn a_signed_transaction_says_who_signed_it() {
        let signer = PrivateKeySigner::random();
        let transaction = TxEip1559 {
            chain_id: 20_001,
            nonce: 3,
            gas_limit: 21_000,
            to: TxKind::Call(Address::ZERO),
            value: U256::from(7),
            ..TxEip1559::default()
        };
        let signed = Signed::new(transaction, &signer).unwrap();
        let envelope = TxEnvelope::decode_2718_exact(&signed.raw).unwrap();
        assert_eq!(envelope.recover_signer().unwrap(), signer.address());
        assert_eq!(*envelope.tx_hash(), signed.hash);
        assert_eq!(signed.raw[0], 2, "EIP-1559");
    }
}
