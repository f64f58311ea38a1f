//! What changes balances: checks in documented order, then writes, then the event.

use super::{
    holding::Holding,
    state::{ACCOUNTS, ALLOWANCES, Account, Allowance, PERMIT_NONCES},
    views,
};
use crate::{
    Context, Failure,
    admission::{Exclusion, admissible},
    amounts::{Amount, TOTAL_SUPPLY},
    ecdsa, ensure,
    transaction::CheckedTransaction,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{IToken, addresses};

/// Runs one call of the interface.
///
/// # Errors
///
/// The interface's errors.
pub(super) fn call(ctx: &mut Context<'_>, call: IToken::ITokenCalls) -> Result<Vec<u8>, Failure> {
    use IToken::ITokenCalls as Calls;
    Ok(match call {
        Calls::name(_) => IToken::nameCall::abi_encode_returns(&views::NAME.to_owned()),
        Calls::symbol(_) => IToken::symbolCall::abi_encode_returns(&views::SYMBOL.to_owned()),
        Calls::decimals(_) => IToken::decimalsCall::abi_encode_returns(&views::DECIMALS),
        Calls::totalSupply(_) => IToken::totalSupplyCall::abi_encode_returns(&TOTAL_SUPPLY.into()),
        Calls::balanceOf(call) => {
            IToken::balanceOfCall::abi_encode_returns(&super::balance(ctx, call.account)?.into())
        }
        Calls::allowance(call) => {
            let allowance = ALLOWANCES.get(ctx, &(call.owner, call.spender))?;
            IToken::allowanceCall::abi_encode_returns(
                &allowance.map_or(U256::ZERO, |allowance| allowance.0),
            )
        }
        Calls::nonces(call) => {
            let nonce = PERMIT_NONCES.get(ctx, &call.owner)?.unwrap_or(0);
            IToken::noncesCall::abi_encode_returns(&U256::from(nonce))
        }
        Calls::DOMAIN_SEPARATOR(_) => {
            IToken::DOMAIN_SEPARATORCall::abi_encode_returns(&views::domain_separator(ctx))
        }
        Calls::eip712Domain(_) => {
            IToken::eip712DomainCall::abi_encode_returns(&views::eip712_domain_view(ctx))
        }
        Calls::supportsInterface(call) => IToken::supportsInterfaceCall::abi_encode_returns(
            &views::supports_interface(call.interfaceId.0),
        ),
        Calls::holding(call) => {
            IToken::holdingCall::abi_encode_returns(&views::holding(ctx, call.account)?)
        }
        Calls::limits(call) => {
            IToken::limitsCall::abi_encode_returns(&views::limits(ctx, call.account)?)
        }
        Calls::burnAddress(_) => IToken::burnAddressCall::abi_encode_returns(&addresses::BURNED),
        Calls::migrationAddress(_) => {
            IToken::migrationAddressCall::abi_encode_returns(&addresses::MIGRATED)
        }
        Calls::transfer(call) => {
            transfer(ctx, ctx.sender(), call.to, call.value)?;
            IToken::transferCall::abi_encode_returns(&true)
        }
        Calls::transferFrom(call) => {
            spend_allowance(ctx, call.from, call.value)?;
            transfer(ctx, call.from, call.to, call.value)?;
            IToken::transferFromCall::abi_encode_returns(&true)
        }
        Calls::approve(call) => {
            approve(ctx, ctx.sender(), call.spender, call.value)?;
            IToken::approveCall::abi_encode_returns(&true)
        }
        Calls::permit(call) => {
            permit(ctx, &call)?;
            Vec::new()
        }
    })
}

/// Moves a member's PoS by the member's own will: an ERC-20 transfer, or the value of a transaction.
///
/// Checks, in order: sender and receiver are not the zero address; the receiver is no account without a key, and no
/// other protocol account (R15); the balance suffices; a new account receives at least the minimum (R15).
///
/// # Errors
///
/// `ERC20InvalidSender`, `ERC20InvalidReceiver`, `TransferToKeylessAccount`, `TransferToProtocolAccount`,
/// `ERC20InsufficientBalance`, `TransferBelowMinimum`.
fn transfer(ctx: &mut Context<'_>, from: Address, to: Address, value: U256) -> Result<(), Failure> {
    ensure!(
        from != Address::ZERO,
        IToken::ERC20InvalidSender { sender: from }
    );
    ensure!(
        to != Address::ZERO,
        IToken::ERC20InvalidReceiver { receiver: to }
    );
    ensure!(
        mutated!(KeylessReceives, true, !addresses::is_keyless(to)),
        IToken::TransferToKeylessAccount { account: to }
    );
    ensure!(
        !addresses::is_protocol_account(to)
            || mutated!(KeylessReceives, addresses::is_keyless(to), false),
        IToken::TransferToProtocolAccount { account: to }
    );
    let balance = super::balance(ctx, from)?;
    let amount = Amount::try_from(value)
        .ok()
        .filter(|amount| *amount <= balance);
    let Some(amount) = amount else {
        return Err(IToken::ERC20InsufficientBalance {
            sender: from,
            balance: balance.into(),
            needed: value,
        }
        .into());
    };
    let minimum = ctx.genesis().limits.minimum_opening_transfer;
    let minimum = mutated!(OpensWithDust, Amount::ZERO, minimum);
    if amount > Amount::ZERO && amount < minimum {
        let exists = ACCOUNTS.get(ctx, &to)?.is_some();
        ensure!(
            exists,
            IToken::TransferBelowMinimum {
                amount: value,
                minimum: minimum.into()
            }
        );
    }
    mutated!(
        FeeOfOneUnit,
        move_funds(ctx, from, addresses::POOL, Amount::UNIT)?,
        ()
    );
    move_funds(ctx, from, to, amount)
}

/// The value of a transaction to an address without a module.
///
/// # Errors
///
/// As an ERC-20 transfer.
pub(crate) fn native_transfer(
    ctx: &mut Context<'_>,
    to: Address,
    value: Amount,
) -> Result<(), Failure> {
    transfer(ctx, ctx.sender(), to, value.into())
}

/// Moves PoS between protocol accounts, or from one to a member. Called by `emission` only: the one way by which PoS
/// leaves a protocol account.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
///
/// # Panics
///
/// When `from` is not a protocol account, or is one that nothing may leave (I5), or holds less: bugs, which the
/// executor contains.
pub(crate) fn move_protocol_funds(
    ctx: &mut Context<'_>,
    from: Address,
    to: Address,
    amount: Amount,
) -> Result<(), Failure> {
    assert!(
        addresses::is_protocol_account(from),
        "{from} is not a protocol account"
    );
    assert!(
        from != addresses::BURNED && from != addresses::MIGRATED,
        "nothing leaves {from}"
    );
    assert!(
        super::balance(ctx, from)? >= amount,
        "{from} holds less than {amount}"
    );
    move_funds(ctx, from, to, amount)
}

/// Creates the supply in the first block.
///
/// # Errors
///
/// [`Failure::NotLoaded`].
///
/// # Panics
///
/// In any other block, when the sum is not the supply, or when an account is not a protocol account (WP-03, WP-04).
pub(crate) fn create_supply(
    ctx: &mut Context<'_>,
    accounts: &[(Address, Amount)],
) -> Result<(), Failure> {
    assert_eq!(
        ctx.block().number,
        1,
        "the supply is created in the first block"
    );
    let mut sum = Amount::ZERO;
    let now = ctx.time();
    for (address, amount) in accounts {
        assert!(
            addresses::is_protocol_account(*address),
            "{address} is not a protocol account"
        );
        assert!(
            ACCOUNTS.get(ctx, address)?.is_none(),
            "{address} exists already"
        );
        sum = sum.checked_add(*amount).expect("the sum is the supply");
        let holding = Holding::begin(ctx.calendar(), now);
        ACCOUNTS.put(
            ctx,
            address,
            &Account {
                balance: *amount,
                holding,
                ..Account::default()
            },
        )?;
        let event = IToken::Transfer {
            from: Address::ZERO,
            to: *address,
            value: (*amount).into(),
        };
        ctx.emit_from(
            addresses::TOKEN,
            alloy_sol_types::SolEvent::encode_log_data(&event),
        )?;
    }
    assert_eq!(sum, TOTAL_SUPPLY, "the supply is {TOTAL_SUPPLY}");
    ctx.record_creation(sum);
    Ok(())
}

/// Marks an account as anchored (R21).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn set_anchored(ctx: &mut Context<'_>, address: Address) -> Result<(), Failure> {
    let mut account = load(ctx, address)?;
    account.anchored = true;
    ACCOUNTS.put(ctx, &address, &account)
}

