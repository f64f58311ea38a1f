//! Calls without a signature, on the state of a block.

use super::{contained, dispatch, missing, open_to_newcomers, settle, static_keys};
use crate::{
    amounts::Amount,
    block::Event,
    context::{BlockEnvironment, Context, Frame, Meter},
    ecdsa::Signers,
    failure::Failure,
    gas,
    modules::{Modules, token},
    state::{Key, Overlay},
};
use alloy_primitives::Address;
use bytes::Bytes;
use wepos_abi::IErrors;

/// A call without a signature: `eth_call`, `eth_estimateGas`, and every preview. Nothing of it is kept.
#[derive(Debug)]
pub struct CallExecution {
    block: BlockEnvironment,
    modules: Modules,
    overlay: Overlay,
    call: Call,
    begun: bool,
}

/// What is called.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// Who calls.
    pub from: Address,
    /// What is called.
    pub to: Address,
    /// PoS sent along.
    pub value: Amount,
    /// Calldata.
    pub input: alloy_primitives::Bytes,
    /// The most gas it may use; `None` for [`gas::CALL`].
    pub gas_limit: Option<u64>,
    /// Signers that are known: those of the transaction that would make this call.
    pub signers: Signers,
}

/// What a call came to.
#[derive(Clone, Debug)]
pub struct CallOutcome {
    /// The ABI bytes of the answer, or of the error.
    pub result: Result<alloy_primitives::Bytes, alloy_primitives::Bytes>,
    /// Gas used.
    pub gas_used: u64,
    /// Events it would emit.
    pub logs: Vec<Event>,
}

impl CallExecution {
    /// Starts a call in `block`'s context on the state of that block.
    pub fn new(block: BlockEnvironment, modules: Modules, call: Call) -> Self {
        Self {
            block,
            modules,
            overlay: Overlay::default(),
            call,
            begun: false,
        }
    }

    /// Supplies values that `advance` asked for.
    pub fn supply(&mut self, values: impl IntoIterator<Item = (Key, Option<Bytes>)>) {
        for (key, value) in values {
            self.overlay.load(key, value);
        }
    }

    /// Runs the call.
    ///
    /// # Errors
    ///
    /// The keys that are missing: supply them and call again.
    pub fn advance(&mut self) -> Result<CallOutcome, Vec<Key>> {
        let call = self.call.clone();
        if !self.begun {
            self.begun = true;
            let mut keys = Vec::new();
            static_keys(self.modules, call.from, call.to, &call.input, &mut keys);
            return Err(keys);
        }
        let limit = call.gas_limit.unwrap_or(gas::CALL).min(gas::CALL);
        let frame = Frame {
            sender: call.from,
            target: call.to,
            value: call.value,
            read_only: false,
            depth: 0,
        };
        let meter = Meter::new(limit);
        let mut ctx = Context::new(
            &mut self.overlay,
            &self.block,
            self.modules,
            &call.signers,
            frame,
            meter,
        );
        let start = ctx.save();
        let result = contained(&mut ctx, |ctx| {
            // The sender's record is read and written first, as in a transaction, so that the gas is the same.
            ctx.charge(gas::intrinsic(call.input.len()))?;
            let account = token::exists(ctx, call.from)?;
            ctx.touch(&token::account_key(&call.from), true)?;
            let output = dispatch(ctx, &call.input)?;
            let wrote = ctx.overlay.wrote_since(start.overlay);
            if wrote && !account && !open_to_newcomers(ctx.modules, call.to, &call.input) {
                return Err(IErrors::NewcomerFunctionOnly {}.into());
            }
            Ok(output)
        });
        let result = settle(&mut ctx, result);
        let (gas_used, logs) = (
            ctx.meter.gas_used.min(limit),
            std::mem::take(&mut ctx.meter.logs),
        );
        ctx.restore(&start);
        if self.overlay.has_missing() {
            return Err(missing(&mut self.overlay));
        }
        Ok(CallOutcome {
            logs: if result.is_ok() {
                logs.iter().map(Event::from).collect()
            } else {
                Vec::new()
            },
            result: result.map(Into::into).map_err(Failure::into_revert),
            gas_used,
        })
    }
}
