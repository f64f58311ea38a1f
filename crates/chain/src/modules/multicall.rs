//! `multicall`: many read-only calls in one, at the address where tools expect Multicall3.
//!
//! It holds nothing, stores nothing and calls nothing but views: a call that would write fails with `ReadOnlyCall`.
//! The whole batch shares one call's limits of gas and keys.

use super::{Module, decode};
use crate::{Context, Failure, gas, modules::token};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use wepos_abi::{IMulticall3, ModuleInfo};

/// The module.
#[derive(Debug)]
pub struct Multicall;

impl Module for Multicall {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("multicall").expect("multicall has an interface")
    }

    fn number(&self) -> u8 {
        // It has no fields; the number only has to differ from the others'.
        255
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use IMulticall3::IMulticall3Calls as Calls;
        let call = decode::<Calls>(input)?;
        Ok(match call {
            Calls::aggregate(call) => {
                let calls = call
                    .calls
                    .iter()
                    .map(|call| (call.target, true, &call.callData));
                let returned = run(ctx, calls)?.into_iter().map(|(_, data)| data).collect();
                let answer = IMulticall3::aggregateReturn {
                    blockNumber: number(ctx),
                    returnData: returned,
                };
                IMulticall3::aggregateCall::abi_encode_returns(&answer)
            }
            Calls::tryAggregate(call) => {
                let required = call.requireSuccess;
                let returned = results(
                    ctx,
                    call.calls
                        .iter()
                        .map(|call| (call.target, required, &call.callData)),
                )?;
                IMulticall3::tryAggregateCall::abi_encode_returns(&returned)
            }
            Calls::aggregate3(call) => {
                let calls = call
                    .calls
                    .iter()
                    .map(|call| (call.target, !call.allowFailure, &call.callData));
                IMulticall3::aggregate3Call::abi_encode_returns(&results(ctx, calls)?)
            }
            Calls::blockAndAggregate(call) => {
                let returned = results(
                    ctx,
                    call.calls
                        .iter()
                        .map(|call| (call.target, true, &call.callData)),
                )?;
                let answer = IMulticall3::blockAndAggregateReturn {
                    blockNumber: number(ctx),
                    blockHash: B256::ZERO,
                    returnData: returned,
                };
                IMulticall3::blockAndAggregateCall::abi_encode_returns(&answer)
            }
            Calls::tryBlockAndAggregate(call) => {
                let required = call.requireSuccess;
                let returned = results(
                    ctx,
                    call.calls
                        .iter()
                        .map(|call| (call.target, required, &call.callData)),
                )?;
                let answer = IMulticall3::tryBlockAndAggregateReturn {
                    blockNumber: number(ctx),
                    blockHash: B256::ZERO,
                    returnData: returned,
                };
                IMulticall3::tryBlockAndAggregateCall::abi_encode_returns(&answer)
            }
            Calls::getBlockNumber(_) => {
                IMulticall3::getBlockNumberCall::abi_encode_returns(&number(ctx))
            }
            Calls::getCurrentBlockTimestamp(_) => {
                let seconds = U256::from(ctx.time().millis() / 1000);
                IMulticall3::getCurrentBlockTimestampCall::abi_encode_returns(&seconds)
            }
            Calls::getEthBalance(call) => {
                let balance = token::balance(ctx, call.addr)?;
                IMulticall3::getEthBalanceCall::abi_encode_returns(&balance.into())
            }
            Calls::getChainId(_) => {
                IMulticall3::getChainIdCall::abi_encode_returns(&U256::from(ctx.genesis().chain_id))
            }
            Calls::getBasefee(_) => IMulticall3::getBasefeeCall::abi_encode_returns(&U256::ZERO),
            Calls::getCurrentBlockGasLimit(_) => {
                let limit = U256::from(ctx.genesis().limits.block_gas);
                IMulticall3::getCurrentBlockGasLimitCall::abi_encode_returns(&limit)
            }
            Calls::getCurrentBlockCoinbase(_) => {
                IMulticall3::getCurrentBlockCoinbaseCall::abi_encode_returns(&Address::ZERO)
            }
            Calls::getLastBlockHash(_) => {
                IMulticall3::getLastBlockHashCall::abi_encode_returns(&ctx.block().parent_hash)
            }
        })
    }
}

fn number(ctx: &Context<'_>) -> U256 {
    U256::from(ctx.block().number)
}

/// Runs the calls in order; a failed one that is required reverts the whole with its data.
fn run<'c>(
    ctx: &mut Context<'_>,
    calls: impl Iterator<Item = (Address, bool, &'c Bytes)>,
) -> Result<Vec<(bool, Bytes)>, Failure> {
    let mut returned = Vec::new();
    for (target, required, input) in calls {
        ctx.charge(gas::READ_KEY)?;
        match ctx.call_read_only(target, input)? {
            Ok(output) => returned.push((true, output.into())),
            Err(data) if required => return Err(Failure::Revert(data)),
            Err(data) => returned.push((false, data)),
        }
    }
    Ok(returned)
}

fn results<'c>(
    ctx: &mut Context<'_>,
    calls: impl Iterator<Item = (Address, bool, &'c Bytes)>,
) -> Result<Vec<IMulticall3::Result>, Failure> {
    let results = run(ctx, calls)?;
    Ok(results
        .into_iter()
        .map(|(success, data)| IMulticall3::Result {
            success,
            returnData: data,
        })
        .collect())
}
