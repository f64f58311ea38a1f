//! Invitations (R21 d): five of each in a stage, by who is anchored otherwise.

use crate::{Model, Refusal, decoded, emission::index, token::recovered};
use alloy_primitives::Address;
use wepos_abi::{
    IIdentity, addresses,
    attestation::{Acceptance, Invitation, digest, identity_domain},
};

/// Invitations of an account in a stage.
const EACH: u8 = 5;

impl Model {
    pub(crate) fn call_identity(&mut self, input: &[u8]) -> Result<(), Refusal> {
        match decoded::<IIdentity::IIdentityCalls>(input)? {
            IIdentity::IIdentityCalls::accept(call) => self.accept(&call),
            _ => Ok(()),
        }
    }

    /// Who accepted an invitation.
    pub fn accepted(&self, inviter: Address, stage: u8, number: u8) -> Option<Address> {
        self.invitations.get(&(inviter, stage, number)).copied()
    }

    /// Whether an account may invite: it is anchored, and was not invited itself.
    pub fn may_invite(&self, account: Address) -> bool {
        self.anchored.contains(&account) && !self.invited.contains(&account)
    }

    fn accept(&mut self, call: &IIdentity::acceptCall) -> Result<(), Refusal> {
        let account = call.account;
        let IIdentity::Invitation {
            inviter,
            stage,
            number,
            holder,
        } = call.invitation;
        if account.is_zero() || addresses::is_protocol_account(account) {
            return Err(IIdentity::CannotBeInvited { account }.into());
        }
        if number == 0 || number > EACH {
            let maximum = EACH;
            return Err(IIdentity::NoSuchInvitation { number, maximum }.into());
        }
        let running = index(self.running_index());
        if stage != running {
            return Err(IIdentity::InvitationOfOtherStage { stage, running }.into());
        }
        if let Some(account) = self.accepted(inviter, stage, number) {
            return Err(IIdentity::InvitationUsed { account }.into());
        }
        if self.is_anchored(account) {
            return Err(IIdentity::AlreadyAnchored { account }.into());
        }
        if !self.may_invite(inviter) {
            return Err(IIdentity::CannotInvite { inviter }.into());
        }
        if let Some(bar) = self.bar_of(inviter) {
            return Err(IIdentity::InviterBarred {
                inviter,
                availableFrom: bar.until_ms.div_ceil(1000),
                caseId: bar.case,
            }
            .into());
        }
        let domain = identity_domain(self.settings.chain_id, self.settings.genesis);
        let invitation = Invitation {
            inviter,
            stage,
            number,
            holder,
        };
        let signer = recovered(digest(&invitation, &domain), &call.signature);
        if signer != Some(inviter) {
            let signer = signer.unwrap_or_default();
            return Err(IIdentity::NotTheInviter { inviter, signer }.into());
        }
        let acceptance = Acceptance {
            inviter,
            stage,
            number,
            account,
        };
        if recovered(digest(&acceptance, &domain), &call.holderSignature) != Some(holder) {
            return Err(IIdentity::NotForThisAccount { holder, account }.into());
        }
        self.invitations.insert((inviter, stage, number), account);
        let event = IIdentity::InvitationAccepted {
            inviter,
            account,
            stage,
            number,
        };
        self.emit(addresses::IDENTITY, &event);
        self.anchor(account, 4, inviter.into_word());
        Ok(())
    }
}
