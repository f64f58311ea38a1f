//! A chain in memory, for tests: real blocks through the one execution path, state in a map, no consensus.

use crate::{
    BlockEnvironment, MODULES, Modules, Network,
    amounts::Amount,
    block::{Outcome, Receipt},
    execution::{BlockExecution, Call, CallExecution, CallOutcome, Mode, Step},
    genesis::{
        CommitteeSeat, DailyLimit, DevelopmentNetwork, Genesis, ReadyAccount, SeedKey,
        ValidatorEntry,
    },
    state::Key,
    time::Timestamp,
    transaction::CheckedTransaction,
    validators::Validator,
};
use alloy_consensus::{
    SignableTransaction, TxEip1559, TxEnvelope, crypto::secp256k1::sign_message,
};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, keccak256};
use std::{collections::BTreeMap, sync::Arc};

/// When test networks launch: 2027-01-01T00:00:00+08:00.
pub const LAUNCH: Timestamp = Timestamp::from_millis(1_798_732_800_000);

/// A key pair that a test signs with.
#[derive(Clone, Debug)]
pub struct Member {
    secret: B256,
    /// The member's address.
    pub address: Address,
}

impl Member {
    /// The member with a name: the same one in every run.
    pub fn named(name: &str) -> Self {
        let secret = keccak256(name);
        let key =
            secp256k1::SecretKey::from_slice(secret.as_slice()).expect("a hash is a valid key");
        let public = secp256k1::PublicKey::from_secret_key(secp256k1::SECP256K1, &key);
        let address = Address::from_raw_public_key(&public.serialize_uncompressed()[1..]);
        Self { secret, address }
    }

    /// Signs a hash.
    pub fn sign(&self, hash: B256) -> Signature {
        sign_message(self.secret, hash).expect("the key is valid")
    }

    /// The raw bytes of a signed transaction of type 2.
    pub fn transaction(
        &self,
        chain_id: u64,
        nonce: u64,
        to: Address,
        value: Amount,
        input: Vec<u8>,
    ) -> Bytes {
        self.transaction_with_gas(chain_id, nonce, to, value, input, 1_000_000)
    }

    /// The same with a gas limit.
    pub fn transaction_with_gas(
        &self,
        chain_id: u64,
        nonce: u64,
        to: Address,
        value: Amount,
        input: Vec<u8>,
        gas_limit: u64,
    ) -> Bytes {
        let transaction = TxEip1559 {
            chain_id,
            nonce,
            gas_limit,
            to: TxKind::Call(to),
            value: value.into(),
            input: input.into(),
            ..TxEip1559::default()
        };
        let signature = self.sign(transaction.signature_hash());
        TxEnvelope::Eip1559(transaction.into_signed(signature))
            .encoded_2718()
            .into()
    }
}

/// A development network's genesis with `members` ready accounts of 10,000 PoS each.
pub fn genesis(members: &[&Member], month_ms: Option<u64>) -> Genesis {
    let amount = Amount::pos(10_000);
    let ready_accounts = members
        .iter()
        .enumerate()
        .map(|(index, member)| ReadyAccount {
            role: format!("member {index}"),
            address: member.address,
            amount,
        })
        .collect();
    let seed = seed_key();
    let mut genesis = Genesis::development(DevelopmentNetwork {
        launch: LAUNCH,
        chain_id: None,
        month_length_ms: month_ms,
        validators: vec![ValidatorEntry {
            name: "only".into(),
            public_key: LEADER.into(),
            seed_key: SeedKey::new(seed.public_key().to_vec()).expect("96 bytes"),
            address: String::new(),
        }],
        ready_accounts,
    })
    .expect("the test genesis is valid");
    let generous = DailyLimit {
        transactions: 1_000_000,
        bytes: 1_000_000_000,
    };
    genesis.limits.daily.anchored = generous;
    genesis
}

