//! Anchors by proven delegations (R21 b), as a module will give them that links addresses of other chains.

use super::*;
use crate::{
    Context, Module, Modules,
    modules::{
        campaigns::{Campaigns, anchor_by_delegation},
        committee, emission, identity, multicall, token,
    },
};
use wepos_abi::ModuleInfo;

/// Believes whoever calls it: the calldata is the source. It stands where tools expect `multicall`.
struct Links;

impl Module for Links {
    fn info(&self) -> &'static ModuleInfo {
        multicall::Multicall.info()
    }

    fn number(&self) -> u8 {
        254
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        anchor_by_delegation(ctx, ctx.sender(), B256::from_slice(input))?;
        Ok(Vec::new())
    }
}

const MODULES: Modules = Modules(&[
    &token::Token,
    &emission::Emission,
    &committee::Committee,
    &Campaigns,
    &identity::Identity,
    &Links,
]);

#[test]
fn a_proven_delegation_anchors_once_and_pays_what_waited() {
    let mut world = World::with_modules(2, 3, MODULES);
    let quiz = world.open(world.terms_by(2, 30));
    let learner = Member::named("a learner");
    let call = world.result(quiz, 1, learner.address);
    world.done(&learner, &call);
    assert_eq!(world.submission(quiz, 1).status, 7, "no anchor yet");
    let first = B256::repeat_byte(7);
    for source in [first, B256::repeat_byte(8)] {
        let links = multicall::Multicall.info().address;
        let receipt = (world.chain).send(&learner, links, Amount::ZERO, source.to_vec());
        assert!(receipt.success);
        world.days(0);
    }
    let anchor = world.view(&ICampaigns::anchorOfCall {
        account: learner.address,
    });
    assert_eq!((anchor.kind, anchor.source), (2, first), "for ever");
    assert_eq!(world.submission(quiz, 1).status, 2);
    assert_eq!(world.balance(&learner), pos(BASE));
    world.assert_sound();
}
