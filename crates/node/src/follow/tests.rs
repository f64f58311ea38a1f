use super::*;
use crate::{
    index::{
        IndexState,
        tests::{directory, network, path, query, transfers},
    },
    ledger::fakes::MapStore,
};
use rusqlite::Connection;
use std::ops::RangeInclusive;
use tempfile::TempDir;

const SOON: Duration = Duration::from_millis(20);

struct World {
    directory: TempDir,
    ledger: Arc<Ledger>,
    store: Arc<MapStore>,
    blocks: Vec<Arc<StoredBlock>>,
}

/// A chain of which the first `count` blocks are final.
fn world(count: u64) -> World {
    world_from(1, count)
}

/// A node that has blocks `first` to `last` of a chain of 400.
fn world_from(first: u64, last: u64) -> World {
    let world = World {
        directory: directory(),
        ledger: Arc::new(Ledger::new(
            network(),
            (*transfers(first)[first as usize - 1]).clone(),
        )),
        store: Arc::default(),
        blocks: transfers(400),
    };
    world.ledger.connect(world.store.clone());
    world.ledger.begins_at(first);
    world.keep(first);
    world.publish(first + 1..=last);
    world
}

impl World {
    fn block(&self, number: u64) -> &Arc<StoredBlock> {
        &self.blocks[number as usize - 1]
    }

    fn keep(&self, number: u64) {
        let block = (**self.block(number)).clone();
        self.store.blocks.lock().insert(number, block);
    }

    fn publish(&self, numbers: RangeInclusive<u64>) {
        for number in numbers {
            self.keep(number);
            self.ledger.publish((**self.block(number)).clone());
        }
    }

    fn open(&self) -> Arc<Index> {
        let index = Index::open_for_node(&path(&self.directory), network());
        Arc::new(index.expect("a node starts"))
    }

    fn follow(&self, index: &Arc<Index>) -> tokio::task::JoinHandle<()> {
        tokio::spawn(follow_with(self.ledger.clone(), index.clone(), SOON))
    }

    fn file(&self) -> Connection {
        Connection::open(path(&self.directory)).expect("the file opens")
    }
}

/// Waits until the index has block `number`.
async fn reaches(index: &Index, number: u64) {
    let wait = async {
        while index.tip().is_none_or(|(tip, _)| tip < number) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let reached = tokio::time::timeout(Duration::from_secs(30), wait).await;
    assert!(reached.is_ok(), "{:?}", index.status());
}

#[tokio::test]
async fn the_index_follows_and_says_how_far_it_is() {
    let world = world(300);
    let index = world.open();
    assert_eq!(index.status().state, IndexState::Building);
    let following = world.follow(&index);
    reaches(&index, 300).await;
    world.publish(301..=310);
    reaches(&index, 310).await;
    let status = index.status();
    assert_eq!(status.state, IndexState::Following);
    assert_eq!((status.first, status.lag.blocks), (Some(1), 0));
    index.close().await.expect("the writer ends");
    world.publish(311..=311);
    following.await.expect("nothing panics");
}

#[tokio::test]
async fn an_index_of_another_format_is_made_anew_while_the_node_serves() {
    let world = world(40);
    let index = world.open();
    let following = world.follow(&index);
    reaches(&index, 40).await;
    following.abort();
    index.close().await.expect("the writer ends");
    drop((index, following));
    world
        .file()
        .pragma_update(None, "user_version", 99)
        .expect("the file can be changed");
    let index = world.open();
    let status = index.status();
    assert_eq!((status.state, status.tip), (IndexState::Building, None));
    let reason = IndexError::OtherFormat {
        path: path(&world.directory),
        have: 99,
    };
    assert_eq!(status.made_anew, Some(reason));
    let _following = world.follow(&index);
    reaches(&index, 40).await;
    assert_eq!(index.status().state, IndexState::Following);
}

#[tokio::test]
async fn damage_that_a_question_finds_has_the_index_made_anew() {
    let world = world(40);
    let index = world.open();
    let _following = world.follow(&index);
    reaches(&index, 40).await;
    let before = index.logs(&query(0, 99)).await.expect("it answers");
    world
        .file()
        .execute("UPDATE logs SET content = x'01'", [])
        .expect("the file can be changed");
    assert!(index.logs(&query(0, 99)).await.is_err());
    assert_eq!(index.status().state, IndexState::Stopped);
    world.publish(41..=41);
    reaches(&index, 41).await;
    let status = index.status();
    assert_eq!(
        (status.failure, status.state),
        (None, IndexState::Following)
    );
    assert!(matches!(status.made_anew, Some(IndexError::Damaged { .. })));
    let after = index.logs(&query(0, 40)).await.expect("it answers");
    assert_eq!(after.logs, before.logs);
}

#[tokio::test]
async fn an_index_that_cannot_be_written_goes_on_by_itself() {
    let world = world(10);
    // A directory in the place of the file: the system refuses it, as it would refuse a full disk.
    std::fs::create_dir(path(&world.directory)).expect("it can be made");
    let index = world.open();
    assert_eq!(index.status().state, IndexState::Stopped);
    let _following = world.follow(&index);
    tokio::time::sleep(3 * SOON).await;
    assert_eq!(index.tip(), None);
    assert!(index.too_far_behind().is_none(), "it holds up nobody");
    std::fs::remove_dir(path(&world.directory)).expect("it is empty");
    reaches(&index, 10).await;
    assert_eq!(index.status().failure, None);
}

#[tokio::test]
async fn an_index_whose_writer_panicked_goes_on_by_itself() {
    let world = world(10);
    let index = world.open();
    let _following = world.follow(&index);
    reaches(&index, 10).await;
    index.break_writer().await;
    while index.failure().is_none() {
        tokio::time::sleep(SOON).await;
    }
    // The next block finds it.
    world.publish(11..=20);
    reaches(&index, 20).await;
    assert_eq!(index.status().failure, None);
}

#[tokio::test]
async fn a_node_that_began_later_knows_the_past_from_there() {
    let world = world_from(121, 380);
    let index = world.open();
    let following = world.follow(&index);
    reaches(&index, 380).await;
    assert_eq!(index.first(), Some(121));
    following.abort();
    index.close().await.expect("the writer ends");
    drop((index, following));
    // It starts from a later state once more: what lies between is missing.
    let world = World {
        directory: world.directory,
        ..world_from(396, 400)
    };
    let index = world.open();
    let _following = world.follow(&index);
    reaches(&index, 400).await;
    assert_eq!(index.first(), Some(396));
    let gap = IndexError::Gap {
        tip: 380,
        have: 396,
    };
    assert_eq!(index.status().made_anew, Some(gap));
}

#[tokio::test]
async fn who_builds_holds_up_nobody_and_who_falls_behind_does() {
    let long_ago = std::time::Instant::now()
        .checked_sub(Duration::from_secs(31))
        .expect("the machine runs for longer");
    let world = world(3);
    let index = world.open();
    index.note_at(3, long_ago);
    assert_eq!(index.lag().blocks, 4);
    assert!(index.too_far_behind().is_none(), "it is being built");
    for number in 1..=3 {
        let block = world.block(number);
        index.append(block.clone()).await.expect("it is next");
    }
    index.flush().await.expect("it is written");
    index.note_at(4, long_ago);
    let lag = index.too_far_behind().expect("it fell behind");
    assert_eq!((lag.blocks, lag.waiting.as_secs()), (1, 31));
    index
        .append(world.block(4).clone())
        .await
        .expect("it is next");
    index.flush().await.expect("it is written");
    assert!(index.too_far_behind().is_none());
}
