//! Many keys of one hand: what nobody reviews is worth nothing to them (R21).

use super::*;

/// Keys that somebody makes in a second.
const KEYS: usize = 10_000;

#[test]
fn ten_thousand_fresh_keys_on_a_quiz_earn_nothing_beyond_their_anchors() {
    let mut world = World::new();
    let quiz = world.open(world.terms_by(2, 100));
    let event = world.open(world.terms_by(1, 3));
    let chain_id = world.chain.network().chain_id();
    let keys: Vec<Member> = (0..KEYS)
        .map(|number| Member::named(&format!("fresh {number}")))
        .collect();
    // Every one of them has a good result; blocks come as fast as they may.
    let mut taken = 0;
    for batch in keys.chunks(500) {
        let raw = batch
            .iter()
            .map(|key| {
                let input = world.result(quiz, 1, key.address).abi_encode();
                key.transaction(chain_id, 0, addresses::CAMPAIGNS, Amount::ZERO, input)
            })
            .collect();
        let (outcome, _) = world.chain.block_after(250, raw);
        taken += outcome
            .receipts
            .iter()
            .filter(|receipt| receipt.kind == 2)
            .count();
    }
    assert!(taken > 20, "some results were taken: {taken}");
    let campaign = world.campaign(quiz);
    assert_eq!(campaign.waiting as usize, taken);
    assert!(campaign.waiting <= 300, "and only so many wait");
    assert_eq!((campaign.rewarded, campaign.paid), (0, U256::ZERO));
    let earned = |world: &World| -> U256 {
        keys.iter()
            .map(|key| world.balance(key))
            .fold(U256::ZERO, |sum, one| sum + one)
    };
    assert_eq!(earned(&world), U256::ZERO);

    // Two of them have been at the event: those two are paid.
    for (number, key) in [(1, &keys[0]), (2, &keys[1])] {
        let call = world.ticket(event, number, key.address);
        world.done(key, &call);
    }
    world.days(1);
    world.days(1);
    let most: U256 = pos(2 * 2 * BASE);
    assert_eq!(earned(&world), most);
    // An honest member was not shut out by those who wait.
    let honest = World::member(1);
    let call = world.result(quiz, 1, honest.address);
    world.done(&honest, &call);
    assert_eq!(world.submission(quiz, taken as u32 + 1).status, 2);
    world.assert_sound();
}
