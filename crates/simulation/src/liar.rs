//! Validators that run nothing of ours: the library's own liars.

use crate::{
    node::all_channels,
    world::{Fault, World},
};
use commonware_consensus::{
    simplex::{elector::RoundRobin, mocks, scheme::ed25519::Scheme},
    types::Epoch,
};
use commonware_cryptography::{Keccak256, Sha256};
use commonware_glue::simulate::engine::InitContext;
use commonware_p2p::utils::mux::Muxer;
use commonware_runtime::{Handle, Spawner as _, Supervisor as _};
use std::sync::Arc;
use wepos_node::{
    block::PublicKey,
    proof::{namespace, validators},
};

/// Epochs in which they take part: more than any run has in time.
const MOCKED_EPOCHS: u64 = 16;

/// Starts a validator that runs nothing of ours: one liar for each epoch.
pub(crate) fn start(world: &World, init: InitContext<'_, PublicKey>, fault: &Fault) -> Handle<()> {
    let InitContext {
        context,
        index,
        channels,
        ..
    } = init;
    let network = &world.network;
    let key = world.keys[index].clone();
    let scheme = Scheme::signer(&namespace(network), validators(network), key)
        .expect("it is one of the validators");
    let fault = fault.clone();
    let [vote, certificate, ..] = all_channels(channels);
    context.spawn(move |context| async move {
        let (mux, mut votes) = Muxer::new(context.child("votes"), vote.0, vote.1);
        mux.start();
        let certificates = context.child("certificates");
        let (mux, mut certificates) = Muxer::new(certificates, certificate.0, certificate.1);
        mux.start();
        let mut liars = Vec::new();
        for epoch in 0..MOCKED_EPOCHS {
            let Ok(vote) = votes.register(epoch).await else {
                return;
            };
            let Ok(certificate) = certificates.register(epoch).await else {
                return;
            };
            let context = context.child("liar").with_attribute("epoch", epoch);
            let scheme = scheme.clone();
            let handle = match &fault {
                Fault::Equivocates => {
                    let config = mocks::equivocator::Config {
                        scheme,
                        elector: RoundRobin::<Sha256>::default(),
                        epoch: Epoch::new(epoch),
                        relay: Arc::new(mocks::relay::Relay::new()),
                    };
                    mocks::equivocator::Equivocator::<_, _, _, Keccak256>::new(context, config)
                        .start(vote, certificate)
                }
                Fault::Conflicts => {
                    let config = mocks::conflicter::Config { scheme };
                    mocks::conflicter::Conflicter::<_, _, Keccak256>::new(context, config)
                        .start(vote)
                }
                Fault::Nulls => {
                    let config = mocks::nuller::Config { scheme };
                    mocks::nuller::Nuller::<_, _, Keccak256>::new(context, config).start(vote)
                }
                Fault::Impersonates => {
                    let config = mocks::impersonator::Config { scheme };
                    mocks::impersonator::Impersonator::<_, _, Keccak256>::new(context, config)
                        .start(vote)
                }
                Fault::Forges(_) => unreachable!("it runs our node"),
            };
            liars.push(handle);
        }
        futures::future::join_all(liars).await;
    })
}
