//! Balances, allowances and permits, and how long each account has held.
//!
//! Holding is kept as one sum for each month of each account, for ever, and every question adds them up anew: more than
//! the state machine keeps, and another way to the same answer.

use crate::{Model, Refusal, Settings, decoded};
use alloy_primitives::{Address, B256, Signature, U256};
use alloy_sol_types::{SolStruct, eip712_domain};
use std::collections::BTreeMap;
use wepos_abi::{IToken, addresses};

/// A whole month with an average of at least this counts as a month of holding (WP-16): 10 PoS.
const HOLDING_MONTH: u128 = 10 * 10_u128.pow(18);

/// Everything about PoS itself.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    accounts: BTreeMap<Address, Account>,
    allowances: BTreeMap<(Address, Address), U256>,
    permits: BTreeMap<Address, u64>,
}

/// What an account holds, since when, and what it held before: balance × time by month, for whole pieces of time.
#[derive(Debug)]
struct Account {
    balance: u128,
    since_ms: u64,
    by_month: BTreeMap<u32, u128>,
}

impl Account {
    /// Balance × time within a month, up to `now_ms`.
    fn held_in(&self, settings: &Settings, month: u32, now_ms: u64) -> u128 {
        let (start, end) = (settings.month_start(month), settings.month_start(month + 1));
        let (from, to) = (self.since_ms.max(start), now_ms.min(end));
        let before = self.by_month.get(&month).copied().unwrap_or(0);
        before + u128::from(to.saturating_sub(from)) * self.balance
    }
}

alloy_sol_types::sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

impl Tokens {
    pub(crate) fn balance(&self, account: Address) -> u128 {
        self.accounts
            .get(&account)
            .map_or(0, |account| account.balance)
    }

    pub(crate) fn exists(&self, account: Address) -> bool {
        self.accounts.contains_key(&account)
    }

    pub(crate) fn balances(&self) -> BTreeMap<Address, u128> {
        let balance = |(address, account): (&Address, &Account)| (*address, account.balance);
        self.accounts.iter().map(balance).collect()
    }

    pub(crate) fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances
            .get(&(owner, spender))
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn permit_nonce(&self, owner: Address) -> u64 {
        self.permits.get(&owner).copied().unwrap_or(0)
    }

    /// Opens a record, if there is none.
    pub(crate) fn begin(&mut self, account: Address, now_ms: u64) {
        let new = || Account {
            balance: 0,
            since_ms: now_ms,
            by_month: BTreeMap::new(),
        };
        self.accounts.entry(account).or_insert_with(new);
    }

    /// Sets a balance from now on.
    pub(crate) fn set(
        &mut self,
        settings: &Settings,
        account: Address,
        now_ms: u64,
        balance: u128,
    ) {
        self.begin(account, now_ms);
        let account = self.accounts.get_mut(&account).expect("it was opened");
        for month in settings.month_at(account.since_ms)..=settings.month_at(now_ms) {
            let held = account.held_in(settings, month, now_ms);
            account.by_month.insert(month, held);
        }
        (account.balance, account.since_ms) = (balance, now_ms);
    }

    /// The average over the last whole month, and how many months in a row up to it had 10 PoS or more: balance × time
    /// divided by the length of the whole month, rounded down.
    pub(crate) fn held_last_month(
        &self,
        settings: &Settings,
        account: Address,
        now_ms: u64,
    ) -> (u128, u32) {
        let last = settings.month_at(now_ms).saturating_sub(1);
        let average = |month: u32| {
            let held = self
                .accounts
                .get(&account)
                .map_or(0, |account| account.held_in(settings, month, now_ms));
            held / u128::from(settings.month_ms)
        };
        let months = (1..=last)
            .rev()
            .take_while(|month| average(*month) >= HOLDING_MONTH)
            .count();
        let average = if last == 0 { 0 } else { average(last) };
        (average, u32::try_from(months).unwrap_or(u32::MAX))
    }
}

impl Model {
    pub(crate) fn call_token(&mut self, sender: Address, input: &[u8]) -> Result<(), Refusal> {
        use IToken::ITokenCalls as Calls;
        match decoded::<Calls>(input)? {
            Calls::transfer(call) => self.transfer(sender, call.to, call.value),
            Calls::approve(call) => self.approve(sender, call.spender, call.value),
            Calls::transferFrom(call) => {
                let left = self.left_of_allowance(call.from, sender, call.value)?;
                self.transfer(call.from, call.to, call.value)?;
                self.tokens.allowances.insert((call.from, sender), left);
                Ok(())
            }
            Calls::permit(call) => self.permit(&call),
            _ => Ok(()),
        }
    }

