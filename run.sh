#!/usr/bin/env bash
# Builds WePoS and starts a chain of one's own: one process, one validator, no configuration. See `./run.sh --help`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source tools/common.sh

usage() {
    cat <<'TEXT'
Usage: ./run.sh [--release] [OPTION OF wepos dev]...

Builds the program `wepos` and runs `wepos dev`: a chain with one validator on this machine, its JSON-RPC on
http://127.0.0.1:8545, its data in a directory that a later start resumes from. Ctrl-C stops it.

  --release   build with full optimisation. Without it the dependencies (cryptography, storage, consensus)
              are optimised lightly and our own code is not: the first build takes about half the time, shares
              its work with ./test.sh, and is fast enough to try everything. Benchmarks need --release.
  --help      this text; `./run.sh --options` shows the options of `wepos dev`

Everything else goes to `wepos dev`: ./run.sh --port 9000 --month 60s

The first build compiles about 600 packages and takes several minutes; later ones take seconds.
Needed: Rust (rustup) and a C compiler. As root on Debian, the latter is installed when it is missing.
TEXT
}

profile=debug
build=(cargo build --locked --package wepos --bin wepos)
arguments=()
for argument in "$@"; do
    case $argument in
        --help | -h) usage && exit 0 ;;
        --options) arguments+=(--help) ;;
        --release)
            profile=release
            build+=(--release)
            ;;
        *) arguments+=("$argument") ;;
    esac
done

need_rust
program=$(target_directory)/$profile/wepos
[[ -x $program ]] || say "Building WePoS ($profile). The first build takes several minutes."
"${build[@]}" >&2 || fail "the build failed; the compiler's message is above."
# The `+` form: the bash of macOS takes an empty list for an unset variable.
exec "$program" dev ${arguments[@]+"${arguments[@]}"}