/// The same with these members in the committee, and nobody else.
pub fn with_committee(mut genesis: Genesis, members: &[&Member]) -> Genesis {
    genesis.committee = (1..)
        .zip(members)
        .map(|(number, member)| CommitteeSeat {
            name: format!("seat {number}"),
            address: member.address,
        })
        .collect();
    genesis
}

/// The only validator of a test network.
pub const LEADER: [u8; 32] = [1; 32];

/// Its seed key.
pub fn seed_key() -> crate::header::SeedKey {
    crate::header::SeedKey::derive(&[7; 32])
}

/// Validator number `number` of test networks: the secret of its Ed25519 key and what its seed key is derived from are
/// that byte 32 times.
pub fn validator(number: u8) -> Validator {
    let secret = [number; 32];
    let public_key = ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key();
    let seed_key = crate::header::SeedKey::derive(&secret).public_key();
    Validator {
        name: format!("validator {number}"),
        public_key: public_key.to_bytes().into(),
        seed_key: SeedKey::new(seed_key.to_vec()).expect("96 bytes"),
        address: format!("node{number}.example.org:9771"),
    }
}

/// A chain in memory.
#[derive(Debug)]
pub struct TestChain {
    network: Arc<Network>,
    modules: Modules,
    state: BTreeMap<Key, bytes::Bytes>,
    number: u64,
    time: Timestamp,
    /// How many times the last block asked for keys.
    pub rounds: u32,
    /// How many signers the rules recovered themselves in the last block.
    pub recovered: u32,
}

impl TestChain {
    /// A chain of `genesis` whose first block has run.
    pub fn new(genesis: Genesis) -> Self {
        Self::with_modules(genesis, MODULES)
    }

