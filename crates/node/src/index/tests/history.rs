//! Pages of the past are what a naive reading of the blocks gives.

use super::*;
use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bytes, Signature, TxKind, U256};
use alloy_sol_types::SolEvent;
use std::collections::BTreeSet;
use wepos_abi::{ICommittee, addresses};
use wepos_chain::transaction::Envelope;

/// One transaction of a generated block.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// Nobody: the protocol.
    pub(super) sender: Option<Address>,
    pub(super) to: Address,
    pub(super) success: bool,
    pub(super) logs: Vec<Event>,
}

fn raw(to: Address) -> Bytes {
    let transaction = TxEip1559 {
        to: TxKind::Call(to),
        ..TxEip1559::default()
    };
    let signature = Signature::new(U256::from(1), U256::from(1), false);
    Envelope::Eip1559(transaction.into_signed(signature))
        .encoded_2718()
        .into()
}

/// Consecutive blocks, each `step_ms` after the one before.
pub(super) fn blocks_of(first: u64, step_ms: u64, sent: Vec<Vec<Sent>>) -> Vec<Arc<StoredBlock>> {
    let launch = network().genesis().launch.millis();
    let mut blocks: Vec<Arc<StoredBlock>> = Vec::new();
    for (number, transactions) in (first..).zip(sent) {
        let logs = transactions.iter().map(|_| Vec::new()).collect();
        let parent = blocks.last().cloned();
        let mut stored = Arc::unwrap_or_clone(block(parent.as_deref(), number, logs));
        stored.time = Timestamp::from_millis(launch + number * step_ms);
        for (sent, receipt) in transactions.into_iter().zip(&mut stored.receipts) {
            stored.transactions.push(raw(sent.to));
            receipt.sender = sent.sender.unwrap_or_default();
            receipt.success = sent.success;
            receipt.logs = sent.logs;
        }
        blocks.push(Arc::new(stored));
    }
    blocks
}

pub(super) fn member(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}

fn a_member() -> impl Strategy<Value = Address> {
    (0_u8..6).prop_map(member)
}

/// Any event; one whose data names accounts; one whose number looks like an address.
fn an_event() -> impl Strategy<Value = Event> {
    let transfer = (a_member(), a_member()).prop_map(|(from, to)| Event {
        address: addresses::TOKEN,
        topics: vec![
            keccak256("Transfer(address,address,uint256)"),
            from.into_word(),
            to.into_word(),
        ],
        data: U256::from(7).to_be_bytes_vec(),
    });
    let proposed = (a_member(), prop::collection::vec(a_member(), 0..3)).prop_map(
        |(proposer, beneficiaries)| {
            let event = ICommittee::Proposed {
                proposer,
                beneficiaries,
                ..Default::default()
            };
            let log = event.encode_log_data();
            Event {
                address: addresses::COMMITTEE,
                topics: log.topics().to_vec(),
                data: log.data.to_vec(),
            }
        },
    );
    let other = prop::collection::vec(0_u8..4, 0..=4).prop_map(|topics| Event {
        address: addresses::CAMPAIGNS,
        topics: topics.into_iter().map(B256::repeat_byte).collect(),
        data: Vec::new(),
    });
    prop_oneof![3 => transfer, 1 => proposed, 1 => other]
}

pub(super) fn a_transaction() -> impl Strategy<Value = Sent> {
    let logs = prop_oneof![
        6 => prop::collection::vec(an_event(), 0..3),
        1 => prop::collection::vec(an_event(), 30..70),
    ];
    let sender = prop::option::weighted(0.9, a_member());
    (sender, a_member(), any::<bool>(), logs).prop_map(|(sender, to, success, logs)| Sent {
        // The protocol has a transaction where it has events.
        sender: sender.or(logs.is_empty().then_some(to)),
        to,
        success,
        logs,
    })
}

pub(super) fn some_blocks() -> impl Strategy<Value = Vec<Vec<Sent>>> {
    prop::collection::vec(prop::collection::vec(a_transaction(), 0..6), 1..14)
}

/// The accounts that an event names.
fn named(event: &Event) -> Vec<Address> {
    let topics = event.topics.iter().skip(1);
    let mut named: Vec<Address> = topics
        .filter(|topic| topic[..12] == [0; 12])
        .map(|topic| Address::from_word(*topic))
        .collect();
    if let Ok(proposed) = ICommittee::Proposed::decode_raw_log(event.topics.iter(), &event.data) {
        named.extend(proposed.beneficiaries);
    }
    named
}

