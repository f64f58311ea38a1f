use super::{fakes::MapStore, *};
use wepos_chain::testing::{Member, TestChain, genesis};

/// An index that names what it is told to.
struct Candidates(Vec<(u64, usize)>);

impl TransactionLookup for Candidates {
    fn positions_of(&self, _: B256) -> BoxFuture<'_, Vec<(u64, usize)>> {
        Box::pin(async { self.0.clone() })
    }
}

const START_MS: u64 = 1_800_000_000_000;

fn key(byte: u8) -> Key {
    Key([byte; 32])
}

fn value(text: &str) -> Option<Bytes> {
    Some(Bytes::copy_from_slice(text.as_bytes()))
}

fn hash_of(number: u64, index: usize) -> B256 {
    alloy_primitives::keccak256(format!("transaction {index} of block {number}"))
}

fn block(number: u64, transactions: usize, size: usize) -> StoredBlock {
    StoredBlock {
        header: Header {
            number,
            ..Header::default()
        },
        hash: alloy_primitives::keccak256(number.to_be_bytes()),
        time: Timestamp::from_millis(START_MS + number),
        transactions: Vec::new(),
        hashes: (0..transactions)
            .map(|index| hash_of(number, index))
            .collect(),
        receipts: Vec::new(),
        size,
    }
}

struct World {
    ledger: Ledger,
    store: Arc<MapStore>,
}

impl World {
    fn new() -> Self {
        let chain = TestChain::new(genesis(&[&Member::named("rich")], None));
        let ledger = Ledger::new(chain.network().clone(), block(0, 0, 0));
        let store = Arc::new(MapStore::default());
        ledger.connect(store.clone());
        Self { ledger, store }
    }

    /// What the application does before a block is applied.
    fn prepare(&self, number: u64, time_ms: u64, changes: &[(u8, Option<&str>)]) {
        let state = self.store.state.lock();
        let writes: Vec<_> = changes
            .iter()
            .map(|(byte, after)| Write {
                key: key(*byte),
                before: state.get(&key(*byte)).cloned(),
                after: after.map(|text| Bytes::copy_from_slice(text.as_bytes())),
            })
            .collect();
        drop(state);
        self.ledger
            .prepare(number, Timestamp::from_millis(time_ms), &writes);
    }

    /// What the database does then.
    fn apply(&self, changes: &[(u8, Option<&str>)]) {
        let mut state = self.store.state.lock();
        for (byte, after) in changes {
            match after {
                Some(text) => state.insert(key(*byte), Bytes::copy_from_slice(text.as_bytes())),
                None => state.remove(&key(*byte)),
            };
        }
    }

    fn add(&self, number: u64, time_ms: u64, changes: &[(u8, Option<&str>)]) {
        self.prepare(number, time_ms, changes);
        self.apply(changes);
        self.ledger.publish(block(number, 1, 0));
    }

    async fn read(&self, height: u64, byte: u8) -> Result<Option<Bytes>, HistoryError> {
        let mut values = self.ledger.read(height, &[key(byte)]).await?;
        Ok(values.remove(0))
    }
}

#[tokio::test]
async fn a_height_has_the_same_values_before_during_and_after_the_next_block() {
    let world = World::new();
    world.add(1, START_MS + 1, &[(1, Some("a")), (2, Some("b"))]);
    let changes = [(1, Some("c")), (2, None), (3, Some("new"))];
    let same = async |when: &str| {
        assert_eq!(world.read(1, 1).await, Ok(value("a")), "{when}");
        assert_eq!(world.read(1, 2).await, Ok(value("b")), "{when}");
        assert_eq!(world.read(1, 3).await, Ok(None), "{when}");
    };
    same("before").await;
    world.prepare(2, START_MS + 2, &changes);
    same("recorded").await;
    world.apply(&changes);
    same("applied").await;
    let future = HistoryError::Future { height: 2, tip: 1 };
    assert_eq!(world.read(2, 1).await, Err(future));
    world.ledger.publish(block(2, 0, 0));
    same("published").await;
    assert_eq!(world.read(2, 1).await, Ok(value("c")));
    assert_eq!(world.read(2, 2).await, Ok(None));
    assert_eq!(world.read(2, 3).await, Ok(value("new")));
}