/// Gives an account a record, so that it is no newcomer (R15): for whom a seat is given to, who may hold nothing.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn open_record(ctx: &mut Context<'_>, address: Address) -> Result<(), Failure> {
    if ACCOUNTS.get(ctx, &address)?.is_none() {
        let account = load(ctx, address)?;
        ACCOUNTS.put(ctx, &address, &account)?;
    }
    Ok(())
}

/// The account, its holding brought up to now; a new one begins now.
pub(super) fn load(ctx: &mut Context<'_>, address: Address) -> Result<Account, Failure> {
    let now = ctx.time();
    match ACCOUNTS.get(ctx, &address)? {
        Some(mut account) => {
            account
                .holding
                .advance(ctx.calendar(), account.balance, now);
            Ok(account)
        }
        None => Ok(Account {
            holding: Holding::begin(ctx.calendar(), now),
            ..Account::default()
        }),
    }
}

/// The one place where balances change after the first block.
fn move_funds(
    ctx: &mut Context<'_>,
    from: Address,
    to: Address,
    amount: Amount,
) -> Result<(), Failure> {
    if amount > Amount::ZERO && from != to {
        let mut source = load(ctx, from)?;
        let mut target = load(ctx, to)?;
        let (source_before, target_before) = (source.balance, target.balance);
        source.balance = source_before
            .checked_sub(amount)
            .expect("the balance was checked");
        target.balance = target_before
            .checked_add(amount)
            .expect("no balance exceeds the supply");
        for account in [from, to] {
            if addresses::is_protocol_account(account) {
                ctx.record_moved(account);
            }
        }
        ACCOUNTS.put(ctx, &from, &source)?;
        ACCOUNTS.put(ctx, &to, &target)?;
    }
    let event = IToken::Transfer {
        from,
        to,
        value: amount.into(),
    };
    ctx.emit_from(
        addresses::TOKEN,
        alloy_sol_types::SolEvent::encode_log_data(&event),
    )
}

