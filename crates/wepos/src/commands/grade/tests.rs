//! The grader against an inbox that is served here, for a chain that is one campaign.

use super::*;
use alloy_primitives::Signature;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use parking_lot::Mutex;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};
use wepos_inbox::{Answer, ChainError, Database, Inbox, Settings, Store, quiz::Given, router};

const CAMPAIGN: u64 = 7;

const CHAIN_ID: u64 = 20_260;

const GENESIS: B256 = B256::repeat_byte(0x9e);

const NOW: u64 = 1_790_000_000;

/// What the chain says about the one campaign, and its time.
#[derive(Clone)]
struct OneCampaign(Arc<Mutex<Campaign>>, Arc<AtomicU64>);

impl Chain for OneCampaign {
    fn campaign(&self, number: u64) -> Answer<'_, Option<Campaign>> {
        let campaign = self.0.lock().clone();
        Box::pin(async move { Ok((number == CAMPAIGN).then_some(campaign)) })
    }

    fn is_reviewer(&self, _: Address) -> Answer<'_, bool> {
        Box::pin(async { Ok(false) })
    }

    fn now(&self) -> Answer<'_, u64> {
        let now = self.1.load(Ordering::Relaxed);
        Box::pin(async move { Ok::<_, ChainError>(now) })
    }
}

/// A bank of so many sums; the first ten numbers are their answers.
fn bank(pass: u32) -> Bank {
    let questions: Vec<Value> = (0..10)
        .map(|index| {
            json!({"kind": "number", "zh": format!("{index} 加零"), "en": format!("{index} and nothing"),
                   "answer": index.to_string()})
        })
        .collect();
    let bank = json!({
        "version": 1, "salt": B256::repeat_byte(5), "draws": 3, "pass": pass, "retryHours": 1, "attempts": 3,
        "questions": questions,
    });
    Bank::read(&bank.to_string()).expect("a bank")
}

struct Scene {
    chain: OneCampaign,
    bank: Bank,
    key: PrivateKeySigner,
    url: String,
    file: PathBuf,
    _directory: tempfile::TempDir,
}

impl Scene {
    /// An inbox with so many answered attempts, of which every second one is right.
    async fn new(attempts: u32) -> Self {
        let directory = tempfile::tempdir_in(if cfg!(target_os = "linux") {
            "/dev/shm".into()
        } else {
            std::env::temp_dir()
        })
        .expect("a directory");
        let (bank, key) = (bank(3), PrivateKeySigner::random());
        let campaign = Campaign {
            organiser: Address::ZERO,
            is_open: true,
            is_stopped: false,
            closes_at: NOW + 1_000,
            decided_by: DecidedBy::Grader,
            private_fields: 0,
            key: key.address(),
            commitment: bank.commitment(),
            draw: B256::repeat_byte(0xd4),
        };
        let file = directory.path().join("inbox.sqlite");
        let key_file = directory.path().join("inbox.key");
        let mut database = Database::open_or_create(&file, &key_file, GENESIS).expect("an inbox");
        database
            .keep_sheet(CAMPAIGN, bank.sheet().clone())
            .expect("questions");
        for index in 0..attempts {
            let account = account(index);
            let begun = database.begin_attempt(CAMPAIGN, account, NOW, NOW, 86_400_000);
            let (sheet, attempt) = begun.expect("an attempt");
            let drawn = sheet.draw(seed(campaign.draw, account, attempt.number));
            let answer = |question: usize| match index % 2 {
                0 => Given::Number(question.to_string()),
                _ => Given::Nothing,
            };
            let answers: Vec<Given> = drawn.iter().map(|it| answer(it.question)).collect();
            let answered = database.answer_attempt(CAMPAIGN, account, 1, &answers, NOW);
            answered.expect("answered");
        }
        let chain = OneCampaign(Arc::new(Mutex::new(campaign)), Arc::new(NOW.into()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let settings = Settings {
            chain_id: CHAIN_ID,
            genesis_hash: GENESIS,
            day_ms: 86_400_000,
            origins: vec![url.clone()],
            loopback_origins: false,
            loopback_is_free: true,
            retention_days: 30,
        };
        let store = Store::start(database).expect("a thread");
        let inbox = Inbox::new(settings, store, chain.clone()).expect("a service");
        let app: IntoMakeServiceWithConnectInfo<_, SocketAddr> =
            router(inbox).into_make_service_with_connect_info();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            chain,
            bank,
            key,
            url,
            file,
            _directory: directory,
        }
    }

    fn grader(&self) -> Grader<'_> {
        Grader {
            campaign: CAMPAIGN,
            bank: &self.bank,
            signer: self.key.clone(),
            chain: &self.chain,
            chain_id: CHAIN_ID,
            genesis_hash: GENESIS,
            calendar: days_of(86_400),
            per_day: 1_000_000,
        }
    }

    async fn inbox(&self) -> InboxClient {
        let inbox = InboxClient::sign_in(&self.url, CHAIN_ID, self.key.clone()).await;
        inbox.expect("signed in")
    }

    async fn grade(&self, grader: &Grader<'_>) -> Result<Done, Failure> {
        let mut inbox = self.inbox().await;
        grader.grade(&mut inbox, &ProgressBar::hidden()).await
    }
}

/// Days of so many seconds; one of them begins now.
fn days_of(seconds: u64) -> NodeCalendar {
    NodeCalendar {
        day_length_ms: seconds * 1_000,
        boundaries_ms: vec![(NOW - 3 * seconds) * 1_000],
    }
}

