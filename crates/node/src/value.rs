//! Values of the state database as Commonware stores and sends them: bytes, at most as long as a value may be.

use bytes::Bytes;
use commonware_codec::{Buf, EncodeSize, Error as CodecError, RangeCfg, Read, Write};
use commonware_runtime::BufMut;
use wepos_chain::state::MAX_VALUE_BYTES;

/// A value with its bound built in, so that what a peer sends in state sync is bounded too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value(pub Bytes);

impl Write for Value {
    fn write(&self, buf: &mut impl BufMut) {
        self.0.write(buf);
    }
}

impl EncodeSize for Value {
    fn encode_size(&self) -> usize {
        self.0.encode_size()
    }
}

impl Read for Value {
    type Cfg = ();

    fn read_cfg(buf: &mut impl Buf, (): &()) -> Result<Self, CodecError> {
        Ok(Self(Bytes::read_cfg(
            buf,
            &RangeCfg::new(0..=MAX_VALUE_BYTES),
        )?))
    }
}
