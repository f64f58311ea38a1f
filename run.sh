#!/usr/bin/env bash
# Builds WePoS and starts a chain of one's own: one process, one validator, no configuration. See `./run.sh --help`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source tools/common.sh

usage() {
    cat <<'TEXT'
Usage: ./run.sh [--release] [--no-open] [OPTION OF wepos dev]...

Builds the web portal and the program `wepos`, and runs `wepos dev`: a chain with one validator on this machine, its
portal and JSON-RPC on http://127.0.0.1:8545, its data in a directory that a later start resumes from. Ctrl-C stops it.

  --release   build with full optimisation. Without it the dependencies (cryptography, storage, consensus)
              are optimised lightly and our own code is not: the first build takes about half the time, shares
              its work with ./test.sh, and is fast enough to try everything. Benchmarks need --release.
  --no-open   do not open the portal in the browser. From a terminal it is opened, where there is a desktop
  --help      this text; `./run.sh --options` shows the options of `wepos dev`

Everything else goes to `wepos dev`: ./run.sh --port 9000 --month 60s

The first build compiles about 600 packages and takes several minutes; later ones take seconds.
Needed: Rust (rustup) and a C compiler. As root on Debian, the latter is installed when it is missing.
For the portal: Node.js 20.19 or later with npm. Without it everything else works, and the address says what is missing.
TEXT
}

profile=debug
build=(cargo build --locked --package wepos --bin wepos)
arguments=()
# A script that runs this one, or a machine without a desktop, wants no browser.
open=
if [[ -t 1 && ($(uname -s) == Darwin || -n ${DISPLAY:-}${WAYLAND_DISPLAY:-}) ]]; then open=--open; fi
for argument in "$@"; do
    case $argument in
        --help | -h) usage && exit 0 ;;
        --options)
            arguments+=(--help)
            open=
            ;;
        # A subcommand of `wepos dev` speaks to a network that runs; there is nothing to open.
        clock)
            arguments+=(clock)
            open=
            ;;
        --no-open) open= ;;
        --release)
            profile=release
            build+=(--release)
            ;;
        *) arguments+=("$argument") ;;
    esac
done

need_rust
if ! has_node; then
    say "Without the portal: it needs Node.js $NODE_MINIMUM or later and npm, from https://nodejs.org." \
        "Everything else works."
elif ! build_portal; then
    say "Without the portal: it could not be built; npm's message is above. Everything else works."
fi
feature=$(portal_feature)
program=$(target_directory)/$profile/wepos
[[ -x $program ]] || say "Building WePoS ($profile). The first build takes several minutes."
"${build[@]}" $feature >&2 || fail "the build failed; the compiler's message is above."
# The `+` form: the bash of macOS takes an empty list for an unset variable.
exec "$program" dev $open ${arguments[@]+"${arguments[@]}"}
