use super::*;
use crate::{ledger::fakes::MapStore, pool::PoolLimits};
use alloy_primitives::Address;
use wepos_abi::addresses;
use wepos_chain::{
    amounts::Amount,
    genesis::DailyLimit,
    header::Header,
    testing::{LAUNCH, Member, TestChain, genesis},
};

const RECIPIENT: Address = Address::repeat_byte(0x11);

struct World {
    chain: TestChain,
    ledger: Arc<Ledger>,
    store: Arc<MapStore>,
    pool: Pool,
    admission: Admission,
    directory: tempfile::TempDir,
}

fn block(number: u64, hashes: Vec<B256>) -> StoredBlock {
    StoredBlock {
        header: Header {
            number,
            ..Header::default()
        },
        hash: B256::with_last_byte(number as u8),
        time: Timestamp::from_millis(LAUNCH.millis() + number),
        transactions: Vec::new(),
        hashes,
        receipts: Vec::new(),
        size: 0,
    }
}

/// A chain whose ready accounts are "rich" and "other", both anchored, with `anchored` as their daily limit.
fn world_with(anchored: DailyLimit) -> World {
    let members = ["rich", "other"].map(Member::named);
    let mut document = genesis(&[&members[0], &members[1]], None);
    document.limits.daily.anchored = anchored;
    let chain = TestChain::new(document);
    let ledger = Arc::new(Ledger::new(chain.network().clone(), block(1, Vec::new())));
    let store = Arc::new(MapStore::default());
    *store.state.lock() = chain.state().clone();
    ledger.connect(store.clone());
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::development(directory.path().join("clock.json")).unwrap();
    clock.pause().unwrap();
    // Whatever the system says: the chain has begun.
    let noon = LAUNCH.millis() + 12 * 3_600_000;
    clock.set_next(noon.max(clock.now_ms() + 1)).unwrap();
    let pool = Pool::new(PoolLimits::default());
    let workers = Workers::new(2).unwrap();
    let admission = Admission::new(ledger.clone(), pool.clone(), clock, workers);
    World {
        chain,
        ledger,
        store,
        pool,
        admission,
        directory,
    }
}

fn world() -> World {
    world_with(DailyLimit {
        transactions: 1_000_000,
        bytes: 1_000_000_000,
    })
}

impl World {
    fn signed(&self, name: &str, nonce: u64, value: Amount) -> Bytes {
        let chain_id = self.chain.network().chain_id();
        Member::named(name).transaction(chain_id, nonce, RECIPIENT, value, Vec::new())
    }

