use super::*;
use crate::{
    clock::Clock,
    data_dir::{DataDir, ValidatorSecrets},
    ledger::StoredBlock,
    network::Peering,
    node::public_key,
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall as _;
use std::{path::Path, time::Duration};
use wepos_abi::{INetwork, addresses};
use wepos_chain::{
    Network,
    amounts::Amount,
    genesis::{Genesis, SeedKey, ValidatorEntry},
    header::Extra,
    modules::token::account_key,
    testing::{Member, genesis},
    validators::KeyChange,
};

const RECIPIENT: Address = Address::repeat_byte(0x11);

/// Long, so that only what is asked for makes a block.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A network of one, with epochs so short that every test goes through some.
fn document_of(secrets: &ValidatorSecrets) -> Genesis {
    let mut document = genesis(&[&Member::named("rich")], None);
    document.limits.epoch_blocks = 8;
    document.validators = vec![ValidatorEntry {
        name: "only".into(),
        public_key: public_key(secrets).into(),
        seed_key: SeedKey::new(secrets.seed_key().public_key().to_vec()).unwrap(),
        address: String::new(),
    }];
    document
}

/// The call by which a validator has its keys changed.
pub(crate) fn key_change(
    network: &Network,
    old: &ValidatorSecrets,
    new: &ValidatorSecrets,
) -> Vec<u8> {
    let change = KeyChange {
        genesis: network.hash(),
        chain_id: network.chain_id(),
        number: 0,
        old_key: public_key(old).into(),
        new_key: public_key(new).into(),
        new_seed_key: SeedKey::new(new.seed_key().public_key().to_vec()).unwrap(),
        address: String::new(),
    };
    let call = INetwork::changeValidatorCall {
        oldKey: change.old_key,
        newKey: change.new_key,
        newSeedKey: change.new_seed_key.as_bytes().to_vec().into(),
        endpoint: String::new(),
        number: 0,
        signature: change.sign(&old.signing).to_vec().into(),
        newSignature: change.sign(&new.signing).to_vec().into(),
    };
    call.abi_encode()
}

/// A lone validator on `directory`, the same network every time. Its clock stands still at `now_ms`.
pub(crate) fn solo(directory: &Path, now_ms: u64) -> Validator {
    let data_dir = DataDir::open(directory).unwrap();
    let secrets = data_dir.validator_secrets().unwrap();
    let document = data_dir.genesis().unwrap();
    let document = document.unwrap_or_else(|| document_of(&secrets));
    let controls = format!(r#"{{"offsetMs": 0, "pausedAt": {now_ms}}}"#);
    std::fs::write(data_dir.join("clock.json"), controls).unwrap();
    Validator {
        clock: Clock::development(data_dir.join("clock.json")).unwrap(),
        network: Arc::new(Network::new(document).unwrap()),
        data_dir,
        heartbeat: HEARTBEAT,
        peering: Peering::alone(),
    }
}

/// Starts the node, sends a transfer and waits until it is final; then the node ends as if it were killed: nothing is
/// told.
fn transfer(directory: &Path, now_ms: u64, nonce: u64) -> Vec<Arc<StoredBlock>> {
    let body = move |mut node: Node, _: MetricsSource| {
        let work = async move {
            node.wait_for_block(1).await.unwrap();
            let before = node.ledger.tip();
            let chain_id = node.ledger.network().chain_id();
            let raw = Member::named("rich").transaction(
                chain_id,
                nonce,
                RECIPIENT,
                Amount::pos(1),
                Vec::new(),
            );
            let hash = node.admission.submit(vec![raw]).await.remove(0).unwrap();
            let (block, _) = node.admission.wait_final(hash, PATIENCE).await.unwrap();
            // What a wallet asks now, of this block and of the one before it.
            let number = block.header.number;
            let balance = async |height: u64| {
                let account = node.ledger.account(height, RECIPIENT).await.unwrap();
                account.balance
            };
            assert_eq!(balance(number).await, Amount::pos(nonce + 1));
            assert_eq!(balance(number - 1).await, Amount::pos(nonce));
            assert!(
                node.ledger
                    .read(number, &[account_key(&RECIPIENT)])
                    .await
                    .is_ok()
            );
            let mut blocks = vec![before];
            for number in 0..=number {
                blocks.push(
                    node.ledger
                        .block(number)
                        .await
                        .expect("every block is there"),
                );
            }
            blocks
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, _>
    };
    run(solo(directory, now_ms), Box::new(body)).unwrap()
}

#[test]
fn a_lone_validator_goes_on_after_every_stop_while_its_clock_stands_still() {
    let directory = tempfile::tempdir().unwrap();
    let launch = wepos_chain::testing::LAUNCH.millis();
    let mut tip = 0;
    for nonce in 0..5 {
        // An hour earlier each time: the chain is far ahead of a clock that never moves.
        let now_ms = launch - nonce * 3_600_000;
        let mut blocks = transfer(directory.path(), now_ms, nonce);
        let before = blocks.remove(0);
        assert!(before.header.number >= tip, "nothing acknowledged is lost");
        tip = blocks.last().unwrap().header.number;
        for (parent, block) in blocks.iter().zip(&blocks[1..]) {
            assert_eq!(block.header.parent_hash, parent.hash);
            assert_eq!(block.hashes.len(), block.receipts.len());
            assert!(block.time > parent.time);
        }
    }
}

#[test]
fn every_block_that_is_asked_for_is_made() {
    let directory = tempfile::tempdir().unwrap();
    let body = |mut node: Node, _: MetricsSource| {
        let work = async move {
            node.wait_for_block(1).await.unwrap();
            let tip = node.ledger.tip().header.number;
            for _ in 0..10 {
                node.clock.request_block().unwrap();
            }
            node.wait_for_block(tip + 10).await.unwrap();
            assert_eq!(node.clock.status().requested_blocks, 0);
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, ()>
    };
    let launch = wepos_chain::testing::LAUNCH.millis();
    run(solo(directory.path(), launch), Box::new(body)).unwrap();
}

#[test]
fn whoever_waits_for_a_block_hears_that_consensus_has_ended() {
    let directory = tempfile::tempdir().unwrap();
    let body = |mut node: Node, _: MetricsSource| {
        node.handle.abort();
        let work = async move { node.wait_for_block(u64::MAX).await };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, _>
    };
    let launch = wepos_chain::testing::LAUNCH.millis();
    let waited = run(solo(directory.path(), launch), Box::new(body)).unwrap();
    assert!(matches!(waited, Err(StartError::Stopped)), "{waited:?}");
}

#[test]
fn a_block_has_exactly_the_time_that_a_stopped_clock_was_set_to() {
    let directory = tempfile::tempdir().unwrap();
    let launch = wepos_chain::testing::LAUNCH.millis();
    let body = move |mut node: Node, _: MetricsSource| {
        let work = async move {
            // The clock stands between two seconds, and the chain is ahead of it by some blocks.
            let next = async |node: &mut Node| {
                let tip = node.ledger.tip().header.number;
                node.clock.request_block().unwrap();
                node.wait_for_block(tip + 1).await.unwrap();
                node.ledger.block(tip + 1).await.unwrap()
            };
            node.wait_for_block(1).await.unwrap();
            for _ in 0..3 {
                next(&mut node).await;
            }
            // A block that was begun before has ended by then.
            ::tokio::time::sleep(Duration::from_millis(500)).await;
            let asked_ms = launch + 60_000;
            node.clock.set_next(asked_ms).unwrap();
            let block = next(&mut node).await;
            assert_eq!(block.time.millis(), asked_ms);
            assert_eq!(block.header.timestamp, asked_ms / 1_000);
            assert_eq!(next(&mut node).await.time.millis(), asked_ms + 1);
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, ()>
    };
    run(solo(directory.path(), launch + 999), Box::new(body)).unwrap();
}

#[test]
fn a_node_goes_on_from_a_state_whose_log_was_pruned() {
    let directory = tempfile::tempdir().unwrap();
    let launch = wepos_chain::testing::LAUNCH.millis();
    // The window that is kept, and two rounds of pruning, whatever their phase: the second one has something to prune.
    let blocks = 3 * 256 + 17;
    let body = move |mut node: Node, metrics: MetricsSource| {
        let work = async move {
            node.wait_for_block(1).await.unwrap();
            for _ in 0..blocks {
                node.clock.request_block().unwrap();
            }
            node.wait_for_block(blocks).await.unwrap();
            pruned_chunks(&metrics())
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE * 5, work).await.unwrap() })
            as BoxFuture<'static, u64>
    };
    let pruned = run(solo(directory.path(), launch), Box::new(body)).unwrap();
    assert!(pruned > 0, "nothing was pruned");
    // It starts again, has every block, and goes on; twice, since the second start finds what the first one wrote.
    for nonce in 0..2 {
        let kept = transfer(directory.path(), launch, nonce);
        assert!(kept.len() as u64 > blocks);
    }
}

/// How much of the state's bitmap is gone, by the database's own metric.
fn pruned_chunks(metrics: &str) -> u64 {
    let line = metrics.lines().find(|line| {
        let name = line.split([' ', '{']).next().unwrap_or_default();
        name.ends_with("pruned_chunks")
    });
    let value = line.and_then(|line| line.split_whitespace().last());
    value.expect("the database tells").parse().unwrap()
}

#[test]
fn storage_that_fails_is_an_error_that_says_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let solo = solo(directory.path(), 1_800_000_000_000);
    std::fs::write(directory.path().join("storage"), "not a folder").unwrap();
    let body = |_: Node, _: MetricsSource| Box::pin(async {}) as BoxFuture<'static, ()>;
    let error = run(solo, Box::new(body)).unwrap_err();
    assert!(matches!(error, StartError::Stopped), "{error}");
    // Nothing holds the directory any more.
    DataDir::open(directory.path()).unwrap();
}

#[test]
fn a_lone_validator_takes_its_next_key_when_the_network_does() {
    let directory = tempfile::tempdir().unwrap();
    let launch = wepos_chain::testing::LAUNCH.millis();
    let prepared = tempfile::tempdir().unwrap();
    let new = DataDir::open(prepared.path())
        .unwrap()
        .validator_secrets()
        .unwrap();
    let validator = solo(directory.path(), launch);
    let old = validator.data_dir.validator_secrets().unwrap();
    let (key, next) = ("validator.key", "validator.next.key");
    std::fs::copy(prepared.path().join(key), directory.path().join(next)).unwrap();

    let next_secrets = new.clone();
    let body = move |mut node: Node, _: MetricsSource| {
        let work = async move {
            node.wait_for_block(1).await.unwrap();
            let network = node.ledger.network().clone();
            let raw = Member::named("rich").transaction(
                network.chain_id(),
                0,
                addresses::NETWORK,
                Amount::ZERO,
                key_change(&network, &old, &next_secrets),
            );
            node.admission.submit(vec![raw]).await.remove(0).unwrap();
            for _ in 0..8 {
                node.clock.request_block().unwrap();
            }
            node.wait_for_block(u64::MAX).await.unwrap_err()
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, _>
    };
    let why = run(validator, Box::new(body)).unwrap();
    assert!(
        matches!(why, StartError::Halted(Halt::NextKey { epoch: 1 })),
        "{why}"
    );

    // One start is enough: it finds out, takes the key and begins again.
    let leader = public_key(&new);
    let body = move |mut node: Node, _: MetricsSource| {
        let work = async move {
            let tip = node.ledger.tip().header.number;
            node.clock.request_block().unwrap();
            node.wait_for_block(tip + 1).await.unwrap();
            let block = node.ledger.block(tip + 1).await.unwrap();
            assert_eq!(Extra::of(&block.header).unwrap().proposal.leader, leader);
        };
        Box::pin(async move { ::tokio::time::timeout(PATIENCE, work).await.unwrap() })
            as BoxFuture<'static, ()>
    };
    run(solo(directory.path(), launch), Box::new(body)).unwrap();
    assert!(!directory.path().join(next).exists());
    let taken = std::fs::read(directory.path().join(key)).unwrap();
    assert_eq!(taken, std::fs::read(prepared.path().join(key)).unwrap());
}
