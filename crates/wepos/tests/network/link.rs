//! The wires between validators: one way each, so that a test can cut any of them.
//!
//! A wire is a small TCP proxy that the one validator knows as the address of the other. A cut wire swallows nothing
//! and says nothing: bytes wait in it, as they do where a cable is pulled, and connections open to nobody.

use std::{
    net::{SocketAddr, TcpListener as StdListener},
    sync::Arc,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// Bytes that a wire carries at once.
const PIECE: usize = 64 * 1024;

/// One wire.
pub(crate) struct Link {
    /// Where the one end connects.
    pub(crate) address: SocketAddr,
    cut: Arc<watch::Sender<bool>>,
}

impl Link {
    pub(crate) fn cut(&self) {
        self.cut.send_replace(true);
    }

    pub(crate) fn mend(&self) {
        self.cut.send_replace(false);
    }
}

/// A thread that carries what goes over the wires, whatever the test's own thread does meanwhile.
pub(crate) struct Exchange {
    runtime: Option<tokio::runtime::Runtime>,
}

impl Exchange {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime can be made");
        Self {
            runtime: Some(runtime),
        }
    }

    /// A wire to `target`.
    pub(crate) fn link(&self, target: SocketAddr) -> Link {
        let listener = StdListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        listener.set_nonblocking(true).expect("it can be polled");
        let (cut, is_cut) = watch::channel(false);
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.spawn(carry(listener, target, is_cut));
        Link {
            address,
            cut: Arc::new(cut),
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn carry(listener: StdListener, target: SocketAddr, is_cut: watch::Receiver<bool>) {
    let listener = TcpListener::from_std(listener).expect("a listener in a runtime");
    loop {
        let Ok((near, _)) = listener.accept().await else {
            continue;
        };
        let mut is_cut = is_cut.clone();
        tokio::spawn(async move {
            whole(&mut is_cut).await;
            // Nobody at the other end: the near one sees a closed connection, as from a machine without the program.
            let Ok(far) = TcpStream::connect(target).await else {
                return;
            };
            // Votes are small and wanted at once.
            let fast = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
            fast.expect("a socket takes its options");
            let (near_in, near_out) = near.into_split();
            let (far_in, far_out) = far.into_split();
            tokio::spawn(pipe(near_in, far_out, is_cut.clone()));
            pipe(far_in, near_out, is_cut).await;
        });
    }
}

/// Carries one direction until either end is gone.
async fn pipe(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut is_cut: watch::Receiver<bool>) {
    let mut piece = vec![0; PIECE];
    while let Ok(count) = from.read(&mut piece).await {
        whole(&mut is_cut).await;
        if count == 0 || to.write_all(&piece[..count]).await.is_err() {
            break;
        }
    }
}

/// Waits until the wire is whole.
async fn whole(is_cut: &mut watch::Receiver<bool>) {
    // The sender is gone with the test: then nobody waits for anything.
    let _ = is_cut.wait_for(|cut| !cut).await;
}
