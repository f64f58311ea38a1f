//! Clients that open connections and say little, or slowly: by raw sockets.

use super::*;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// Far more than any of this takes, and less than the real limits.
const PATIENCE: Duration = Duration::from_secs(10);

const TIMEOUT: Duration = Duration::from_millis(300);

async fn hasty(limits: RpcLimits) -> Node {
    Node::with_limits(RpcLimits {
        header_timeout: TIMEOUT,
        body_timeout: TIMEOUT,
        ..limits
    })
    .await
}

/// All that comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    // A connection that is reset has said all it had to say.
    let _ = timeout(PATIENCE, read).await.expect("it is closed in time");
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_client_that_never_ends_its_headers_is_disconnected() {
    let node = hasty(RpcLimits::development()).await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    stream
        .write_all(b"POST / HTTP/1.1\r\nhost: test\r\n")
        .await
        .unwrap();
    let started = Instant::now();
    let (mut reader, mut writer) = stream.split();
    // A field every now and then, for as long as it is listened to.
    let dribble = async {
        while writer.write_all(b"x-more: 1\r\n").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let mut byte = [0; 1];
    let closed = async { matches!(reader.read(&mut byte).await, Ok(0) | Err(_)) };
    let closed = timeout(PATIENCE, async {
        tokio::select! {
            closed = closed => closed,
            () = dribble => true,
        }
    });
    assert!(closed.await.expect("it is closed in time"));
    assert!(started.elapsed() >= TIMEOUT);
    // Others are served all the while.
    assert_eq!(
        node.result("eth_chainId", json!([])).await,
        format!("{:#x}", node.chain.chain_id())
    );
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let node = hasty(RpcLimits::development()).await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let node = hasty(RpcLimits::development()).await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let head =
        b"POST / HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("the request did not arrive in time"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_head_of_endless_fields_is_refused() {
    let node = Node::start().await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let field = format!("x-long: {}\r\n", "x".repeat(128 * 1024));
    let head = format!("GET /health HTTP/1.1\r\nhost: test\r\n{field}\r\n");
    // It may be refused before all of it is sent.
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = rest(&mut stream).await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_gets_a_reason_for_the_next() {
    let node = Node::with_limits(RpcLimits {
        open_connections_per_address: 2,
        ..RpcLimits::public()
    })
    .await;
    let open = async || TcpStream::connect(node.address).await.unwrap();
    let (first, _second) = (open().await, open().await);
    let mut third = open().await;
    let answer = rest(&mut third).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.ends_with("too many connections from this address"),
        "{answer}"
    );
    drop(first);
    let served = async {
        while node.http("GET", "/health", b"").await.status != 200 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, served)
        .await
        .expect("a place that is given back is free");
}

#[tokio::test]
async fn all_addresses_together_have_so_many_connections() {
    let node = Node::with_limits(RpcLimits {
        open_connections: 1,
        ..RpcLimits::public()
    })
    .await;
    let _first = TcpStream::connect(node.address).await.unwrap();
    let mut second = TcpStream::connect(node.address).await.unwrap();
    let answer = rest(&mut second).await;
    assert!(
        answer.ends_with("this node has no more room for connections"),
        "{answer}"
    );
}

#[tokio::test]
async fn large_messages_share_their_room_and_small_ones_do_not_wait_for_them() {
    let limits = RpcLimits {
        large_messages_bytes: 5 * 1024 * 1024,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(RpcLimits {
        body_timeout: Duration::from_millis(1_500),
        ..limits
    })
    .await;
    let mut slow = TcpStream::connect(node.address).await.unwrap();
    let head = b"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5242880\r\n\r\n";
    slow.write_all(head).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    node.result("eth_chainId", json!([])).await;
    assert!(started.elapsed() < Duration::from_secs(1));
    // The room is the slow one's until its time is over.
    let padding = " ".repeat(100 * 1024);
    let body = format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}}{padding}"#);
    let answer = node.post(&body).await;
    assert!(answer["result"].is_string(), "{answer}");
    assert!(started.elapsed() > Duration::from_millis(500));
}