fn account(index: u32) -> Address {
    Address::from_word(B256::from(alloy_primitives::U256::from(index + 1)))
}

/// `WEPOS_ATTEMPTS=10000` measures, in a release build.
#[tokio::test]
async fn attempts_are_graded_page_by_page_and_what_passed_is_signed() {
    let attempts = std::env::var("WEPOS_ATTEMPTS").ok();
    let attempts = attempts.map_or(1_201, |it| it.parse().expect("a number"));
    let scene = Scene::new(attempts).await;
    let begun = Instant::now();
    let done = scene.grade(&scene.grader()).await.expect("graded");
    println!("{attempts} attempts graded in {:?}", begun.elapsed());
    let passed = u64::from(attempts.div_ceil(2));
    assert_eq!(
        done,
        Done {
            graded: attempts.into(),
            passed,
            held: 0
        }
    );
    let again = scene.grade(&scene.grader()).await.expect("nothing left");
    assert_eq!(again, Done::default());

    // What the chain will check.
    let file = Database::open(&scene.file, &scene.file.with_extension("key")).expect("the inbox");
    let of = |index: u32| {
        let attempts = file.attempts(CAMPAIGN, account(index)).expect("read");
        attempts[0].result.clone().expect("graded")
    };
    let signed = of(0).attestation.expect("signed");
    let attestation = Attestation {
        campaign: CAMPAIGN,
        number: 1,
        holder: account(0),
        expiresAt: 0,
        data: signed.data,
    };
    let digest = digest(&attestation, &campaigns_domain(CHAIN_ID, GENESIS));
    let signature = Signature::from_raw(&signed.signature).expect("a signature");
    let signer = signature.recover_address_from_prehash(&digest);
    assert_eq!(signer.expect("recovered"), scene.key.address());
    assert_eq!((of(1).passed, of(1).attestation), (false, None));
}

#[tokio::test]
async fn what_passes_beyond_the_days_number_waits() {
    let scene = Scene::new(20).await;
    let grader = Grader {
        per_day: 4,
        ..scene.grader()
    };
    let done = scene.grade(&grader).await.expect("graded");
    assert_eq!((done.graded, done.passed, done.held), (14, 4, 6));
    let again = scene.grade(&grader).await.expect("asked again");
    assert_eq!((again.graded, again.passed, again.held), (0, 0, 6));
    let more = Grader {
        per_day: 7,
        ..scene.grader()
    };
    let done = scene.grade(&more).await.expect("graded");
    assert_eq!((done.graded, done.passed, done.held), (3, 3, 3));
}

#[tokio::test]
async fn the_next_day_is_the_networks_own() {
    let scene = Scene::new(20).await;
    let grader = Grader {
        per_day: 4,
        calendar: days_of(20),
        ..scene.grader()
    };
    for (later, passed, held) in [(0, 4, 6), (19, 0, 6), (1, 4, 2), (20, 2, 0)] {
        scene.chain.1.fetch_add(later, Ordering::Relaxed);
        let done = scene.grade(&grader).await.expect("graded");
        assert_eq!((done.passed, done.held), (passed, held), "{later} s later");
    }
}

#[tokio::test]
async fn nothing_is_signed_for_another_bank_key_campaign_or_sheet_or_by_a_stopped_key() {
    let scene = Scene::new(2).await;
    let refused = async |grader: &Grader<'_>, word: &str| {
        let failure = scene.grade(grader).await.expect_err("refused");
        assert!(failure.text().contains(word), "{}", failure.text());
    };
    let other = bank(2);
    let with_bank = Grader {
        bank: &other,
        ..scene.grader()
    };
    refused(&with_bank, "commits to the bank").await;
    // The commitment is that bank's, and yet members were asked by another sheet.
    scene.chain.0.lock().commitment = other.commitment();
    refused(&with_bank, "other questions").await;
    scene.chain.0.lock().commitment = scene.bank.commitment();
    let with_key = Grader {
        signer: PrivateKeySigner::random(),
        ..scene.grader()
    };
    refused(&with_key, "the key of campaign 7").await;
    let elsewhere = Grader {
        campaign: 8,
        ..scene.grader()
    };
    refused(&elsewhere, "no campaign 8").await;
    scene.chain.0.lock().is_stopped = true;
    refused(&scene.grader(), "stopped the key").await;
    scene.chain.0.lock().is_stopped = false;
    scene.chain.0.lock().decided_by = DecidedBy::Ticket;
    refused(&scene.grader(), "not decided by a grader").await;
    scene.chain.0.lock().decided_by = DecidedBy::Grader;
    scene.chain.0.lock().draw = B256::ZERO;
    let done = scene.grade(&scene.grader()).await.expect("too early");
    assert_eq!(done, Done::default());
}

#[tokio::test]
async fn nothing_is_signed_but_a_login_to_the_inbox_that_was_named() {
    let scene = Scene::new(0).await;
    // Another chain than the inbox says.
    let other = InboxClient::sign_in(&scene.url, CHAIN_ID + 1, scene.key.clone()).await;
    let failure = other.expect_err("refused");
    assert!(
        failure.text().contains("something else than a login"),
        "{}",
        failure.text()
    );
    let nowhere = InboxClient::sign_in("http://127.0.0.1:1", CHAIN_ID, scene.key.clone()).await;
    assert!(nowhere.is_err());
}