fn approve(
    ctx: &mut Context<'_>,
    owner: Address,
    spender: Address,
    value: U256,
) -> Result<(), Failure> {
    ensure!(
        owner != Address::ZERO,
        IToken::ERC20InvalidApprover { approver: owner }
    );
    ensure!(
        spender != Address::ZERO,
        IToken::ERC20InvalidSpender { spender }
    );
    set_allowance(ctx, owner, spender, value)?;
    let event = IToken::Approval {
        owner,
        spender,
        value,
    };
    ctx.emit_from(
        addresses::TOKEN,
        alloy_sol_types::SolEvent::encode_log_data(&event),
    )
}

/// Stores an allowance; none takes no room.
fn set_allowance(
    ctx: &mut Context<'_>,
    owner: Address,
    spender: Address,
    value: U256,
) -> Result<(), Failure> {
    if value.is_zero() {
        ALLOWANCES.remove(ctx, &(owner, spender))
    } else {
        ALLOWANCES.put(ctx, &(owner, spender), &Allowance(value))
    }
}

/// Uses the sender's allowance. The largest number stands for "no limit" and is not used up.
fn spend_allowance(ctx: &mut Context<'_>, owner: Address, value: U256) -> Result<(), Failure> {
    let spender = ctx.sender();
    let allowance = ALLOWANCES
        .get(ctx, &(owner, spender))?
        .map_or(U256::ZERO, |allowance| allowance.0);
    if allowance == U256::MAX {
        return Ok(());
    }
    let Some(left) = allowance.checked_sub(value) else {
        return Err(IToken::ERC20InsufficientAllowance {
            spender,
            allowance,
            needed: value,
        }
        .into());
    };
    let left = mutated!(AllowanceNotUsedUp, allowance, left);
    set_allowance(ctx, owner, spender, left)
}

