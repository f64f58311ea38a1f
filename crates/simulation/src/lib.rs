//! Whole networks on a deterministic runtime: crashes, partitions, liars, and what must hold in spite of them.
