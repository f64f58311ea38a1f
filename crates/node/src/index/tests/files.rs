//! What becomes of the file: crashes, wrong and damaged files.

use super::*;
use std::{
    env, fs,
    process::{Command as Process, Stdio},
};

/// Tells [`writes_until_it_is_killed`] where.
const VICTIM: &str = "WEPOS_TEST_INDEX";

#[tokio::test]
async fn a_closed_index_opens_with_everything() {
    let directory = directory();
    let blocks = transfers(200);
    let index = open(&directory);
    for block in &blocks {
        index
            .append(block.clone())
            .await
            .expect("the block is next");
    }
    index.close().await.expect("the writer ends");
    assert_eq!(index.close().await, Ok(()), "twice is harmless");
    assert_eq!(index.flush().await, Err(IndexError::Closed));
    assert_eq!(
        index.append(blocks[0].clone()).await,
        Ok(()),
        "it is there already"
    );
    let tip = index.tip();
    assert_eq!(index.lag(), Lag::default());
    drop(index);
    let index = open(&directory);
    assert_eq!(index.tip(), tip);
    assert_eq!(
        (index.first(), index.tip()),
        (Some(1), Some((200, blocks[199].hash)))
    );
    let page = index.logs(&query(0, 999)).await.expect("the index answers");
    assert_eq!(page.logs, scan(&query(0, 999), &blocks));
}

#[tokio::test]
async fn an_index_dropped_in_the_middle_goes_on_from_its_tip() {
    let directory = directory();
    let blocks = transfers(300);
    for round in 1..=6 {
        let index = open(&directory);
        let known = index.tip().map_or(0, |(tip, _)| tip);
        let found = index.logs(&query(0, 999)).await.expect("the index answers");
        let known_blocks = &blocks[..usize::try_from(known).expect("it is small")];
        assert_eq!(found.logs, scan(&query(0, 999), known_blocks));
        // From the first block on: those that are known are ignored.
        for block in &blocks[..round * 50] {
            index
                .append(block.clone())
                .await
                .expect("the block is next");
        }
        if round == 6 {
            index.flush().await.expect("the writer writes");
            assert_eq!(index.tip(), Some((300, blocks[299].hash)));
        }
    }
}

#[test]
fn a_killed_process_leaves_a_file_that_is_whole_up_to_its_tip() {
    let directory = directory();
    let blocks = transfers(400);
    for delay_ms in [150, 300, 60] {
        let mut victim = Process::new(env::current_exe().expect("the test has a file"))
            .args(["--exact", "index::tests::files::writes_until_it_is_killed"])
            .arg("--ignored")
            .env(VICTIM, path(&directory))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the test can be started again");
        std::thread::sleep(Duration::from_millis(delay_ms));
        victim.kill().expect("it was started");
        victim.wait().expect("it was killed");
        let index = open(&directory);
        runtime().block_on(async {
            let tip = index.tip().map_or(0, |(tip, _)| tip);
            let expected = scan(
                &query(0, tip),
                &blocks[..usize::try_from(tip).expect("small")],
            );
            let found = index.logs(&query(0, 999)).await.expect("the file is whole");
            assert_eq!(found.logs, expected);
            println!("killed after {delay_ms} ms: the tip is {tip}");
        });
        drop(index);
        let report = check::report(&directory, &blocks);
        assert_eq!(report.differences, 0, "{report:?}");
    }
    let index = open(&directory);
    runtime().block_on(append(&index, &blocks));
    assert_eq!(index.tip(), Some((400, blocks[399].hash)));
    drop(index);
    let report = check::report(&directory, &blocks);
    assert_eq!((report.blocks, report.differences), (400, 0), "{report:?}");
}

