//! What is told, and when it counts as processed.

use super::*;
use commonware_consensus::{Reporter as _, marshal::Update};
use commonware_utils::{
    Acknowledgement as _,
    acknowledgement::{Exact, ExactWaiter},
};
use futures::{FutureExt as _, poll};

/// Longer than anything here takes that waits for nothing.
const SOON: Duration = Duration::from_millis(100);

/// Marshal gives the validator a block; what it waits for.
fn deliver(validator: &Validator, block: &Block) -> ExactWaiter {
    let (acknowledgement, waiter) = Exact::handle();
    let update = Update::Block(digested(block), acknowledgement);
    validator.app.parts().publisher.clone().report(update);
    waiter
}

fn tip(validator: &Validator) -> u64 {
    validator.app.parts().ledger.tip().header.number
}

/// `count` blocks after genesis, which is the first.
async fn blocks(context: &Context, world: &World, count: usize) -> Vec<Block> {
    let maker = world.validator(context, "maker").await;
    let mut blocks = vec![maker.app.parts().genesis.clone()];
    for index in 0..count {
        let block = maker.propose(context, world, &blocks[index]).await;
        maker.follow(context, &block, &blocks[index]).await;
        blocks.push(block);
    }
    blocks
}

#[test]
fn blocks_that_wait_for_the_disk_share_a_sync_and_are_acknowledged_when_they_were_told() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let blocks = blocks(&context, &world, 5).await;
        let validator = world.validator(&context, "one").await;
        validator.app.parts().publisher.restored();
        validator.disk.slow.send_replace(true);
        let mut waiters = Vec::new();
        for pair in blocks.windows(2) {
            waiters.push(deliver(&validator, &pair[1]));
            validator.apply(&context, &pair[1], &pair[0]).await;
            context.sleep(SOON).await;
        }
        // The first one's sync is under way; the others go on to the state meanwhile.
        assert_eq!(tip(&validator), 0);
        assert_eq!(validator.disk.syncs.load(Ordering::Relaxed), 1);
        for waiter in &mut waiters {
            assert!(poll!(waiter).is_pending());
        }
        validator.disk.slow.send_replace(false);
        context.sleep(SOON).await;
        assert_eq!(tip(&validator), 5);
        assert_eq!(validator.disk.syncs.load(Ordering::Relaxed), 2);
        for waiter in waiters {
            waiter.await.unwrap();
        }
    });
}

#[test]
fn nothing_is_told_or_acknowledged_before_the_ledger_stands_where_the_node_was() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let blocks = blocks(&context, &world, 1).await;
        let validator = world.validator(&context, "one").await;
        let mut waiter = deliver(&validator, &blocks[1]);
        validator.apply(&context, &blocks[1], &blocks[0]).await;
        context.sleep(SOON).await;
        assert_eq!(tip(&validator), 0);
        assert!(poll!(&mut waiter).is_pending());
        validator.app.parts().publisher.restored();
        waiter.await.unwrap();
        assert_eq!(tip(&validator), 1);
        // One that is behind the tip is not applied again, and waits for nothing.
        deliver(&validator, &blocks[1]).await.unwrap();
    });
}

#[test]
fn while_the_state_is_fetched_blocks_are_acknowledged_and_whoever_runs_one_waits_for_the_disk() {
    deterministic::Runner::default().start(|context| async move {
        let world = World::new();
        let blocks = blocks(&context, &world, 2).await;
        let validator = world.validator(&context, "one").await;
        let publisher = &validator.app.parts().publisher;
        publisher.fetches_state();
        deliver(&validator, &blocks[1]).await.unwrap();
        assert_eq!(publisher.first_applied(), None);
        validator.disk.slow.send_replace(true);
        {
            let mut applied = Box::pin(validator.apply(&context, &blocks[1], &blocks[0]));
            let given_up = async { context.sleep(SOON).await };
            futures::pin_mut!(given_up);
            futures::select_biased! {
                () = (&mut applied).fuse() => panic!("its results are not on disk"),
                () = given_up.fuse() => {}
            }
            validator.disk.slow.send_replace(false);
            applied.await;
        }
        assert_eq!(publisher.first_applied(), Some(1));
        assert_eq!(tip(&validator), 0);
        publisher.restored();
        // From now on a block is acknowledged when it was told.
        let waiter = deliver(&validator, &blocks[2]);
        validator.apply(&context, &blocks[2], &blocks[1]).await;
        waiter.await.unwrap();
        assert_eq!(tip(&validator), 2);
    });
}