    /// The same with other modules.
    pub fn with_modules(genesis: Genesis, modules: Modules) -> Self {
        let network = Arc::new(Network::new(genesis).expect("the test genesis is valid"));
        let time = network.genesis().launch;
        let mut chain = Self {
            network,
            modules,
            state: BTreeMap::new(),
            number: 0,
            time,
            rounds: 0,
            recovered: 0,
        };
        chain.block_after(1, Vec::new());
        chain
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The same chain on a binary that knows protocol versions up to this one.
    pub fn knowing(mut self, version: u16) -> Self {
        self.network = Arc::new(Network::clone(&self.network).knowing(version));
        self
    }

    /// The height of the last block.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The modules it runs.
    pub fn modules(&self) -> Modules {
        self.modules
    }

    /// The last block's time.
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The whole state, by key.
    pub fn state(&self) -> &BTreeMap<Key, bytes::Bytes> {
        &self.state
    }

    /// The environment of the next block, `after_ms` after the last.
    pub(crate) fn environment_after(&self, after_ms: u64) -> BlockEnvironment {
        let time = self.time.millis().saturating_add(after_ms);
        self.environment(self.number.saturating_add(1), Timestamp::from_millis(time))
    }

    fn environment(&self, number: u64, time: Timestamp) -> BlockEnvironment {
        BlockEnvironment {
            network: self.network.clone(),
            number,
            time,
            parent_time: self.time,
            parent_hash: B256::from(alloy_primitives::U256::from(self.number)),
            seed: B256::ZERO,
        }
    }

    /// Checks raw bytes as this chain does.
    pub fn check(&self, raw: Bytes) -> Arc<CheckedTransaction> {
        Arc::new(
            self.check_alone(raw)
                .with_signers(self.modules, &self.network),
        )
    }

    /// The same without the signers that its rules will ask for.
    pub fn check_alone(&self, raw: Bytes) -> CheckedTransaction {
        let chain_id = self.network.chain_id();
        CheckedTransaction::check(raw, chain_id).expect("a test signs valid transactions")
    }

    /// Runs a block `after_ms` after the last one and keeps it. Transactions that may not be in it are left out and
    /// returned.
    pub fn block_after(&mut self, after_ms: u64, raw: Vec<Bytes>) -> (Outcome, Vec<String>) {
        let transactions = raw.into_iter().map(|raw| self.check(raw)).collect();
        let environment = self.environment_after(after_ms);
        let mut execution =
            BlockExecution::new(environment, self.modules, Mode::Build, transactions);
        self.rounds = 0;
        loop {
            match execution.advance(usize::MAX) {
                Step::NeedsKeys(keys) => {
                    self.rounds = self.rounds.saturating_add(1);
                    execution.supply(
                        keys.into_iter()
                            .map(|key| (key, self.state.get(&key).cloned())),
                    );
                }
                Step::Complete => break,
                step => panic!("a built block cannot be {step:?}"),
            }
        }
        let excluded = execution
            .excluded()
            .map(|(_, exclusion)| exclusion.to_string())
            .collect();
        self.recovered = execution.recovered();
        let outcome = execution.finish();
        self.apply(after_ms, &outcome);
        (outcome, excluded)
    }

    /// Keeps a block that ran `after_ms` after the last one.
    pub(crate) fn apply(&mut self, after_ms: u64, outcome: &Outcome) {
        for write in &outcome.writes {
            assert_eq!(
                self.state.get(&write.key),
                write.before.as_ref(),
                "the undo record is what was there"
            );
            match &write.after {
                Some(value) => self.state.insert(write.key, value.clone()),
                None => self.state.remove(&write.key),
            };
        }
        let environment = self.environment_after(after_ms);
        self.number = environment.number;
        self.time = environment.time;
    }

    /// Runs one transaction in a block of its own, one second after the last, and returns its receipt.
    pub fn send(&mut self, member: &Member, to: Address, value: Amount, input: Vec<u8>) -> Receipt {
        let nonce = self.account(member.address).nonce;
        let chain_id = self.network.chain_id();
        let gas_limit = crate::transaction::MAX_TRANSACTION_GAS;
        let raw = member.transaction_with_gas(chain_id, nonce, to, value, input, gas_limit);
        let (mut outcome, excluded) = self.block_after(1_000, vec![raw]);
        assert!(excluded.is_empty(), "{excluded:?}");
        outcome
            .receipts
            .pop()
            .expect("the transaction has a receipt")
    }

    /// Calls without a signature, on the state of the last block.
    pub fn call(&self, call: Call) -> CallOutcome {
        self.call_after(0, call)
    }

    /// The same, as if `after_ms` had passed without a block.
    fn call_after(&self, after_ms: u64, call: Call) -> CallOutcome {
        let time = Timestamp::from_millis(self.time.millis().saturating_add(after_ms));
        let environment = self.environment(self.number, time);
        let mut execution = CallExecution::new(environment, self.modules, call);
        loop {
            match execution.advance() {
                Ok(outcome) => return outcome,
                Err(keys) => {
                    execution.supply(
                        keys.into_iter()
                            .map(|key| (key, self.state.get(&key).cloned())),
                    );
                }
            }
        }
    }

    /// Calls a view and decodes its answer.
    pub fn view<C: alloy_sol_types::SolCall>(&self, to: Address, call: &C) -> C::Return {
        self.view_after(0, to, call)
    }

    /// The same, as if `after_ms` had passed without a block.
    pub fn view_after<C: alloy_sol_types::SolCall>(
        &self,
        after_ms: u64,
        to: Address,
        call: &C,
    ) -> C::Return {
        let input = call.abi_encode().into();
        let call = Call {
            to,
            input,
            ..Call::default()
        };
        let answer = self
            .call_after(after_ms, call)
            .result
            .expect("the view answers");
        C::abi_decode_returns(&answer).expect("the answer decodes")
    }

    /// An account's record; the empty one if it has none.
    pub fn account(&self, address: Address) -> crate::modules::token::Account {
        use crate::state::Record;
        self.state
            .get(&crate::modules::token::account_key(&address))
            .map(|value| crate::modules::token::Account::from_value(value))
            .unwrap_or_default()
    }
}
