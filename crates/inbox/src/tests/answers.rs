//! Private answers: who may read them, what is kept, what is gone.

use super::support::{NOW, Place, Reply, Somebody, campaign};
use crate::{
    Campaign, DecidedBy,
    limits::{ANSWER_BYTES, RECORDS_PER_CAMPAIGN},
    private_hash,
};
use alloy_primitives::B256;
use serde_json::{Value, json};

const ADDRESS: &str = "上海市某路 12 号 apartment 7";

struct Scene {
    place: Place,
    author: Somebody,
    organiser: Somebody,
    reviewer: Somebody,
    stranger: Somebody,
}

impl Scene {
    async fn new() -> Self {
        let place = Place::new().await;
        let scene = Self {
            author: place.member().await,
            organiser: place.member().await,
            reviewer: place.member().await,
            stranger: place.member().await,
            place,
        };
        scene.place.change(|facts| {
            facts.campaigns.insert(7, campaign(&scene.organiser));
            facts.reviewers.insert(scene.reviewer.address());
        });
        scene
    }

    async fn stores(&self) -> Value {
        self.store(7, json!([ADDRESS, ""])).await.ok()
    }

    async fn store(&self, campaign: u64, answers: Value) -> Reply {
        let body = json!({"campaign": campaign, "answers": answers});
        self.place.post(Some(&self.author), "/answers", &body).await
    }

    async fn found(&self, who: &Somebody, path: &str) -> Vec<Value> {
        let reply = self.place.get(Some(who), path).await.ok();
        reply["records"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn the_hash_is_that_of_salt_and_answers() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let salt: B256 = stored["salt"].as_str().unwrap().parse().unwrap();
    let answers = [ADDRESS.to_owned(), String::new()];
    assert_eq!(stored["hash"], json!(private_hash(salt, &answers)));
    assert_ne!(stored["hash"], scene.stores().await["hash"], "another salt");
    // What anybody can compute, in any language: keccak-256 of 32 bytes and a JSON list.
    let fixed = private_hash(B256::repeat_byte(1), &["甲\"\n".to_owned()]);
    let text = [&[1; 32][..], "[\"甲\\\"\\n\"]".as_bytes()].concat();
    assert_eq!(fixed, alloy_primitives::keccak256(text));
}

#[tokio::test]
async fn the_parties_read_and_the_author_sees_who_did() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let path = format!("/answers/{}", stored["id"].as_str().unwrap());
    for reader in [&scene.author, &scene.organiser, &scene.reviewer] {
        let read = scene.place.get(Some(reader), &path).await.ok();
        assert_eq!(read["answers"], json!([ADDRESS, ""]));
        assert_eq!(read["hash"], stored["hash"]);
    }
    let refused = scene.place.get(Some(&scene.stranger), &path).await;
    let error = refused.refused(403, "notAParty");
    assert_eq!(
        error["organiser"],
        json!(scene.organiser.address().to_string())
    );

    let log = scene
        .place
        .get(Some(&scene.author), &format!("{path}/log"))
        .await
        .ok();
    let roles: Vec<&str> = log["reads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|read| read["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["reviewer", "organiser", "author"]);
    assert_eq!(log["reads"][0]["reader"], json!(scene.reviewer.address()));
    let refused = scene
        .place
        .get(Some(&scene.organiser), &format!("{path}/log"))
        .await;
    refused.refused(403, "notTheAuthor");
}

#[tokio::test]
async fn reviewers_read_only_where_they_decide() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let path = format!("/answers/{}", stored["id"].as_str().unwrap());
    for decided_by in [
        DecidedBy::Grader,
        DecidedBy::Ticket,
        DecidedBy::AtOnce,
        DecidedBy::List,
    ] {
        scene.place.change(|facts| {
            facts.campaigns.get_mut(&7).unwrap().decided_by = decided_by;
        });
        let refused = scene.place.get(Some(&scene.reviewer), &path).await;
        refused.refused(403, "notAParty");
        scene.place.get(Some(&scene.organiser), &path).await.ok();
    }
    scene.place.change(|facts| {
        facts.campaigns.get_mut(&7).unwrap().decided_by = DecidedBy::Scores;
    });
    let read = scene.place.get(Some(&scene.reviewer), &path).await.ok();
    assert_eq!(read["answers"], json!([ADDRESS, ""]), "who scores reads");
    // Who no longer reviews no longer reads.
    scene.place.change(|facts| {
        facts.campaigns.get_mut(&7).unwrap().decided_by = DecidedBy::Reviewer;
        facts.reviewers.clear();
    });
    let refused = scene.place.get(Some(&scene.reviewer), &path).await;
    refused.refused(403, "notAParty");
}

#[tokio::test]
async fn records_are_found_by_those_who_may_read_them() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let (hash, author) = (stored["hash"].as_str().unwrap(), scene.author.address());
    let all = scene.found(&scene.organiser, "/answers?campaign=7").await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["account"], json!(author));
    assert_eq!(all[0].get("answers"), None);
    let by_hash = format!("/answers?campaign=7&hash={hash}");
    assert_eq!(scene.found(&scene.reviewer, &by_hash).await.len(), 1);
    let id = stored["id"].as_str().unwrap();
    let after = format!("/answers?campaign=7&after={id}");
    assert_eq!(scene.found(&scene.organiser, &after).await.len(), 0);
    assert_eq!(scene.found(&scene.author, "/answers").await.len(), 1);
    assert_eq!(scene.found(&scene.stranger, "/answers").await.len(), 0);
    let own = format!("/answers?campaign=7&account={author}");
    assert_eq!(scene.found(&scene.author, &own).await.len(), 1);
    for path in [own.as_str(), "/answers?campaign=7"] {
        let refused = scene.place.get(Some(&scene.stranger), path).await;
        refused.refused(403, "notAParty");
    }
}

