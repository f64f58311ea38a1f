//! The public record of contributions, through the ABI of `reputation` (WP-15).

use super::*;
use alloy_sol_types::SolError;
use wepos_abi::IReputation;

impl World {
    fn reputation<C: SolCall>(&self, call: &C) -> C::Return {
        self.chain.view(addresses::REPUTATION, call)
    }

    fn record(&self, account: Address) -> Vec<IReputation::Contribution> {
        let call = IReputation::contributionsCall {
            account,
            from: 0,
            count: 50,
        };
        let answer = self.reputation(&call);
        assert_eq!(answer.page.len() as u32, answer.total);
        let owner = self.reputation(&IReputation::balanceOfCall { owner: account });
        assert_eq!(owner, U256::from(answer.total));
        answer.page
    }
}

#[test]
fn every_rewarded_contribution_is_in_the_record_and_leads_to_its_decision() {
    let mut world = World::new();
    let calls = world.open(world.terms(6, 3));
    let tickets = world.open(world.terms_by(1, 3));
    let author = World::member(1);
    world.submit(&author, calls, "a tutorial");
    assert!(world.record(author.address).is_empty(), "not decided yet");
    let receipt = world.decide(calls, 1, true);
    let locked: Vec<IReputation::Locked> = events(&receipt);
    let token = (U256::from(calls) << 32) + U256::from(1);
    assert_eq!(locked[0].tokenId, token);
    let ticket = world.ticket(tickets, 2, author.address);
    world.done(&author, &ticket);

    let record = world.record(author.address);
    let seen: Vec<_> = (record.iter())
        .map(|it| (it.campaign, it.submission, it.activityType, it.decidedBy))
        .collect();
    assert_eq!(seen, [(calls, 1, 6, 0), (tickets, 1, 2, 1)]);
    assert_eq!(record[0].amount, pos(30));
    let review = ICampaigns::reviewCall {
        campaign: calls,
        submission: 1,
    };
    assert!(world.view(&review).approved);
    let kinds = world.reputation(&IReputation::kindsCall {
        account: author.address,
    });
    let kinds: Vec<_> = kinds.iter().map(|it| (it.activityType, it.count)).collect();
    assert_eq!(kinds, [(6, 1), (2, 1)]);
}

#[test]
fn wallets_read_it_as_tokens_that_are_bound_to_their_account() {
    let mut world = World::new();
    let id = world.open(world.terms_by(1, 3));
    let visitor = World::member(1);
    let ticket = world.ticket(id, 1, visitor.address);
    world.done(&visitor, &ticket);
    let token = (U256::from(id) << 32) + U256::from(1);
    let owner = world.reputation(&IReputation::ownerOfCall { tokenId: token });
    assert_eq!(owner, visitor.address);
    assert!(world.reputation(&IReputation::lockedCall { tokenId: token }));
    let uri = world.reputation(&IReputation::tokenURICall { tokenId: token });
    let json = uri.strip_prefix("data:application/json;utf8,").unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["name"], format!("PoS contribution {id}/1"));
    assert_eq!(value["attributes"][4]["value"], "10 PoS");
    for (interface, supported) in [
        (0x01ff_c9a7_u32, true),
        (0xb45a_3c0e, true),
        (0x80ac_58cd, false),
    ] {
        let call = IReputation::supportsInterfaceCall {
            interfaceId: interface.into(),
        };
        assert_eq!(world.reputation(&call), supported, "{interface:08x}");
    }
}

#[test]
fn what_was_not_rewarded_is_no_token() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 3));
    world.submit(&World::member(1), id, "a tutorial");
    world.decide(id, 1, false);
    let tokens = [
        (U256::from(id) << 32) + U256::from(1),
        U256::ZERO,
        U256::MAX,
        U256::from(u64::MAX) << 32,
    ];
    for token in tokens {
        let answer = world.chain.call(crate::execution::Call {
            to: addresses::REPUTATION,
            input: IReputation::ownerOfCall { tokenId: token }
                .abi_encode()
                .into(),
            ..Default::default()
        });
        let error = answer.result.unwrap_err();
        let error = IReputation::NoSuchToken::abi_decode(&error).expect("no such token");
        assert_eq!(error.tokenId, token);
    }
    assert!(world.record(World::member(1).address).is_empty());
}
