//! What is found.

use super::*;

#[tokio::test]
async fn transactions_and_blocks_are_found_by_hash() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(3);
    append(&index, &blocks).await;
    for block in &blocks {
        let number = block.header.number;
        let found = index.transaction(block.hashes[0]).await;
        assert_eq!(found, Ok(vec![(number, 0)]));
        assert_eq!(index.block(block.hash).await, Ok(vec![number]));
    }
    let unknown = keccak256("nobody sent this");
    assert_eq!(index.transaction(unknown).await, Ok(vec![]));
    assert_eq!(index.block(unknown).await, Ok(vec![]));
}

#[tokio::test]
async fn hashes_that_begin_alike_are_all_candidates() {
    let directory = directory();
    let index = open(&directory);
    let mut blocks = transfers(2);
    let mut twin = blocks[0].hashes[0];
    twin[31] ^= 1;
    Arc::make_mut(&mut blocks[1]).hashes[0] = twin;
    append(&index, &blocks).await;
    assert_eq!(index.transaction(twin).await, Ok(vec![(1, 0), (2, 0)]));
}

#[tokio::test]
async fn a_wallet_finds_what_it_sent_and_what_it_received() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(100);
    append(&index, &blocks).await;
    let mut sent = query(0, u64::MAX);
    sent.topics[1] = Some(vec![account(40).into_word()]);
    let mut received = query(0, u64::MAX);
    received.topics[2] = Some(vec![account(40).into_word()]);
    let of = |block| LogPosition {
        block,
        transaction_index: 0,
        log_index: 0,
    };
    let page = index.logs(&sent).await.expect("the index answers");
    assert_eq!((page.logs, page.indexed), (vec![of(41)], Some(1..=100)));
    let page = index.logs(&received).await.expect("the index answers");
    assert_eq!(page.logs, [of(40)]);
    received.topics[1] = sent.topics[1].clone();
    let page = index.logs(&received).await.expect("the index answers");
    assert_eq!(page.logs, []);
}

#[tokio::test]
async fn blocks_beyond_the_tip_are_left_to_the_scan_of_the_tail() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(10);
    let page = index.logs(&query(0, 9)).await.expect("the index answers");
    assert_eq!(page, LogPage::default());
    append(&index, &blocks[..6]).await;
    let everything = query(0, 9);
    let mut page = index.logs(&everything).await.expect("the index answers");
    assert_eq!(page.indexed, Some(1..=6));
    for block in &blocks[6..] {
        page.scan(&everything, block).expect("they are few");
    }
    assert_eq!(page.logs, scan(&everything, &blocks));
    assert_eq!(page.logs.len(), 9);
}

#[tokio::test]
async fn too_many_logs_come_with_a_range_that_fits() {
    let directory = directory();
    let index = open(&directory);
    let blocks = chain(vec![vec![vec![transfer(1, 2); 40]; 2]; 5]);
    append(&index, &blocks).await;
    let mut some = query(0, 9);
    some.limit = 200;
    some.topics[1] = Some(vec![account(1).into_word()]);
    let refused = Err(LogsError::TooMany {
        limit: 200,
        suggested_to: 2,
    });
    assert_eq!(index.logs(&some).await, refused);
    let mut page = LogPage::default();
    let scanned = blocks.iter().try_for_each(|block| page.scan(&some, block));
    assert_eq!(scanned, refused.map(|_| ()));
    some.to = 2;
    let page = index.logs(&some).await.expect("the suggestion fits");
    assert_eq!(page.logs.len(), 160);
}

#[tokio::test]
async fn one_block_is_answered_whatever_it_holds() {
    let directory = directory();
    let index = open(&directory);
    let blocks = chain(vec![vec![vec![transfer(1, 2); 40]; 2]; 3]);
    append(&index, &blocks).await;
    let mut some = query(2, 3);
    some.limit = 50;
    let refused = LogsError::TooMany {
        limit: 50,
        suggested_to: 2,
    };
    assert_eq!(index.logs(&some).await, Err(refused));
    some.to = 2;
    let page = index.logs(&some).await.expect("one block fits");
    assert_eq!(page.logs.len(), 80);
}

#[tokio::test]
async fn a_filter_with_too_many_alternatives_is_refused() {
    let directory = directory();
    let index = open(&directory);
    let mut wide = query(0, 9);
    wide.addresses = (0..600).map(account).collect();
    wide.topics[3] = Some(
        (0..=400)
            .map(|number| account(number).into_word())
            .collect(),
    );
    let refused = LogsError::TooManyAlternatives { have: 1001 };
    assert_eq!(index.logs(&wide).await, Err(refused));
    // What is named twice counts once.
    wide.topics[3] = Some(vec![B256::ZERO; 401]);
    assert!(index.logs(&wide).await.is_ok());
}

#[tokio::test]
async fn a_search_that_takes_too_long_comes_with_a_range_that_does_not() {
    let directory = directory();
    let index = open(&directory);
    // Both are in every block, but never in the same log.
    let blocks = chain(vec![vec![vec![transfer(1, 2), transfer(3, 4)]]; 200]);
    append(&index, &blocks).await;
    let connection = schema::open_reader(&path(&directory)).expect("it opens");
    let path = path(&directory);
    let reader = Reader::new(&connection, &path);
    let mut never = query(1, 200);
    never.topics[1] = Some(vec![account(1).into_word()]);
    never.topics[2] = Some(vec![account(4).into_word()]);
    assert_eq!(reader.logs(&never).expect("it is short").logs, []);
    let mut rounds = 0;
    while never.from <= 200 {
        match reader.logs_within(&never, 50) {
            Ok(page) => {
                assert_eq!(page.logs, []);
                never.from = never.to + 1;
                never.to = 200;
            }
            Err(LogsError::TooSlow { suggested_to }) => {
                assert!((never.from..never.to).contains(&suggested_to));
                never.to = suggested_to;
            }
            Err(error) => panic!("{error}"),
        }
        rounds += 1;
    }
    assert!((4..40).contains(&rounds), "{rounds} rounds");
}

