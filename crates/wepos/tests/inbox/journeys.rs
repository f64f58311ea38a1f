//! A quiz from the bank to the reward, and a form with a private field: everybody's steps, against a real network.

use crate::{
    process::{Node, Place},
    program::{ask, ready_account, text},
    rpc::{block_on, until},
};
use alloy_primitives::{Address, B256, U256};
use alloy_signer::SignerSync as _;
use alloy_sol_types::SolCall;
use serde_json::{Value, json};
use std::time::Duration;
use wepos_abi::{ICampaigns, ICommittee, IEmission, addresses};
use wepos_client::{Client, Outgoing, PrivateKeySigner, Signed};

/// The committee of a development network.
const SEATS: [&str; 2] = ["wetez", "sorosreport"];

/// The type of both campaigns: forms.
const FORM: u16 = 3;

/// Days before the end of a stage at which reviewed campaigns close (R3).
const REVIEWED_WINDOW: u64 = 7 * 86_400;

/// A network, and members who act on it.
struct World {
    node: Node,
    place: Place,
    client: Client,
    http: reqwest::Client,
}

impl World {
    fn new() -> Self {
        let place = Place::new();
        let node = place.start(&[]);
        Self {
            client: Client::connect(&node.url).expect("a client"),
            http: reqwest::Client::new(),
            node,
            place,
        }
    }

    fn key(&self, role: &str) -> PrivateKeySigner {
        ready_account(role).0.parse().expect("a key")
    }

    /// Sends a call, which must succeed.
    async fn act(&self, role: &str, to: Address, call: &impl SolCall) {
        let key = self.key(role);
        let outgoing = Outgoing {
            to,
            value: U256::ZERO,
            data: call.abi_encode().into(),
        };
        let prepared = self.client.prepare(key.address(), &outgoing).await;
        let signed = Signed::new(prepared.expect("it would succeed"), &key);
        let signed = signed.expect("signed");
        let patience = Duration::from_secs(30);
        let receipt = self.client.send_and_wait(&signed, patience).await;
        receipt.expect("it succeeded");
    }

    async fn view<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        let answer = self.client.view_typed(to, call).await;
        answer.expect("an answer")
    }

    /// Has `dev1` propose a campaign, and the committee approve it.
    async fn open(&self, terms: ICampaigns::Terms, form: Vec<ICampaigns::Field>) {
        let texts = ICampaigns::Texts {
            titleZh: "质押测验".into(),
            titleEn: "A quiz on staking".into(),
            textZh: "答对即可。".into(),
            textEn: "Answer rightly.".into(),
        };
        let proposal = ICampaigns::proposeCall { terms, texts, form };
        self.act("dev1", addresses::CAMPAIGNS, &proposal).await;
        let approval = ICampaigns::approveCall { campaign: 1 };
        let proposal = ICommittee::proposeCall {
            target: addresses::CAMPAIGNS,
            callData: approval.abi_encode().into(),
            reasonZh: "有益于社区。".into(),
            reasonEn: "It helps the community.".into(),
        };
        self.act(SEATS[0], addresses::COMMITTEE, &proposal).await;
        let vote = ICommittee::approveCall {
            id: 0,
            reasonZh: "同意。".into(),
            reasonEn: "Agreed.".into(),
        };
        self.act(SEATS[1], addresses::COMMITTEE, &vote).await;
        let call = ICampaigns::campaignCall { id: 1 };
        let campaign = self.view(addresses::CAMPAIGNS, &call).await;
        assert_eq!(campaign.status, 3, "it is open");
    }

    async fn terms(&self, decided_by: u8) -> ICampaigns::Terms {
        let newest = self.client.block(None).await.expect("an answer");
        let now = newest.expect("a block").header.timestamp;
        let call = IEmission::stageRecordCall { stage: 0 };
        let stage = self.view(addresses::EMISSION, &call).await;
        ICampaigns::Terms {
            activityType: FORM,
            stage: 0,
            places: 2,
            opensAt: now,
            closesAt: stage.endsAt - REVIEWED_WINDOW,
            rewardsPerAccount: 1,
            rewardsPerFact: 1,
            repeatFactor: 10_000,
            decidedBy: decided_by,
            key: Address::ZERO,
            commitment: B256::ZERO,
            everyDays: 0,
            streak: 0,
            nominations: false,
            scores: 0,
            threshold: 0,
        }
    }

    /// Asks the inbox, or tells it something; what it answers, also a refusal.
    async fn inbox(&self, token: &str, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/inbox{path}", self.client.url());
        let request = match body {
            Some(body) => self.http.post(url).body(body.to_string()),
            None => self.http.get(url),
        };
        let reply = request.bearer_auth(token).send().await;
        reply.expect("an answer").json().await.expect("JSON")
    }

    /// Signs in, and gives the token.
    async fn sign_in(&self, role: &str) -> String {
        let key = self.key(role);
        let account = key.address();
        let asked = json!({ "account": account });
        let asked = self.inbox("", "/login/message", Some(asked)).await;
        let message = asked["message"].as_str().expect("a message");
        let signature = key.sign_message_sync(message.as_bytes()).expect("signs");
        let signed = json!({
            "account": account, "nonce": asked["nonce"], "issuedAt": asked["issuedAt"],
            "signature": signature.to_string(),
        });
        let session = self.inbox("", "/login", Some(signed)).await;
        session["token"].as_str().expect("a token").to_owned()
    }
}