#[tokio::test]
async fn every_height_in_the_ring_is_exact() {
    let world = World::new();
    let names: Vec<String> = (0..=20).map(|number| number.to_string()).collect();
    for number in 1..=20 {
        let own = u8::try_from(100 + number).unwrap();
        let name = Some(names[number as usize].as_str());
        world.add(number, START_MS + number, &[(1, name), (own, name)]);
    }
    for height in 1..=20 {
        let name = &names[height as usize];
        assert_eq!(world.read(height, 1).await, Ok(value(name)));
        for number in 1..=20_u64 {
            let own = u8::try_from(100 + number).unwrap();
            let want = (number <= height).then(|| value(&names[number as usize]));
            assert_eq!(world.read(height, own).await, Ok(want.flatten()));
        }
    }
    assert_eq!(world.read(0, 1).await, Ok(None));
}

#[tokio::test]
async fn old_heights_are_refused_and_never_answered_with_newer_values() {
    let world = World::new();
    let minute = 60_000;
    // More blocks than are kept whatever their age, of a minute each.
    let last = HISTORY_MIN_BLOCKS as u64 + 100;
    for number in 1..=last {
        world.add(number, START_MS + number * minute, &[(1, Some("x"))]);
    }
    let oldest = last - HISTORY_MIN_BLOCKS as u64;
    for height in [0, oldest - 1] {
        let error = HistoryError::Pruned { height, oldest };
        assert_eq!(world.read(height, 1).await, Err(error));
    }
    assert_eq!(world.read(oldest, 1).await, Ok(value("x")));
}

#[tokio::test]
async fn a_chain_that_catches_up_in_great_steps_keeps_its_latest_heights() {
    let world = World::new();
    for number in 1..=10 {
        let time_ms = START_MS + number * wepos_chain::header::MAX_STEP_MS;
        world.add(number, time_ms, &[(1, Some(&number.to_string()))]);
    }
    assert_eq!(world.read(3, 1).await, Ok(value("3")));
}

#[tokio::test]
async fn large_records_go_first_once_they_are_a_minute_old() {
    let world = World::new();
    let large = Bytes::from(vec![0; HISTORY_BYTES / 4]);
    let write = Write {
        key: key(1),
        before: Some(large),
        after: None,
    };
    for number in 1..=6_u64 {
        let time = Timestamp::from_millis(START_MS + number * 30_000);
        world
            .ledger
            .prepare(number, time, std::slice::from_ref(&write));
        world.ledger.publish(block(number, 0, 0));
    }
    // Five are too many, and those that are a minute old or younger stay whatever their size.
    let oldest = world.ledger.recent.read().undo.front().unwrap().number;
    assert_eq!(oldest, 4);
}

#[tokio::test]
async fn a_block_that_is_delivered_again_replaces_its_record() {
    let world = World::new();
    world.add(1, START_MS + 1, &[(1, Some("a"))]);
    let changes = [(1, Some("b"))];
    world.prepare(2, START_MS + 2, &changes);
    world.prepare(2, START_MS + 2, &changes);
    world.apply(&changes);
    world.ledger.publish(block(2, 0, 0));
    assert_eq!(world.read(1, 1).await, Ok(value("a")));
    assert_eq!(world.ledger.recent.read().undo.len(), 2);
}

#[tokio::test]
async fn a_restored_ledger_knows_the_tip_and_keeps_the_record_of_the_block_that_comes() {
    let world = World::new();
    world.apply(&[(1, Some("at 7"))]);
    let changes = [(1, Some("at 8"))];
    // The block after the tip is executed and applied while the ledger is still at genesis.
    world.prepare(8, START_MS + 8, &changes);
    world.apply(&changes);
    world.ledger.restore(vec![block(6, 1, 0), block(7, 1, 0)]);
    let (found, _) = world.ledger.transaction(hash_of(6, 0)).await.unwrap();
    assert_eq!(found.header.number, 6);
    assert_eq!(world.ledger.tip().header.number, 7);
    assert_eq!(world.read(7, 1).await, Ok(value("at 7")));
    world.ledger.publish(block(8, 0, 0));
    assert_eq!(world.read(7, 1).await, Ok(value("at 7")));
    assert_eq!(world.read(8, 1).await, Ok(value("at 8")));
    let error = HistoryError::Pruned {
        height: 6,
        oldest: 7,
    };
    assert_eq!(world.read(6, 1).await, Err(error));
}