#[test]
#[ignore = "run by the test that kills it"]
fn writes_until_it_is_killed() {
    let Some(path) = env::var_os(VICTIM) else {
        return;
    };
    let index = Index::open(Path::new(&path), network()).expect("the index opens");
    let blocks = transfers(400);
    runtime().block_on(async {
        for block in &blocks {
            index
                .append(block.clone())
                .await
                .expect("the block is next");
            // A batch for each block, and time to be killed between them.
            index.flush().await.expect("the writer writes");
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    std::thread::sleep(Duration::from_secs(60));
}

#[tokio::test]
async fn blocks_that_do_not_follow_are_refused() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(5);
    append(&index, &blocks[..2]).await;
    let gap = IndexError::Gap { tip: 2, have: 4 };
    assert_eq!(index.append(blocks[3].clone()).await, Err(gap));
    let other = Err(IndexError::OtherHistory {
        path: path(&directory),
        number: 2,
    });
    let orphan = block(None, 3, Vec::new());
    assert_eq!(index.append(orphan).await, other);
    let rival = block(None, 2, Vec::new());
    assert_eq!(index.append(rival).await, other);
    append(&index, &blocks).await;
    assert_eq!(index.tip(), Some((5, blocks[4].hash)));
}

#[tokio::test]
async fn an_index_may_begin_in_the_middle_of_the_chain() {
    let directory = directory();
    let index = open(&directory);
    let blocks = transfers(9);
    append(&index, &blocks[5..]).await;
    assert_eq!(
        (index.first(), index.tip().map(|(tip, _)| tip)),
        (Some(6), Some(9))
    );
    drop(index);
    assert_eq!(open(&directory).first(), Some(6));
}

#[tokio::test]
async fn a_rebuilt_index_answers_as_the_first_did() {
    let directory = directory();
    let blocks = transfers(50);
    let index = open(&directory);
    append(&index, &blocks).await;
    let refused = Index::recreate(&path(&directory), network()).expect_err("it is in use");
    assert_eq!(
        refused,
        IndexError::InUse {
            path: path(&directory)
        }
    );
    let first = index.logs(&query(0, 99)).await;
    index.close().await.expect("the writer ends");
    drop(index);
    let index = Index::recreate(&path(&directory), network()).expect("nobody uses it");
    assert_eq!(index.tip(), None);
    append(&index, &blocks).await;
    assert_eq!(index.logs(&query(0, 99)).await, first);
}

#[test]
fn an_index_of_another_network_is_refused() {
    let directory = directory();
    drop(open(&directory));
    let other = wepos_chain::testing::genesis(&[], Some(60_000));
    let other = Arc::new(Network::new(other).expect("the document is whole"));
    let want = other.hash();
    let refused = Index::open(&path(&directory), other).expect_err("the network is another");
    let expected = IndexError::OtherNetwork {
        path: path(&directory),
        have: network().hash(),
        want,
    };
    assert_eq!(refused, expected);
    assert!(
        refused.to_string().contains("wepos index rebuild"),
        "{refused}"
    );
}

#[test]
fn an_index_of_another_format_is_refused() {
    let directory = directory();
    drop(open(&directory));
    Connection::open(path(&directory))
        .and_then(|file| file.pragma_update(None, "user_version", 99))
        .expect("the file can be changed");
    let refused = Index::open(&path(&directory), network()).expect_err("the format is another");
    let expected = IndexError::OtherFormat {
        path: path(&directory),
        have: 99,
    };
    assert_eq!(refused, expected);
    assert!(
        refused.to_string().contains("wepos index rebuild"),
        "{refused}"
    );
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    let directory = directory();
    Connection::open(path(&directory))
        .and_then(|file| file.execute_batch("CREATE TABLE songs (title TEXT)"))
        .expect("the file can be made");
    let before = fs::read(path(&directory)).expect("it is there");
    let refused = Index::open(&path(&directory), network()).expect_err("it is not ours");
    assert_eq!(
        refused,
        IndexError::NotAnIndex {
            path: path(&directory)
        }
    );
    assert_eq!(fs::read(path(&directory)).expect("it is there"), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_until_it_is_rebuilt() {
    let directory = directory();
    fs::write(
        path(&directory),
        "not a database, but long enough to be read".repeat(200),
    )
    .expect("the file can be made");
    let refused = Index::open(&path(&directory), network()).expect_err("it is no database");
    assert!(matches!(refused, IndexError::Damaged { .. }), "{refused}");
    assert!(
        refused.to_string().contains("wepos index rebuild"),
        "{refused}"
    );
    Index::recreate(&path(&directory), network()).expect("a rebuild replaces it");
}

#[tokio::test]
async fn a_truncated_file_is_an_error_and_no_panic() {
    let directory = directory();
    let blocks = transfers(500);
    let index = open(&directory);
    append(&index, &blocks).await;
    index.close().await.expect("the writer ends");
    drop(index);
    let whole = fs::read(path(&directory)).expect("it is there");
    for part in [whole.len() / 2, 5000, 4096, 100, 50] {
        fs::write(path(&directory), &whole[..part]).expect("the file can be changed");
        match Index::open(&path(&directory), network()) {
            Err(IndexError::Damaged { .. }) => {}
            other => panic!("{part} bytes: {other:?}"),
        }
    }
    // And bytes that are wrong in the middle of the tables.
    let mut wrong = whole.clone();
    wrong[8192..].fill(0x5a);
    fs::write(path(&directory), &wrong).expect("the file can be changed");
    let found = match Index::open(&path(&directory), network()) {
        Ok(index) => index.logs(&query(0, 999)).await.expect_err("it is wrong"),
        Err(error) => error.into(),
    };
    assert!(
        matches!(found, LogsError::Index(IndexError::Damaged { .. })),
        "{found}"
    );
}

#[tokio::test]
async fn content_that_does_not_decode_is_an_error_and_no_panic() {
    let directory = directory();
    let index = open(&directory);
    append(&index, &transfers(3)).await;
    index.close().await.expect("the writer ends");
    drop(index);
    for content in [&b""[..], b"\x01\0\0\0", &[0xff; 64]] {
        Connection::open(path(&directory))
            .and_then(|file| file.execute("UPDATE logs SET content = ?", params![content]))
            .expect("the file can be changed");
        let found = open(&directory).logs(&query(0, 9)).await;
        assert!(
            matches!(found, Err(LogsError::Index(IndexError::Damaged { .. }))),
            "{found:?}"
        );
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_an_error_with_its_path() {
    let directory = directory();
    let file = directory.path().join("file");
    fs::write(&file, "a file, where a directory should be").expect("the file can be made");
    for path in [file.join("index.sqlite"), "/proc/index.sqlite".into()] {
        let refused = Index::open(&path, network()).expect_err("nothing can be made there");
        assert!(
            matches!(refused, IndexError::NotWritable { .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains("index.sqlite"), "{refused}");
    }
}

#[tokio::test]
async fn a_full_disk_stops_the_writer_and_nothing_else() {
    let directory = directory();
    let blocks = transfers(2_000);
    let index = open(&directory);
    append(&index, &blocks[..10]).await;
    index.close().await.expect("the writer ends");
    drop(index);
    // SQLite gives the same error for a disk without room as for a file that may not grow.
    let lock = schema::lock(&path(&directory)).expect("nobody has it");
    let (connection, coverage) =
        schema::open_writer(&path(&directory), network().hash()).expect("it opens");
    connection
        .pragma_update_and_check(None, "max_page_count", 30, |_| Ok(()))
        .expect("a limit may be set");
    let index = Index::stopped(&path(&directory), network());
    *index.lock.lock() = Some(lock);
    index
        .start_with(connection, coverage)
        .expect("a thread starts");
    // The writer may stop before all of them are queued.
    for block in &blocks {
        if index.append(block.clone()).await.is_err() {
            break;
        }
    }
    let full = IndexError::DiskFull {
        path: path(&directory),
    };
    assert_eq!(index.flush().await, Err(full.clone()));
    assert_eq!(index.failure(), Some(full.clone()));
    let newest = block(Some(&blocks[1_999]), 2_001, Vec::new());
    assert!(
        index.append(newest).await.is_err(),
        "nothing is queued for nobody"
    );
    // What was written is still found.
    let (tip, _) = index.tip().expect("ten blocks are there");
    let page = index
        .logs(&query(0, 9999))
        .await
        .expect("the index answers");
    assert_eq!(page.logs.len() as u64, tip);
    assert_eq!(index.close().await, Err(full));
    drop(index);
    // With room again it goes on.
    let index = open(&directory);
    append(&index, &blocks).await;
    assert_eq!(index.tip(), Some((2_000, blocks[1_999].hash)));
}

#[tokio::test]
async fn a_writer_that_panics_says_why() {
    let directory = directory();
    let blocks = transfers(12);
    let index = open(&directory);
    append(&index, &blocks[..10]).await;
    index.break_writer().await;
    // Whoever finds that it is gone finds the reason, and not that the node shuts down.
    let failed = IndexError::Failed {
        path: path(&directory),
        reason: "a thread of the index panicked: a test asked for it".into(),
    };
    assert_eq!(index.flush().await, Err(failed.clone()));
    assert_eq!(index.append(blocks[10].clone()).await, Err(failed.clone()));
    assert_eq!(index.failure(), Some(failed.clone()));
    assert_eq!(index.close().await, Err(failed));
    drop(index);
    let index = open(&directory);
    append(&index, &blocks).await;
    assert_eq!(index.tip(), Some((12, blocks[11].hash)));
}

#[tokio::test]
async fn a_start_while_somebody_appends_is_refused_and_nothing_else() {
    let directory = directory();
    let index = open(&directory);
    index.end_writer().await;
    let appending = index.queue.lock().await;
    assert_eq!(index.start(), Err(IndexError::Closed));
    drop(appending);
    assert_eq!(index.start(), Ok(()));
    append(&index, &transfers(1)).await;
}
