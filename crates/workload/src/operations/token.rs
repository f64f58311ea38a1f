//! Moving PoS.

use crate::{Generator, generator::call};
use alloy_primitives::{Address, U256};
use wepos_abi::{IToken, addresses};
use wepos_model::{Action, Model};

pub(super) fn native_transfer(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (sender, to, value) = move_of(generator, model);
    Some(Action {
        sender,
        to,
        value,
        input: Default::default(),
    })
}

pub(super) fn transfer(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (sender, to, value) = move_of(generator, model);
    Some(call(
        sender,
        addresses::TOKEN,
        &IToken::transferCall { to, value },
    ))
}

pub(super) fn approve(generator: &mut Generator, model: &Model) -> Option<Action> {
    let sender = generator.somebody_with_pos(model);
    let spender = if generator.once_in(20) {
        Address::ZERO
    } else {
        generator.anybody()
    };
    let value = match generator.below(4) {
        0 => U256::MAX,
        1 => U256::ZERO,
        _ => generator.amount_of(balance(model, sender)),
    };
    Some(call(
        sender,
        addresses::TOKEN,
        &IToken::approveCall { spender, value },
    ))
}

/// Mostly where there is an allowance, so that it is used up and exceeded.
pub(super) fn transfer_from(generator: &mut Generator, model: &Model) -> Option<Action> {
    let members: Vec<_> = generator
        .members()
        .iter()
        .map(|member| member.address)
        .collect();
    let (mut from, mut sender) = (generator.anybody(), generator.anybody());
    for _ in 0..64 {
        if !model.allowance(from, sender).is_zero() {
            break;
        }
        from = generator.choose(&members)?;
        sender = generator.choose(&members)?;
    }
    let allowed = model
        .allowance(from, sender)
        .min(U256::from(balance(model, from)));
    let value = generator.amount_of(u128::try_from(allowed).ok()?);
    let to = generator.anybody();
    Some(call(
        sender,
        addresses::TOKEN,
        &IToken::transferFromCall { from, to, value },
    ))
}

/// A permit that anybody hands in; now and then too late, with another nonce, or for another spender.
pub(super) fn permit(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (sender, owner, spender) = (
        generator.somebody_with_pos(model),
        generator.anybody(),
        generator.anybody(),
    );
    let value = generator.amount_of(balance(model, owner));
    let now = model.now_ms() / 1000;
    let deadline = U256::from(if generator.once_in(8) {
        now.saturating_sub(1)
    } else {
        now + 3600
    });
    let nonce = model.permit_nonce(owner) + u64::from(generator.once_in(8));
    let hash = model.permit_hash(owner, spender, value, nonce, deadline);
    let signature = generator.member(owner)?.sign(hash);
    let spender = if generator.once_in(8) {
        generator.anybody()
    } else {
        spender
    };
    let v = match generator.below(16) {
        0 => 29,
        _ => 27 + u8::from(signature.v()),
    };
    let permit = IToken::permitCall {
        owner,
        spender,
        value,
        deadline,
        v,
        r: signature.r().into(),
        s: signature.s().into(),
    };
    Some(call(sender, addresses::TOKEN, &permit))
}

pub(super) fn to_protocol(generator: &mut Generator, model: &Model) -> Option<Action> {
    let sender = generator.somebody_with_pos(model);
    let places = [
        addresses::BURNED,
        addresses::MIGRATED,
        addresses::POOL,
        addresses::STAGE,
        addresses::TOKEN,
        addresses::CAMPAIGNS,
        addresses::MULTICALL,
        Address::ZERO,
    ];
    let to = generator.choose(&places)?;
    let value = generator.amount_of(balance(model, sender));
    Some(call(
        sender,
        addresses::TOKEN,
        &IToken::transferCall { to, value },
    ))
}

pub(super) fn call_with_value(generator: &mut Generator, model: &Model) -> Option<Action> {
    let sender = generator.somebody_with_pos(model);
    let to = generator.anybody();
    let transfer = call(
        sender,
        addresses::TOKEN,
        &IToken::transferCall {
            to,
            value: U256::from(1),
        },
    );
    Some(Action {
        value: U256::from(1),
        ..transfer
    })
}

fn move_of(generator: &mut Generator, model: &Model) -> (Address, Address, U256) {
    let sender = generator.somebody_with_pos(model);
    let to = generator.anybody();
    (sender, to, generator.amount_of(balance(model, sender)))
}

fn balance(model: &Model, account: Address) -> u128 {
    model.balance(account)
}