/// Two sums, whose answers are their numbers.
fn bank() -> Value {
    json!({
        "version": 1, "salt": B256::repeat_byte(5), "draws": 2, "pass": 2, "retryHours": 24, "attempts": 3,
        "questions": [
            {"kind": "number", "zh": "零", "en": "zero", "answer": "0"},
            {"kind": "number", "zh": "一", "en": "one", "answer": "1"},
        ],
    })
}

#[test]
fn a_quiz_is_proposed_taken_graded_and_paid() {
    let world = World::new();
    let url = world.client.url().to_owned();
    let bank_file = world.place.file("bank.json");
    std::fs::write(&bank_file, bank().to_string()).expect("written");
    let (success, checked) = ask(&["quiz", "check", text(&bank_file)]);
    assert!(success, "{checked}");
    let grader = PrivateKeySigner::random();
    block_on(async {
        let terms = ICampaigns::Terms {
            key: grader.address(),
            commitment: checked["commitment"].as_str().unwrap().parse().unwrap(),
            ..world.terms(2).await
        };
        world.open(terms, Vec::new()).await;
    });
    let grader = grader.to_bytes().to_string();
    let quiz = |command: &str, key: &str| {
        let file = text(&bank_file);
        match command {
            "upload" => ask(&[
                "quiz",
                "upload",
                file,
                "--campaign",
                "1",
                "--key",
                key,
                "--rpc",
                &url,
            ]),
            _ => ask(&[
                "grade",
                "--bank",
                file,
                "--campaign",
                "1",
                "--key",
                key,
                "--rpc",
                &url,
                "--once",
            ]),
        }
    };
    let (organiser, member) = (ready_account("dev1").0, ready_account("alice"));
    let (success, refused) = quiz("upload", &member.0);
    assert!(
        !success && refused["error"]["code"] == "notYours",
        "{refused}"
    );
    let (success, uploaded) = quiz("upload", &organiser);
    assert!(success && uploaded["questions"] == 2, "{uploaded}");

    let token = block_on(async {
        let token = world.sign_in("alice").await;
        // The block after the opening draws.
        until("the chain draws", Duration::from_secs(30), async || {
            let call = ICampaigns::drawCall { campaign: 1 };
            let drawn = world.view(addresses::CAMPAIGNS, &call).await;
            !drawn.is_zero()
        })
        .await;
        // What the inbox knows is a second old at most.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let attempt = world
            .inbox(&token, "/quizzes/1/attempts", Some(json!({})))
            .await;
        let answer = |question: &Value| match question["en"].as_str() {
            Some("zero") => "0.0",
            _ => "1",
        };
        assert!(attempt["questions"].is_array(), "{attempt}");
        let questions = attempt["questions"].as_array().expect("questions");
        let answers: Vec<&str> = questions.iter().map(answer).collect();
        let answered = json!({ "answers": answers });
        let answered = world
            .inbox(&token, "/quizzes/1/attempts/1", Some(answered))
            .await;
        assert!(answered["answeredAt"].is_u64(), "{answered}");
        token
    });
    let (success, refused) = quiz("grade", &organiser);
    assert!(
        !success && refused["error"]["kind"] == "campaign",
        "{refused}"
    );
    let (success, graded) = quiz("grade", &grader);
    assert_eq!((success, &graded["passed"]), (true, &json!(1)), "{graded}");

    block_on(async {
        let own = world.inbox(&token, "/quizzes/1/attempts", None).await;
        let signed = &own["attempts"][0]["result"]["attestation"];
        let account: Address = member.1.parse().expect("an address");
        let redeem = ICampaigns::redeemCall {
            attestation: ICampaigns::Attestation {
                campaign: 1,
                number: 1,
                holder: account,
                expiresAt: signed["expiresAt"].as_u64().expect("a moment"),
                data: signed["data"].as_str().unwrap().parse().unwrap(),
            },
            signature: signed["signature"].as_str().unwrap().parse().unwrap(),
            account,
            holderSignature: Default::default(),
        };
        let before = world.client.balance(account).await.expect("a balance");
        // Anybody may send it.
        world.act("bob", addresses::CAMPAIGNS, &redeem).await;
        let after = world.client.balance(account).await.expect("a balance");
        assert!(after > before, "an anchored account is paid at once");
    });
    assert!(world.node.signal("TERM").success());
    let (success, report) = ask(&["audit", "--data-dir", text(&world.place.data())]);
    assert!(success && report["holds"] == true, "{report}");
}