alloy_sol_types::sol! {
    /// The signed structure of EIP-2612.
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// EIP-2612: an approval by signature.
///
/// # Errors
///
/// `ERC2612ExpiredSignature`, `ERC2612InvalidSigner`, and those of an approval.
fn permit(ctx: &mut Context<'_>, call: &IToken::permitCall) -> Result<(), Failure> {
    let seconds = U256::from(ctx.time().millis() / 1000);
    ensure!(
        mutated!(PermitWithoutEnd, true, seconds <= call.deadline),
        IToken::ERC2612ExpiredSignature {
            deadline: call.deadline
        }
    );
    let nonce = PERMIT_NONCES.get(ctx, &call.owner)?.unwrap_or(0);
    let permit = Permit {
        owner: call.owner,
        spender: call.spender,
        value: call.value,
        nonce: U256::from(nonce),
        deadline: call.deadline,
    };
    let hash = ctx.block().network.domains().token.hash(&permit);
    let signature = [call.r.as_slice(), call.s.as_slice(), &[call.v]].concat();
    let signer = ecdsa::signer_of(ctx, hash, &signature)?;
    ensure!(
        signer == Some(call.owner),
        IToken::ERC2612InvalidSigner {
            signer: signer.unwrap_or_default(),
            owner: call.owner
        }
    );
    let next = mutated!(PermitNonceNotCounted, nonce, nonce.saturating_add(1));
    PERMIT_NONCES.put(ctx, &call.owner, &next)?;
    approve(ctx, call.owner, call.spender, call.value)
}

/// Opens a transaction: nonce, daily limits, funds. Writes the sender's record; what the call does comes on top.
///
/// Returns whether the sender is a newcomer (has no record yet).
///
/// # Errors
///
/// The outer error is [`Failure::NotLoaded`]; the inner one says why the transaction may not be in a block.
pub(crate) fn begin_transaction(
    ctx: &mut Context<'_>,
    transaction: &CheckedTransaction,
    discovering: bool,
) -> Result<Result<bool, Exclusion>, Failure> {
    let sender = transaction.sender();
    let existing = ACCOUNTS.get(ctx, &sender)?;
    let newcomer = existing.is_none();
    let mut account = match existing {
        Some(account) => account,
        None => Account {
            holding: Holding::begin(ctx.calendar(), ctx.time()),
            ..Account::default()
        },
    };
    if !discovering
        && let Err(exclusion) = admissible(&ctx.block().network, &account, transaction, ctx.time())
    {
        return Ok(Err(exclusion));
    }
    let usage = views::usage(&ctx.block().network, &account, ctx.time());
    let bytes = transaction.raw().len() as u64;
    account.day = usage.day;
    account.transactions_today = usage.transactions.saturating_add(1);
    account.bytes_today = usage.bytes.saturating_add(bytes);
    account.nonce = transaction.nonce().saturating_add(1);
    ACCOUNTS.put(ctx, &sender, &account)?;
    Ok(Ok(newcomer))
}
