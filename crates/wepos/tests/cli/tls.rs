//! A node behind TLS, as a public one is.

use std::{net::SocketAddr, sync::Arc, sync::mpsc};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::{Place, ended, node::Node};

const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// A certificate for `localhost` that nobody vouches for, with its key: for tests, and worth nothing elsewhere.
const IDENTITY: &str = include_str!("../fixtures/localhost.pem");

/// Puts TLS before a node; the address to ask.
fn encrypted(node: &Node) -> String {
    let target: SocketAddr = node.url.strip_prefix("http://").unwrap().parse().unwrap();
    let certificate = CertificateDer::from_pem_slice(IDENTITY.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(IDENTITY.as_bytes()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            sender.send(format!("https://localhost:{port}")).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not trust the certificate goes away here.
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        let mut plain = TcpStream::connect(target).await.unwrap();
                        let _ = copy_bidirectional(&mut stream, &mut plain).await;
                    }
                });
            }
        });
    });
    receiver.recv().unwrap()
}

#[test]
fn a_node_behind_tls_is_asked_if_the_system_trusts_its_certificate() {
    let (place, node) = (Place::new(), Node::start([]));
    let url = encrypted(&node);
    let call = ["call", "token", "balanceOf", MEMBER, "--rpc", &url];
    let trusted = place.write("trusted.pem", IDENTITY);
    let mut command = place.command(&call);
    let asked = command.env("SSL_CERT_FILE", trusted).output().unwrap();
    assert_eq!(ended(asked).succeeds().out, "0.000000000000000015 PoS\n");
    assert_eq!(node.times("eth_call"), 1);

    place.run(&call).fails("certificate");
    assert_eq!(node.times("eth_call"), 1, "nothing is said to a stranger");
}