#[test]
fn a_private_answer_is_stored_sent_as_a_hash_read_and_erased() {
    let world = World::new();
    block_on(async {
        let field = |is_private: bool, label: &str| ICampaigns::Field {
            kind: 0,
            required: true,
            isPrivate: is_private,
            labelZh: format!("甲{label}"),
            labelEn: label.to_owned(),
            choices: Vec::new(),
        };
        let form = vec![field(false, "City"), field(true, "Street")];
        let terms = world.terms(0).await;
        world.open(terms, form).await;

        let token = world.sign_in("alice").await;
        let given = |answers: Value| Some(json!({"campaign": 1, "answers": answers}));
        let refused = world
            .inbox(&token, "/answers", given(json!(["a", "b"])))
            .await;
        assert_eq!(refused["error"]["expected"], 1, "{refused}");
        let stored = world
            .inbox(&token, "/answers", given(json!(["某路 12 号"])))
            .await;
        let hash: B256 = stored["hash"].as_str().expect("a hash").parse().unwrap();
        let answer = ICampaigns::answerCall {
            campaign: 1,
            answers: vec!["Shanghai".into()],
            privateHash: hash,
        };
        world.act("alice", addresses::CAMPAIGNS, &answer).await;

        let organiser = world.sign_in("dev1").await;
        let found = format!("/answers?campaign=1&hash={hash}");
        let found = world.inbox(&organiser, &found, None).await;
        let path = format!("/answers/{}", found["records"][0]["id"].as_str().unwrap());
        let read = world.inbox(&organiser, &path, None).await;
        assert_eq!(read["answers"], json!(["某路 12 号"]), "{read}");
        let stranger = world.sign_in("carol").await;
        let refused = world.inbox(&stranger, &path, None).await;
        assert_eq!(refused["error"]["code"], "notAParty", "{refused}");
        let log = world.inbox(&token, &format!("{path}/log"), None).await;
        assert_eq!(log["reads"][0]["role"], "organiser", "{log}");
        let erase = format!("{path}/erase");
        world.inbox(&token, &erase, Some(json!({}))).await;
        let gone = world.inbox(&organiser, &path, None).await;
        assert_eq!(gone["error"]["code"], "erased", "{gone}");
    });
}
