//! A comparison with the chain finds whatever is wrong.

use super::{
    history::{blocks_of, some_blocks},
    *,
};
use proptest::{strategy::ValueTree, test_runner::TestRunner};

pub(super) fn report(directory: &TempDir, blocks: &[Arc<StoredBlock>]) -> CheckReport {
    let mut checker = Checker::open(&path(directory), network()).expect("nobody uses it");
    let (first, tip) = (checker.first().unwrap_or(1), checker.tip().unwrap_or(0));
    for block in blocks {
        if (first..=tip).contains(&block.header.number) {
            checker.check(block).expect("the file is whole");
        }
    }
    checker.finish().expect("the file is whole")
}

fn blocks() -> Vec<Arc<StoredBlock>> {
    let mut runner = TestRunner::deterministic();
    let sent = prop::collection::vec(some_blocks(), 3)
        .new_tree(&mut runner)
        .expect("there are blocks")
        .current();
    blocks_of(1, 700, sent.concat())
}

fn write(directory: &TempDir, blocks: &[Arc<StoredBlock>]) {
    let index = open(directory);
    runtime().block_on(async {
        for batch in blocks.chunks(5) {
            append(&index, batch).await;
        }
        index.close().await.expect("the writer ends");
    });
}

#[test]
fn an_index_that_followed_the_chain_equals_it() {
    let (directory, blocks) = (directory(), blocks());
    assert!(blocks.len() > 10, "{} blocks", blocks.len());
    write(&directory, &blocks);
    let report = report(&directory, &blocks);
    assert_eq!(
        (report.differences, report.told.len()),
        (0, 0),
        "{report:?}"
    );
    assert_eq!(report.blocks, blocks.len() as u64);
    assert!(report.rows > 100);
}

#[test]
fn whatever_is_changed_is_found() {
    let blocks = blocks();
    let changes = [
        "DELETE FROM tx WHERE hash = (SELECT min(hash) FROM tx)",
        "DELETE FROM block WHERE number = 3",
        "INSERT INTO block VALUES (1, 1)",
        "DELETE FROM logs WHERE chunk = (SELECT max(chunk) FROM logs)",
        "UPDATE logs SET content = x'00' WHERE chunk = (SELECT min(chunk) FROM logs)",
        "DELETE FROM posting WHERE term = (SELECT min(term) FROM posting)",
        "INSERT INTO posting SELECT era, 12345, chunk FROM posting LIMIT 1",
        "DELETE FROM total WHERE unit = 0 AND period = (SELECT max(period) FROM total WHERE unit = 0)",
        "UPDATE total SET content = (SELECT content FROM total WHERE unit = 0 ORDER BY period LIMIT 1) WHERE unit = 2",
    ];
    for change in changes {
        let directory = directory();
        write(&directory, &blocks);
        let changed = Connection::open(path(&directory))
            .and_then(|file| file.execute(change, []))
            .expect("the file can be changed");
        assert!(changed > 0, "{change}");
        let report = report(&directory, &blocks);
        assert!(report.differences > 0, "not found: {change}");
        assert!(!report.told.is_empty());
    }
}
