//! `identity`: who vouches for whom. An account that is anchored by a ticket, a proven delegation or a reviewed
//! contribution may invite a few others in each stage; an invitation anchors an account, and is not passed on (R21).
//!
//! # Life cycle
//!
//! ```text
//! inviter signs off the chain ──link──▶ somebody's account ──accept──▶ anchored, for ever
//!                                  └── the stage ends: the link is worth nothing
//! ```
//!
//! # Money flow
//!
//! None. Results that waited for the anchor are paid by `campaigns`.
//!
//! # Invariants
//!
//! 1. An account has as many invitations in a stage as [`INVITATIONS_PER_STAGE`]; each anchors one account.
//! 2. Who was invited cannot invite.
//! 3. The inviter is public.

use super::{Module, campaigns, decode, emission, token};
use crate::{
    Context, Failure, Network,
    ecdsa::{Signed, signer_of},
    ensure,
    state::{Field, Key, Map, Record},
};
use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, SolInterface};
use borsh::{BorshDeserialize, BorshSerialize};
use wepos_abi::{
    IIdentity, ModuleInfo, addresses,
    attestation::{Acceptance, INVITATIONS_PER_STAGE},
    interface_ids,
};

#[cfg(test)]
mod tests;

/// The module's number in keys.
const MODULE: u8 = 5;

/// Who accepted the invitations of an account in a stage, by their numbers from 1.
const INVITED: Map<(Address, u8), Invited> = Map::new(Field::new(MODULE, 0));

const LAYOUT: &[(u8, &str, &str)] = &[(0, "invited", "(inviter, stage index) -> Invited")];

/// Who accepted the invitations of an account in a stage; the zero address where nobody has.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Invited([Address; INVITATIONS_PER_STAGE as usize]);

impl Record for Invited {
    const NAME: &'static str = "Invited";
}

/// The module.
#[derive(Debug)]
pub struct Identity;

impl Module for Identity {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("identity").expect("identity has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use IIdentity::IIdentityCalls as Calls;
        Ok(match decode::<Calls>(input)? {
            Calls::accept(call) => {
                accept(ctx, &call)?;
                Vec::new()
            }
            Calls::invitations(call) => {
                let bar = campaigns::bar_of(ctx, call.inviter);
                let may_invite = campaigns::may_invite(ctx, call.inviter);
                let invited = INVITED.get(ctx, &(call.inviter, call.stage))?;
                IIdentity::invitationsCall::abi_encode_returns(&IIdentity::invitationsReturn {
                    mayInvite: may_invite? && bar?.is_none(),
                    accepted: invited.unwrap_or_default().0.into(),
                })
            }
            Calls::supportsInterface(call) => IIdentity::supportsInterfaceCall::abi_encode_returns(
                &interface_ids::IDENTITY.contains(&call.interfaceId.0),
            ),
        })
    }

    fn prefetch(&self, _sender: Address, input: &[u8], keys: &mut Vec<Key>) {
        use IIdentity::IIdentityCalls as Calls;
        if let Ok(Calls::accept(call)) = Calls::abi_decode(input) {
            let inviter = call.invitation.inviter;
            keys.extend([
                INVITED.key(&(inviter, call.invitation.stage)),
                token::account_key(&inviter),
                token::account_key(&call.account),
            ]);
            keys.extend(campaigns::standing_keys(inviter));
            keys.extend(campaigns::standing_keys(call.account));
        }
    }

    fn signed(&self, network: &Network, input: &[u8]) -> Vec<Signed> {
        let Ok(call) = IIdentity::acceptCall::abi_decode(input) else {
            return Vec::new();
        };
        let [invited, accepted] = hashes(network, &call);
        let signed = [
            Signed::new(invited, &call.signature),
            Signed::new(accepted, &call.holderSignature),
        ];
        signed.into_iter().flatten().collect()
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        LAYOUT
    }
}

/// Accepts an invitation.
///
/// Checks, in order: the account is somebody's; the number is in range; the stage runs; nobody accepted it; the account
/// has no anchor; the inviter may invite, is not barred, and signed it; the key of the link agrees to who accepts.
///
/// # Errors
///
/// `CannotBeInvited`, `NoSuchInvitation`, `InvitationOfOtherStage`, `InvitationUsed`, `AlreadyAnchored`,
/// `CannotInvite`, `InviterBarred`, `NotTheInviter`, `NotForThisAccount`.
fn accept(ctx: &mut Context<'_>, call: &IIdentity::acceptCall) -> Result<(), Failure> {
    let (invitation, account) = (&call.invitation, call.account);
    ensure!(
        addresses::is_personal(account),
        IIdentity::CannotBeInvited { account }
    );
    let (inviter, stage, number) = (invitation.inviter, invitation.stage, invitation.number);
    let maximum = INVITATIONS_PER_STAGE;
    ensure!(
        (1..=maximum).contains(&number),
        IIdentity::NoSuchInvitation { number, maximum }
    );
    let running = emission::running_stage(ctx).0;
    ensure!(
        stage == running,
        IIdentity::InvitationOfOtherStage { stage, running }
    );
    // All that is read is asked for before the first miss ends the run.
    let invited = INVITED.get(ctx, &(inviter, stage));
    let anchored = token::is_anchored(ctx, account);
    let bar = campaigns::bar_of(ctx, inviter);
    let may_invite = campaigns::may_invite(ctx, inviter);
    let mut invited = invited?.unwrap_or_default();
    let used = &mut invited.0[usize::from(number).saturating_sub(1)];
    ensure!(
        mutated!(InvitationsAcceptedTwice, true, *used == Address::ZERO),
        IIdentity::InvitationUsed { account: *used }
    );
    ensure!(!anchored?, IIdentity::AlreadyAnchored { account });
    ensure!(
        mutated!(InvitedInvite, true, may_invite?),
        IIdentity::CannotInvite { inviter }
    );
    if let Some(bar) = bar? {
        let (available_from, case) = (bar.until.ceil_seconds(), bar.case);
        return Err(IIdentity::InviterBarred {
            inviter,
            availableFrom: available_from,
            caseId: case,
        }
        .into());
    }
    check_signatures(ctx, call)?;

    *used = account;
    INVITED.put(ctx, &(inviter, stage), &invited)?;
    ctx.emit(&IIdentity::InvitationAccepted {
        inviter,
        account,
        stage,
        number,
    })?;
    campaigns::anchor_by_invitation(ctx, account, inviter)
}

/// What the inviter signs, and what the key of the link does.
fn hashes(network: &Network, call: &IIdentity::acceptCall) -> [B256; 2] {
    let domain = network.domains().identity;
    let acceptance = Acceptance {
        inviter: call.invitation.inviter,
        stage: call.invitation.stage,
        number: call.invitation.number,
        account: call.account,
    };
    [domain.hash(&call.invitation), domain.hash(&acceptance)]
}

fn check_signatures(ctx: &mut Context<'_>, call: &IIdentity::acceptCall) -> Result<(), Failure> {
    let (invitation, account) = (&call.invitation, call.account);
    let [invited, accepted] = hashes(&ctx.block().network, call);
    let inviter = invitation.inviter;
    let signer = signer_of(ctx, invited, &call.signature)?;
    ensure!(
        signer == Some(inviter),
        IIdentity::NotTheInviter {
            inviter,
            signer: signer.unwrap_or_default(),
        }
    );
    let holder = invitation.holder;
    let agreed = signer_of(ctx, accepted, &call.holderSignature)?;
    ensure!(
        agreed == Some(holder),
        IIdentity::NotForThisAccount { holder, account }
    );
    Ok(())
}