    /// A member moves PoS: not from or to nobody, not to an account of the protocol, not more than is there, and an
    /// account is not opened with dust (R15).
    pub(crate) fn transfer(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<(), Refusal> {
        if from.is_zero() {
            return Err(IToken::ERC20InvalidSender { sender: from }.into());
        }
        if to.is_zero() {
            return Err(IToken::ERC20InvalidReceiver { receiver: to }.into());
        }
        if to == addresses::BURNED || to == addresses::MIGRATED {
            return Err(IToken::TransferToKeylessAccount { account: to }.into());
        }
        if addresses::is_protocol_account(to) {
            return Err(IToken::TransferToProtocolAccount { account: to }.into());
        }
        let balance = self.tokens.balance(from);
        if value > U256::from(balance) {
            let (sender, balance) = (from, U256::from(balance));
            return Err(IToken::ERC20InsufficientBalance {
                sender,
                balance,
                needed: value,
            }
            .into());
        }
        let minimum = U256::from(self.settings.minimum_opening);
        if !value.is_zero() && value < minimum && !self.tokens.exists(to) {
            return Err(IToken::TransferBelowMinimum {
                amount: value,
                minimum,
            }
            .into());
        }
        let amount = u128::try_from(value).expect("no balance exceeds the supply");
        self.move_pos(from, to, amount);
        Ok(())
    }

    /// Moves PoS and says so. Nothing else changes a balance.
    pub(crate) fn move_pos(&mut self, from: Address, to: Address, amount: u128) {
        if amount > 0 && from != to {
            let (source, target) = (self.tokens.balance(from), self.tokens.balance(to));
            self.tokens
                .set(&self.settings, from, self.now_ms, source - amount);
            self.tokens
                .set(&self.settings, to, self.now_ms, target + amount);
        }
        let value = U256::from(amount);
        self.emit(addresses::TOKEN, &IToken::Transfer { from, to, value });
    }

    fn approve(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Refusal> {
        if owner.is_zero() {
            return Err(IToken::ERC20InvalidApprover { approver: owner }.into());
        }
        if spender.is_zero() {
            return Err(IToken::ERC20InvalidSpender { spender }.into());
        }
        self.tokens.allowances.insert((owner, spender), value);
        self.emit(
            addresses::TOKEN,
            &IToken::Approval {
                owner,
                spender,
                value,
            },
        );
        Ok(())
    }

    /// What `spender` may move of `owner` after this; the largest number means without limit.
    fn left_of_allowance(
        &self,
        owner: Address,
        spender: Address,
        value: U256,
    ) -> Result<U256, Refusal> {
        let allowance = self.tokens.allowance(owner, spender);
        if allowance == U256::MAX {
            return Ok(allowance);
        }
        let none = IToken::ERC20InsufficientAllowance {
            spender,
            allowance,
            needed: value,
        };
        allowance.checked_sub(value).ok_or_else(|| none.into())
    }

    /// EIP-2612: the owner's signature over exactly this, in time, and each nonce once.
    fn permit(&mut self, call: &IToken::permitCall) -> Result<(), Refusal> {
        let &IToken::permitCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        } = call;
        if U256::from(self.now_ms / 1000) > deadline {
            return Err(IToken::ERC2612ExpiredSignature { deadline }.into());
        }
        let nonce = self.tokens.permit_nonce(owner);
        let hash = self.permit_hash(owner, spender, value, nonce, deadline);
        let signer = signer(hash, v, r, s).unwrap_or_default();
        if signer != owner || owner.is_zero() {
            return Err(IToken::ERC2612InvalidSigner { signer, owner }.into());
        }
        self.approve(owner, spender, value)?;
        self.tokens.permits.insert(owner, nonce + 1);
        Ok(())
    }

    /// What the owner of a permit signs.
    pub fn permit_hash(
        &self,
        owner: Address,
        spender: Address,
        value: U256,
        nonce: u64,
        deadline: U256,
    ) -> B256 {
        let domain = eip712_domain! {
            name: "PoS Token",
            version: "1",
            chain_id: self.settings.chain_id,
            verifying_contract: addresses::TOKEN,
        };
        let nonce = U256::from(nonce);
        Permit {
            owner,
            spender,
            value,
            nonce,
            deadline,
        }
        .eip712_signing_hash(&domain)
    }
}

/// Who signed, by the 65 bytes r, s, v.
pub(crate) fn recovered(hash: B256, signature: &[u8]) -> Option<Address> {
    let (rs, v) = signature.split_at_checked(64)?;
    let [v] = *v else { return None };
    signer(
        hash,
        v,
        B256::from_slice(&rs[..32]),
        B256::from_slice(&rs[32..]),
    )
}

/// Who signed, if the signature is one: v is 27 or 28, and s lies in the lower half (EIP-2).
fn signer(hash: B256, v: u8, r: B256, s: B256) -> Option<Address> {
    let odd = match v {
        27 => false,
        28 => true,
        _ => return None,
    };
    let signature = Signature::new(r.into(), s.into(), odd);
    if signature.normalize_s().is_some() {
        return None;
    }
    signature.recover_address_from_prehash(&hash).ok()
}