    async fn submit(&self, raw: Bytes) -> Result<B256, SubmitError> {
        let mut answers = self.admission.submit(vec![raw]).await;
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_order_with_one_read_of_all_accounts() {
    let world = world();
    let [first, second, ahead] = [0, 1, 3].map(|nonce| world.signed("rich", nonce, Amount::pos(1)));
    let other = world.signed("other", 0, Amount::ZERO);
    let junk = Bytes::from(vec![0xc0]);
    let huge = Bytes::from(vec![1; 200_000]);
    let batch = [&first, &junk, &second, &first, &huge, &huge, &ahead, &other];
    let answers = world
        .admission
        .submit(batch.map(Clone::clone).to_vec())
        .await;
    assert_eq!(world.store.reads.load(Ordering::Relaxed), 1);
    let texts: Vec<_> = answers
        .iter()
        .map(|answer| match answer {
            Ok(_) => "taken".to_string(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(answers[0], Ok(checked::hash(&first)));
    assert!(texts[1].starts_with("rlp: "), "{}", texts[1]);
    assert_eq!(answers[2], Ok(checked::hash(&second)));
    assert_eq!(texts[3], "already known");
    for text in &texts[4..6] {
        assert_eq!(
            text,
            "oversized data: transaction size 200000, limit 131072"
        );
    }
    assert_eq!(answers[6], Ok(checked::hash(&ahead)));
    assert_eq!(answers[7], Ok(checked::hash(&other)));
    assert_eq!(world.pool.status(), (3, 1));
    // What is known costs neither a signature nor a read.
    assert_eq!(
        world.submit(first).await,
        Err(PoolError::AlreadyKnown.into())
    );
    assert_eq!(world.store.reads.load(Ordering::Relaxed), 1);
    assert_eq!(world.admission.submit(Vec::new()).await, []);
}

#[tokio::test]
async fn refusals_say_what_geth_says() {
    let world = world();
    let mut chain = world.chain;
    let rich = Member::named("rich");
    chain.send(&rich, RECIPIENT, Amount::pos(1), Vec::new());
    *world.store.state.lock() = chain.state().clone();
    let chain_id = chain.network().chain_id();
    let sign =
        |chain_id, nonce, value| rich.transaction(chain_id, nonce, RECIPIENT, value, Vec::new());
    let cases = [
        (
            sign(chain_id, 0, Amount::ZERO),
            "nonce too low: next nonce 1, tx nonce 0",
        ),
        (
            sign(chain_id, 34, Amount::ZERO),
            "nonce too high: next nonce 1, tx nonce 34",
        ),
        (
            sign(chain_id, 1, Amount::pos(20_000)),
            "insufficient funds for transfer: balance ",
        ),
        (
            sign(chain_id + 1, 1, Amount::ZERO),
            "invalid chain id for signer: have ",
        ),
    ];
    for (raw, text) in cases {
        let answer = world.admission.submit(vec![raw]).await.remove(0);
        let error = answer.unwrap_err().to_string();
        assert!(error.starts_with(text), "{error}");
    }
}

#[tokio::test]
async fn what_waits_counts_towards_the_day_and_the_refusal_says_when_it_ends() {
    let world = world_with(DailyLimit {
        transactions: 200,
        bytes: 1_048_576,
    });
    let network = world.chain.network();
    let usage = usage(
        network,
        &world.chain.account(Member::named("rich").address),
        Timestamp::from_millis(world.admission.0.clock.now_ms()),
    );
    assert_eq!(usage.transactions_allowed, 200);
    // The pool holds 64 of one sender; the other 136 are in the account's record already.
    let mut account = world.chain.account(Member::named("rich").address);
    account.day = usage.day;
    account.transactions_today = 198;
    let key = account_key(&Member::named("rich").address);
    world.store.state.lock().insert(key, account.to_value());
    let batch = (0..3).map(|nonce| world.signed("rich", nonce, Amount::ZERO));
    let answers = world.admission.submit(batch.collect()).await;
    assert!(answers[0].is_ok() && answers[1].is_ok());
    let error = answers[2].clone().unwrap_err();
    let available_from = usage.ends_at.millis().div_ceil(1_000);
    assert_eq!(
        error,
        Exclusion::DailyTransactions {
            allowed: 200,
            available_from
        }
        .into()
    );
    assert!(error.to_string().contains(&available_from.to_string()));
}

#[tokio::test]
async fn a_newcomer_may_only_call_what_is_open_to_newcomers() {
    let world = world();
    let chain_id = world.chain.network().chain_id();
    let plain = world.signed("nobody", 0, Amount::ZERO);
    assert_eq!(
        world.submit(plain).await,
        Err(Exclusion::NewcomerFunction.into())
    );
    let call = Member::named("nobody").transaction(
        chain_id,
        0,
        addresses::TOKEN,
        Amount::ZERO,
        vec![1, 2, 3, 4],
    );
    assert_eq!(
        world.submit(call).await,
        Err(Exclusion::NewcomerFunction.into())
    );
    let funds = world
        .submit(world.signed("nobody", 0, Amount::pos(1)))
        .await;
    assert!(matches!(
        funds,
        Err(SubmitError::Exclusion(Exclusion::Funds { .. }))
    ));
}

#[tokio::test]
async fn a_node_that_shuts_down_takes_nothing() {
    let world = world();
    world.admission.close();
    let answer = world.submit(world.signed("rich", 0, Amount::ZERO)).await;
    assert_eq!(answer, Err(SubmitError::Unavailable));
}

#[tokio::test]
async fn who_waits_for_a_transaction_gets_its_block() {
    let world = world();
    let [hash, earlier, never] = [1, 2, 3].map(B256::repeat_byte);
    world.ledger.publish(block(2, vec![earlier]));
    let second = Duration::from_secs(5);
    let found = world.admission.wait_final(earlier, second).await.unwrap();
    assert_eq!((found.0.header.number, found.1), (2, 0));
    let waiting = tokio::spawn({
        let admission = world.admission.clone();
        async move { admission.wait_final(hash, second).await }
    });
    tokio::task::yield_now().await;
    world.ledger.publish(block(3, Vec::new()));
    world.ledger.publish(block(4, vec![never, hash]));
    let found = waiting.await.unwrap().unwrap();
    assert_eq!((found.0.header.number, found.1), (4, 1));
    let short = Duration::from_millis(20);
    let missing = world.admission.wait_final(B256::ZERO, short).await;
    assert!(missing.is_none());
}

#[tokio::test]
async fn a_block_is_checked_once_and_what_waits_in_the_pool_not_again() {
    let world = world();
    let workers = Workers::new(2).unwrap();
    let network = world.chain.network().clone();
    let cache = CheckedCache::new(world.pool.clone(), workers, network);
    let raw: Vec<_> = (0..4)
        .map(|nonce| world.signed("rich", nonce, Amount::ZERO))
        .collect();
    world.submit(raw[1].clone()).await.unwrap();
    let waiting = world.pool.get(&checked::hash(&raw[1])).unwrap();
    let transactions = cache.check_all(&raw).unwrap();
    let nonces: Vec<_> = transactions.iter().map(|one| one.nonce()).collect();
    assert_eq!(nonces, [0, 1, 2, 3]);
    assert!(Arc::ptr_eq(&transactions[1], &waiting));
    let again = cache.check_all(&raw).unwrap();
    let mut pairs = transactions.iter().zip(&again);
    assert!(pairs.all(|(one, other)| Arc::ptr_eq(one, other)));
    let junk = Bytes::from(vec![3]);
    let error = cache.check_all(&[raw[0].clone(), junk]).unwrap_err();
    assert_eq!(error, TransactionError::Type(3));
    let empty = cache.check_all(&[]).unwrap();
    assert!(empty.is_empty());
}

#[tokio::test]
async fn nothing_is_taken_while_the_index_is_far_behind() {
    let world = world();
    let path = world.directory.path().join("index.sqlite");
    let index = Arc::new(Index::open(&path, world.chain.network().clone()).unwrap());
    world.admission.mind(index.clone());
    let first = Arc::new(block(1, Vec::new()));
    index.append(first.clone()).await.unwrap();
    index.flush().await.unwrap();
    let long_ago = std::time::Instant::now()
        .checked_sub(MAX_LAG + Duration::from_secs(1))
        .unwrap();
    index.note_at(2, long_ago);
    let raw = world.signed("rich", 0, Amount::pos(1));
    let refused = world.submit(raw.clone()).await.unwrap_err();
    let text = "this node is busy: its index is 31 s behind the chain, and takes no transactions above 30 s. \
                Nothing was taken: send it again in a moment, or to another node";
    assert_eq!(refused.to_string(), text);
    let told = crate::rpc::SubmitFailure::from(refused);
    assert_eq!(told, crate::rpc::SubmitFailure::Busy(text.into()));
    assert_eq!(world.pool.status(), (0, 0));
    let mut second = block(2, Vec::new());
    second.header.parent_hash = first.hash;
    index.append(Arc::new(second)).await.unwrap();
    index.flush().await.unwrap();
    assert!(world.submit(raw).await.is_ok());
}