#[tokio::test]
async fn an_erased_record_is_gone_and_its_date_is_not() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let id = stored["id"].as_str().unwrap();
    let path = format!("/answers/{id}");
    scene.place.get(Some(&scene.organiser), &path).await.ok();
    let (file, log) = (
        scene.place.directory.path().join("inbox.sqlite"),
        scene.place.directory.path().join("inbox.sqlite-wal"),
    );
    let sealed = sealed_bytes(&scene.place).await;
    let erase = format!("{path}/erase");
    let refused = scene
        .place
        .post(Some(&scene.organiser), &erase, &json!({}))
        .await;
    refused.refused(403, "notTheAuthor");
    scene
        .place
        .post(Some(&scene.author), &erase, &json!({}))
        .await
        .ok();
    for reader in [&scene.author, &scene.organiser] {
        let gone = scene.place.get(Some(reader), &path).await;
        let error = gone.refused(410, "erased");
        assert_eq!(error["cause"], "member");
    }
    let again = scene
        .place
        .post(Some(&scene.author), &erase, &json!({}))
        .await;
    again.refused(410, "erased");
    // The author still sees who had read it.
    let reads = scene
        .place
        .get(Some(&scene.author), &format!("{path}/log"))
        .await
        .ok();
    assert_eq!(reads["reads"].as_array().unwrap().len(), 1);
    assert_eq!(reads["record"]["erased"]["cause"], "member");
    // Neither the file nor the log in front of it still has the bytes.
    for path in [file, log] {
        let bytes = std::fs::read(path).unwrap_or_default();
        assert!(!contains(&bytes, &sealed[60..]));
    }
}

#[tokio::test]
async fn nothing_is_on_disk_in_clear() {
    let scene = Scene::new().await;
    scene.stores().await;
    let sealed = sealed_bytes(&scene.place).await;
    let mut seen = false;
    for entry in std::fs::read_dir(scene.place.directory.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!contains(&bytes, "apartment 7".as_bytes()));
        let token = scene.author.token.as_ref().unwrap();
        assert!(!contains(&bytes, token.as_bytes()));
        assert!(!contains(
            &bytes,
            &alloy_primitives::hex::decode(token).unwrap()
        ));
        seen |= contains(&bytes, &sealed);
    }
    assert!(seen, "the record itself is there");
}

#[tokio::test]
async fn limits_name_themselves() {
    let scene = Scene::new().await;
    scene.store(7, json!([])).await.refused(400, "malformed");
    scene.store(9, json!(["x"])).await.refused(404, "unknown");
    let few = scene.store(7, json!(["x"])).await;
    assert_eq!(few.refused(400, "malformed")["expected"], 2);
    let fields = |count: usize| {
        let change = |campaign: &mut Campaign| campaign.private_fields = count;
        scene
            .place
            .change(|facts| change(facts.campaigns.get_mut(&7).unwrap()));
    };
    fields(21);
    let many = scene.store(7, json!(vec!["x"; 21])).await;
    assert_eq!(many.refused(413, "tooLarge")["limit"], 20);
    fields(2);
    let long = "长".repeat(ANSWER_BYTES / 3 + 1);
    let error = scene
        .store(7, json!(["x", long]))
        .await
        .refused(413, "tooLarge");
    assert_eq!(
        (&error["limit"], &error["answer"]),
        (&json!(ANSWER_BYTES), &json!(2))
    );
    for _ in 0..RECORDS_PER_CAMPAIGN {
        scene.store(7, json!(["x", "y"])).await.ok();
    }
    let error = scene
        .store(7, json!(["x", "y"]))
        .await
        .refused(409, "tooManyRecords");
    assert_eq!(error["limit"], RECORDS_PER_CAMPAIGN);
    scene
        .place
        .change(|facts| facts.campaigns.get_mut(&7).unwrap().is_open = false);
    let error = scene
        .store(7, json!(["x", "y"]))
        .await
        .refused(409, "campaignNotOpen");
    assert_eq!(error["closesAt"], NOW + 1_000_000);
}

#[tokio::test]
async fn records_reach_the_end_of_their_term() {
    let scene = Scene::new().await;
    scene.stores().await;
    let now = crate::service::now();
    let store = &scene.place.store;
    let sweep = |days_later: u64| store.run(move |file| file.sweep(30, now + days_later * 86_400));
    assert_eq!(sweep(29).await.unwrap(), 0);
    assert_eq!(sweep(31).await.unwrap(), 1);
    let status = store.run(move |file| file.status(now)).await.unwrap();
    assert_eq!((status.records, status.erased), (0, 1));
    assert_eq!(sweep(31 + 366).await.unwrap(), 0);
    let status = store.run(move |file| file.status(now)).await.unwrap();
    assert_eq!((status.erased, status.reads), (0, 0));
}

#[tokio::test]
async fn a_chain_that_does_not_answer_opens_nothing() {
    let scene = Scene::new().await;
    let stored = scene.stores().await;
    let path = format!("/answers/{}", stored["id"].as_str().unwrap());
    scene.place.change(|facts| facts.is_gone = true);
    let refused = scene.place.get(Some(&scene.organiser), &path).await;
    refused.refused(503, "unavailable");
    let log = scene.place.store.run(|file| file.reads(None, None, 10));
    assert_eq!(log.await.unwrap(), []);
}

async fn sealed_bytes(place: &Place) -> Vec<u8> {
    let sql = "SELECT sealed FROM record";
    let read = place
        .store
        .run(move |file| Ok(file.connection.query_row(sql, [], |row| row.get(0))?));
    read.await.unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