/// Every transaction with the accounts that have to do with it, and its events with theirs.
struct Naive {
    transactions: Vec<(Position, BTreeSet<Address>)>,
    events: Vec<(Position, Event, Vec<Address>, BTreeSet<Address>)>,
}

impl Naive {
    fn read(blocks: &[Arc<StoredBlock>], sent: &[Vec<Sent>]) -> Self {
        let mut naive = Self {
            transactions: Vec::new(),
            events: Vec::new(),
        };
        for (block, sent) in blocks.iter().zip(sent) {
            let number = block.header.number;
            let mut log_index = 0;
            for (index, sent) in sent.iter().enumerate() {
                let mut accounts: BTreeSet<Address> = sent.logs.iter().flat_map(named).collect();
                if let Some(sender) = sent.sender {
                    accounts.extend([sender, sent.to]);
                }
                for event in &sent.logs {
                    let position = (number, log_index);
                    let entry = (position, event.clone(), named(event), accounts.clone());
                    naive.events.push(entry);
                    log_index += 1;
                }
                naive.transactions.push(((number, index), accounts));
            }
        }
        naive
    }
}

fn span(order: Order, limit: usize) -> Span {
    Span {
        from: 0,
        to: u64::MAX,
        order,
        after: None,
        limit,
    }
}

/// All pages of a question, one after the other.
async fn all_pages<F: Future<Output = Result<Page, IndexError>>>(
    mut span: Span,
    mut ask: impl FnMut(Span) -> F,
) -> Vec<Position> {
    let mut found = Vec::new();
    loop {
        let page = ask(span.clone()).await.expect("the index answers");
        assert!(page.positions.len() <= span.limit);
        assert!(page.next.is_none() || page.positions.len() == span.limit);
        found.extend(page.positions);
        match page.next {
            Some(next) => span.after = Some(next),
            None => return found,
        }
    }
}

fn ordered(mut positions: Vec<Position>, order: Order) -> Vec<Position> {
    if order == Order::Newest {
        positions.reverse();
    }
    positions
}