#[tokio::test]
async fn logs_are_found_in_every_era() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(60);
    let mut all = query(0, u64::MAX);
    all.topics[0] = Some(transfer(0, 0).1[..1].to_vec());
    let mut two = query(5, 55);
    two.topics[1] = Some(vec![account(7).into_word(), account(50).into_word()]);
    for batch in blocks.chunks(10) {
        append(&index, batch).await;
        Connection::open(path(&directory))
            .and_then(|file| file.execute("UPDATE era SET filled = 1000000000", []))
            .expect("eras can be filled");
    }
    let eras: i64 = Connection::open(path(&directory))
        .and_then(|file| file.query_row("SELECT count(*) FROM era", [], |row| row.get(0)))
        .expect("it can be read");
    assert_eq!(eras, 6);
    for query in [all, two] {
        let page = index.logs(&query).await.expect("the index answers");
        assert_eq!(page.logs, scan(&query, &blocks));
        assert!(page.logs.len() >= 2);
    }
    for block in &blocks {
        let found = index.transaction(block.hashes[0]).await;
        assert_eq!(found, Ok(vec![(block.header.number, 0)]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_while_blocks_are_written() {
    let directory = directory();
    let index = Arc::new(open(&directory));
    let blocks = transfers(500);
    let asking = tokio::spawn({
        let (index, blocks) = (index.clone(), blocks.clone());
        async move {
            let mut answers = 0;
            loop {
                let page = index.logs(&query(0, 999)).await.expect("the index answers");
                let known = page.indexed.as_ref().map_or(0, |range| *range.end());
                assert_eq!(page.logs.len() as u64, known);
                answers += 1;
                if known == blocks.len() as u64 {
                    break answers;
                }
            }
        }
    });
    for part in blocks.chunks(20) {
        append(&index, part).await;
    }
    assert!(asking.await.expect("nothing panics") > 0);
}

#[test]
fn a_range_that_ends_before_it_begins_has_no_logs() {
    let blocks = transfers(5);
    let directory = directory();
    let index = open(&directory);
    runtime().block_on(async {
        append(&index, &blocks).await;
        for backwards in [query(4, 2), query(u64::MAX, u64::MAX)] {
            assert_eq!(scan(&backwards, &blocks), []);
            let page = index
                .logs(&backwards)
                .await
                .expect("the question is allowed");
            assert_eq!(page.logs, []);
        }
    });
}

/// Few addresses and topics, so that filters meet them; and topics that are addresses.
fn an_address() -> impl Strategy<Value = Address> {
    (0_u8..4).prop_map(Address::repeat_byte)
}

fn a_topic() -> impl Strategy<Value = B256> {
    prop_oneof![
        3 => (0_u8..6).prop_map(B256::repeat_byte),
        1 => an_address().prop_map(|address| address.into_word()),
    ]
}

fn a_log() -> impl Strategy<Value = Content> {
    (an_address(), prop::collection::vec(a_topic(), 0..=4))
}

fn blocks() -> impl Strategy<Value = Vec<Vec<Vec<Content>>>> {
    let transaction = prop::collection::vec(a_log(), 0..30);
    let block = prop::collection::vec(transaction, 0..6);
    prop::collection::vec(block, 1..12)
}

fn a_query() -> impl Strategy<Value = LogQuery> {
    let topics = || prop::option::weighted(0.4, prop::collection::vec(a_topic(), 0..4));
    (
        0_u64..14,
        0_u64..14,
        prop::collection::vec(an_address(), 0..3),
        [topics(), topics(), topics(), topics()],
        prop_oneof![Just(MAX_LOGS), 1_usize..60],
    )
        .prop_map(|(from, to, addresses, topics, limit)| LogQuery {
            from,
            to,
            addresses,
            topics,
            limit,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_index_finds_what_a_scan_finds(
        blocks in blocks(),
        queries in prop::collection::vec(a_query(), 40),
    ) {
        let blocks = chain(blocks);
        let directory = directory();
        let index = open(&directory);
        runtime().block_on(async {
            // In batches and eras, as in a node.
            for batch in blocks.chunks(3) {
                append(&index, batch).await;
                let file = Connection::open(path(&directory)).expect("it opens");
                file.execute("UPDATE era SET filled = 1000000000", [])
                    .expect("eras can be filled");
            }
            for query in queries {
                let expected = scan(&query, &blocks);
                match index.logs(&query).await {
                    Ok(page) => prop_assert_eq!(page.logs, expected),
                    Err(LogsError::TooMany { suggested_to, .. }) => {
                        prop_assert!(expected.len() > query.limit && suggested_to < query.to);
                        let smaller = LogQuery { to: suggested_to, ..query };
                        let page = index.logs(&smaller).await.expect("the suggestion fits");
                        prop_assert_eq!(page.logs, scan(&smaller, &blocks));
                    }
                    Err(error) => prop_assert!(false, "{}", error),
                }
            }
            Ok(())
        })?;
    }
}