#[test]
#[should_panic(expected = "in order")]
fn a_block_is_not_published_twice() {
    let world = World::new();
    world.ledger.publish(block(1, 0, 0));
    world.ledger.publish(block(1, 0, 0));
}

#[tokio::test]
async fn full_blocks_leave_the_memory_earlier_and_are_found_on_disk() {
    let world = World::new();
    let each = RECENT_TRANSACTIONS / 4;
    for number in 1..=6 {
        world
            .store
            .blocks
            .lock()
            .insert(number, block(number, each, 0));
        world.ledger.publish(block(number, each, 0));
    }
    {
        let recent = world.ledger.recent.read();
        assert_eq!(recent.transactions.len(), RECENT_TRANSACTIONS);
        assert_eq!(recent.blocks.front().unwrap().header.number, 3);
        assert_eq!(recent.numbers.len(), recent.blocks.len());
    }
    assert_eq!(world.ledger.block(1).await.unwrap().header.number, 1);
    assert_eq!(world.ledger.block(6).await.unwrap().header.number, 6);
    assert!(world.ledger.block(7).await.is_none());
    let first = block(1, 0, 0).hash;
    let found = world.ledger.block_by_hash(first).await.unwrap();
    assert_eq!(found.header.number, 1);
}

#[tokio::test]
async fn large_blocks_leave_the_memory_earlier() {
    let world = World::new();
    for number in 1..=6 {
        world.ledger.publish(block(number, 1, RECENT_BYTES / 4));
    }
    let recent = world.ledger.recent.read();
    assert_eq!(recent.blocks.front().unwrap().header.number, 3);
    assert_eq!(recent.bytes, RECENT_BYTES);
}

#[tokio::test]
async fn the_newest_block_stays_however_large_it_is() {
    let world = World::new();
    world
        .ledger
        .publish(block(1, RECENT_TRANSACTIONS + 1, RECENT_BYTES + 1));
    assert_eq!(world.ledger.tip().header.number, 1);
    world.ledger.publish(block(2, 0, 0));
    assert!(world.ledger.recent.read().block(1).is_none());
}

#[tokio::test]
async fn transactions_are_found_in_memory_and_through_the_index_by_their_whole_hash() {
    let world = World::new();
    for number in 1..=RECENT_BLOCKS as u64 + 2 {
        world
            .store
            .blocks
            .lock()
            .insert(number, block(number, 2, 0));
        world.ledger.publish(block(number, 2, 0));
    }
    let (found, index) = world.ledger.transaction(hash_of(200, 1)).await.unwrap();
    assert_eq!((found.header.number, index), (200, 1));
    let old = hash_of(1, 1);
    assert!(
        world.ledger.transaction(old).await.is_none(),
        "no index yet"
    );
    // Candidates that share a part of the hash: another block, a position beyond the block, a block that is not there.
    let candidates = vec![(2, 1), (1, 9), (90_000, 0), (1, 1)];
    world
        .ledger
        .connect_lookup(Arc::new(Candidates(candidates)));
    let (found, index) = world.ledger.transaction(old).await.unwrap();
    assert_eq!((found.header.number, index), (1, 1));
    assert!(world.ledger.transaction(B256::ZERO).await.is_none());
}

#[tokio::test]
async fn the_state_before_the_databases_are_open_is_empty() {
    let chain = TestChain::new(genesis(&[&Member::named("rich")], None));
    let ledger = Ledger::new(chain.network().clone(), block(0, 0, 0));
    assert_eq!(ledger.read(0, &[key(1)]).await, Ok(vec![None]));
    let future = HistoryError::Future { height: 1, tip: 0 };
    assert_eq!(ledger.read(1, &[key(1)]).await, Err(future));
}