/// Appends in batches, each in an era of its own.
async fn append_in_eras(directory: &TempDir, index: &Index, blocks: &[Arc<StoredBlock>]) {
    for batch in blocks.chunks(3) {
        append(index, batch).await;
        Connection::open(path(directory))
            .and_then(|file| file.execute("UPDATE era SET filled = 1000000000", []))
            .expect("eras can be filled");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn pages_hold_what_a_naive_reading_finds(
        sent in some_blocks(),
        limit in 1_usize..8,
        (from, to) in (0_u64..14, 0_u64..16),
    ) {
        let blocks = blocks_of(1, 400, sent.clone());
        let naive = Naive::read(&blocks, &sent);
        let directory = directory();
        let index = open(&directory);
        runtime().block_on(async {
            append_in_eras(&directory, &index, &blocks).await;
            for order in [Order::Oldest, Order::Newest] {
                for account in (0..6).map(|number| Some(member(number))).chain([None]) {
                    let wanted = naive.transactions.iter()
                        .filter(|(_, accounts)| account.is_none_or(|account| accounts.contains(&account)))
                        .map(|(position, _)| *position);
                    let wanted: Vec<Position> = wanted.collect();
                    let found = all_pages(span(order, limit), |span| {
                        let query = HistoryQuery { account, span };
                        let index = &index;
                        async move { index.history(&query).await }
                    });
                    prop_assert_eq!(found.await, ordered(wanted.clone(), order));
                    let part = Span { from, to, ..span(order, 1_000) };
                    let wanted = wanted.into_iter().filter(|(block, _)| (from..=to).contains(block));
                    let page = index.history(&HistoryQuery { account, span: part }).await;
                    let page = page.expect("the index answers");
                    prop_assert_eq!(page.positions, ordered(wanted.collect(), order));
                    prop_assert_eq!(page.indexed, Some(1..=blocks.len() as u64));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn events_are_found_by_module_kind_and_account(sent in some_blocks(), limit in 1_usize..8) {
        let blocks = blocks_of(1, 400, sent.clone());
        let naive = Naive::read(&blocks, &sent);
        let directory = directory();
        let index = open(&directory);
        let transfer = keccak256("Transfer(address,address,uint256)");
        runtime().block_on(async {
            append_in_eras(&directory, &index, &blocks).await;
            for order in [Order::Oldest, Order::Newest] {
                for (addresses, kinds) in [
                    (vec![], vec![]),
                    (vec![addresses::TOKEN], vec![]),
                    (vec![], vec![transfer, B256::repeat_byte(2)]),
                    (vec![addresses::CAMPAIGNS, addresses::TOKEN], vec![transfer]),
                    (vec![addresses::COMMITTEE], vec![transfer]),
                ] {
                    let is_kind = |event: &Event| {
                        (addresses.is_empty() || addresses.contains(&event.address))
                            && (kinds.is_empty()
                                || event.topics.first().is_some_and(|topic| kinds.contains(topic)))
                    };
                    let ask = |account: Option<Address>| {
                        all_pages(span(order, limit), {
                            let (index, addresses, kinds) = (&index, &addresses, &kinds);
                            move |span| {
                                let query = EventQuery {
                                    addresses: addresses.clone(),
                                    kinds: kinds.clone(),
                                    account,
                                    span,
                                };
                                async move { index.events(&query).await }
                            }
                        })
                    };
                    let events = || naive.events.iter().filter(|(_, event, _, _)| is_kind(event));
                    let wanted = events().map(|(position, ..)| *position).collect();
                    prop_assert_eq!(ask(None).await, ordered(wanted, order));
                    let account = member(2);
                    let found = ask(Some(account)).await;
                    let is_sorted = found.is_sorted_by(|one, two| match order {
                        Order::Oldest => one < two,
                        Order::Newest => one > two,
                    });
                    prop_assert!(is_sorted);
                    for (position, _, named, involved) in events() {
                        let is_found = found.contains(position);
                        prop_assert!(is_found || !named.contains(&account), "{:?} is missing", position);
                        prop_assert!(!is_found || involved.contains(&account), "{:?} is wrong", position);
                    }
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn an_index_that_begins_later_says_from_where_it_knows() {
    let sent = Sent {
        sender: Some(member(1)),
        to: member(2),
        success: false,
        logs: Vec::new(),
    };
    let blocks = blocks_of(1_000, 1, vec![vec![sent]; 5]);
    let directory = directory();
    let index = open(&directory);
    runtime().block_on(async {
        append(&index, &blocks).await;
        let query = HistoryQuery {
            account: Some(member(2)),
            span: span(Order::Newest, 2),
        };
        let page = index.history(&query).await.expect("the index answers");
        assert_eq!(page.positions, [(1_004, 0), (1_003, 0)]);
        assert_eq!(page.indexed, Some(1_000..=1_004));
        assert_eq!(index.status().first, Some(1_000));
    });
}

#[test]
fn a_search_that_is_cut_short_goes_on_where_it_stopped() {
    // Two accounts that are everywhere, and never in the same event.
    let event = |from: u8, to: u8| Event {
        address: addresses::TOKEN,
        topics: vec![
            B256::repeat_byte(from),
            member(from).into_word(),
            member(to).into_word(),
        ],
        data: Vec::new(),
    };
    let sent = Sent {
        sender: Some(member(5)),
        to: member(5),
        success: true,
        logs: vec![event(0, 1), event(2, 3)],
    };
    let blocks = blocks_of(1, 1, vec![vec![sent]; 100]);
    let directory = directory();
    let index = open(&directory);
    runtime().block_on(append(&index, &blocks));
    let connection = schema::open_reader(&path(&directory)).expect("it opens");
    let file = path(&directory);
    let reader = Reader::new(&connection, &file);
    for order in [Order::Oldest, Order::Newest] {
        let mut query = EventQuery {
            addresses: Vec::new(),
            kinds: vec![B256::repeat_byte(0)],
            account: Some(member(3)),
            span: span(order, 10),
        };
        let mut rounds = 0;
        loop {
            let page = reader.events_within(&query, 40).expect("it answers");
            assert_eq!(page.positions, []);
            rounds += 1;
            match page.next {
                Some(next) => query.span.after = Some(next),
                None => break,
            }
            assert!(rounds < 50);
        }
        assert!(rounds > 2, "{rounds} rounds");
    }
}
