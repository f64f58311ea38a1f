//! A grader at work without a network: an inbox that is served here, full of answered attempts, for a chain that is one
//! campaign. Tests look at what it does, and the benchmark says how long it takes.

use super::*;
use anyhow::Context as _;
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

pub(super) const CAMPAIGN: u64 = 7;

pub(super) const CHAIN_ID: u64 = 20_260;

pub(super) const GENESIS: B256 = B256::repeat_byte(0x9e);

pub(super) const NOW: u64 = 1_790_000_000;

/// The file of the inbox and that of its key, in a folder that lives as long as they are needed.
const FILE: &str = "inbox.sqlite";
const KEY: &str = "inbox.key";

/// How long it takes to grade so many attempts, of which every second one passes and is signed: from the first question
/// to the inbox until it has all results.
///
/// # Errors
///
/// An inbox that cannot be set up, or results that are not what they must be.
pub(crate) async fn measure(attempts: u32) -> anyhow::Result<Duration> {
    let scene = Scene::new(attempts).await?;
    let begun = Instant::now();
    let done = scene.grade(&scene.grader()).await;
    let took = begun.elapsed();
    let done = done.map_err(|failure| anyhow::anyhow!("{}", failure.text()))?;
    let passed = u64::from(attempts.div_ceil(2));
    anyhow::ensure!(
        done.graded == u64::from(attempts) && done.passed == passed,
        "of {attempts} attempts {} were graded and {} passed, and {passed} are right",
        done.graded,
        done.passed
    );
    let ungraded = scene.file()?.status(NOW)?.ungraded;
    anyhow::ensure!(ungraded == 0, "{ungraded} attempts are not graded");
    Ok(took)
}

/// What the chain says about the one campaign, and its time.
#[derive(Clone)]
pub(super) struct OneCampaign(pub(super) Arc<Mutex<Campaign>>, pub(super) Arc<AtomicU64>);

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
pub(super) fn bank(pass: u32) -> anyhow::Result<Bank> {
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
    Ok(Bank::read(&bank.to_string())?)
}

/// A campaign's grader and the inbox that it grades.
pub(super) struct Scene {
    pub(super) chain: OneCampaign,
    pub(super) bank: Bank,
    pub(super) key: PrivateKeySigner,
    pub(super) url: String,
    /// Where the inbox lies, until nobody needs it any more.
    directory: tempfile::TempDir,
}

impl Scene {
    /// An inbox with so many answered attempts, of which every second one is right.
    pub(super) async fn new(attempts: u32) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir_in(if cfg!(target_os = "linux") {
            "/dev/shm".into()
        } else {
            std::env::temp_dir()
        })
        .context("no room for an inbox")?;
        let (bank, key) = (bank(3)?, PrivateKeySigner::random());
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
        let file = directory.path().join(FILE);
        let key_file = directory.path().join(KEY);
        let mut database = Database::open_or_create(&file, &key_file, GENESIS)?;
        database.keep_sheet(CAMPAIGN, bank.sheet().clone())?;
        for index in 0..attempts {
            let account = account(index);
            let begun = database.begin_attempt(CAMPAIGN, account, NOW, NOW, 86_400_000);
            let (sheet, attempt) = begun?;
            let drawn = sheet.draw(seed(campaign.draw, account, attempt.number));
            let answer = |question: usize| match index % 2 {
                0 => Given::Number(question.to_string()),
                _ => Given::Nothing,
            };
            let answers: Vec<Given> = drawn.iter().map(|it| answer(it.question)).collect();
            database.answer_attempt(CAMPAIGN, account, 1, &answers, NOW)?;
        }
        let chain = OneCampaign(Arc::new(Mutex::new(campaign)), Arc::new(NOW.into()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let settings = Settings {
            chain_id: CHAIN_ID,
            genesis_hash: GENESIS,
            day_ms: 86_400_000,
            origins: vec![url.clone()],
            loopback_origins: false,
            loopback_is_free: true,
            retention_days: 30,
        };
        let inbox = Inbox::new(settings, Store::start(database)?, chain.clone())?;
        let app: IntoMakeServiceWithConnectInfo<_, SocketAddr> =
            router(inbox).into_make_service_with_connect_info();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self {
            chain,
            bank,
            key,
            url,
            directory,
        })
    }

    /// The inbox as an operator sees it.
    ///
    /// # Errors
    ///
    /// Files that cannot be read.
    pub(super) fn file(&self) -> anyhow::Result<Database> {
        let at = |name| self.directory.path().join(name);
        Ok(Database::open(&at(FILE), &at(KEY))?)
    }

    pub(super) fn grader(&self) -> Grader<'_> {
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

    /// Signs in as the campaign's key, and grades.
    ///
    /// # Errors
    ///
    /// Why the grader or the inbox refuses.
    pub(super) async fn grade(&self, grader: &Grader<'_>) -> Result<Done, Failure> {
        let mut inbox = InboxClient::sign_in(&self.url, CHAIN_ID, self.key.clone()).await?;
        grader.grade(&mut inbox, &ProgressBar::hidden()).await
    }
}

/// Days of so many seconds; one of them begins now.
pub(super) fn days_of(seconds: u64) -> NodeCalendar {
    NodeCalendar {
        day_length_ms: seconds * 1_000,
        boundaries_ms: vec![(NOW - 3 * seconds) * 1_000],
    }
}

pub(super) fn account(index: u32) -> Address {
    Address::from_word(B256::from(alloy_primitives::U256::from(index + 1)))
}
