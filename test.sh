#!/usr/bin/env bash
# Every check and every test, from a fresh checkout on a fresh machine. See `./test.sh --help`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source tools/common.sh

# Cheap steps first, so that a slip shows within a minute.
STEPS=(tools format typos deny web build doctests tests acceptance portal)

# Run by name only: rustdoc wants its own copy of every dependency, which takes as long as all the rest of the build.
EXTRA_STEPS=(docs)

describe() {
    case $1 in
        tools) echo "install the pinned checkers into .tools/ and Ethereum's tools into tools/node_modules/" ;;
        format) echo "cargo fmt --check" ;;
        typos) echo "spelling of code and prose (typos.toml)" ;;
        deny) echo "licences, banned packages and sources of the dependencies (deny.toml)" ;;
        web) echo "the portal: types, ABI drift, unit tests, build, size of the first page" ;;
        portal) echo "the portal in a real browser against the real program, in both languages" ;;
        docs) echo "rustdoc warnings, such as broken links, as errors (only when asked for)" ;;
        build) echo "build the program and every test, compiler and clippy warnings as errors" ;;
        doctests) echo "examples in doc comments, where there are any" ;;
        tests) echo "cargo nextest: unit, scenario and tidy tests" ;;
        acceptance) echo "tests/acceptance/*.sh: real clients against the real program" ;;
    esac
}

usage() {
    cat <<'TEXT'
Usage: ./test.sh [--only STEP]... [--list] [--help]

Runs every check and test, stops at the first step that fails, and ends with a table of minutes per step.
What is missing is installed: checkers from PyPI and npm into this directory, and, when run as root on
Debian, system packages with apt-get. Otherwise it says what to install.

  --only STEP   run this step alone; may be repeated (`--only format --only build`)
  --list        list the steps
  --help        this text

Environment:
  CARGO_TARGET_DIR   where cargo builds; `target/` otherwise. A full run needs about 15 GB there.
  CAST, ANVIL        programs to use in place of the pinned ones, for platforms that have no pinned ones

Acceptance suites are executable files `tests/acceptance/*.sh`. They are given WEPOS_BIN, CAST and ANVIL
(absolute paths of programs) and pass when they exit with 0.
TEXT
}

# ---------------------------------------------------------------------------------------------------- what is needed

CHECKERS=$PWD/.tools/python

# Runs INSTALL unless the stamp says that it ran for exactly these pins.
once_per_pin() {
    local stamp=.tools/$1.stamp pins=$2 install=$3 current
    current=$(cksum "$pins" | cut -d' ' -f1,2)
    if [[ -f $stamp && $(<"$stamp") == "$current" ]]; then return; fi
    mkdir -p .tools
    "$install"
    printf '%s\n' "$current" >"$stamp"
}

install_checkers() {
    need_debian python3 python3
    if ! python3 -m pip --version >/dev/null 2>&1; then
        need_debian pip3 python3-pip
    fi
    rm -rf "$CHECKERS"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps --require-hashes \
        --only-binary :all: --target "$CHECKERS" --requirement tools/requirements.txt >&2 ||
        fail "pip could not install the checkers of tools/requirements.txt." \
            "They need the package index PyPI, and a platform of Linux with glibc or macOS, on x86-64 or ARM."
}

install_clients() {
    need_debian npm nodejs npm
    npm ci --prefix tools --ignore-scripts --no-audit --no-fund --loglevel error >&2 ||
        fail "npm could not install what tools/package-lock.json pins."
}

need_checkers() { once_per_pin checkers tools/requirements.txt install_checkers; }

# Sets CAST and ANVIL: the caller's choice, else the pinned programs, else those of the system.
need_clients() {
    local name variable pinned
    # The libraries are needed in any case.
    [[ -d tools/node_modules ]] || rm -f .tools/clients.stamp
    once_per_pin clients tools/package-lock.json install_clients
    for name in cast anvil; do
        variable=$(tr '[:lower:]' '[:upper:]' <<<"$name")
        if [[ -n ${!variable:-} ]]; then continue; fi
        pinned=$PWD/tools/node_modules/@foundry-rs/$name-linux-amd64/bin/$name
        if [[ -x $pinned && $(uname -sm) == "Linux x86_64" ]]; then
            printf -v "$variable" '%s' "$pinned"
        elif has "$name"; then
            printf -v "$variable" '%s' "$(command -v "$name")"
        else
            fail "there is no pinned '$name' for $(uname -sm)." \
                "Install Foundry in the version of tools/package.json and set $variable to the program's path."
        fi
    done
    export CAST ANVIL
}

# ------------------------------------------------------------------------------------------------------------- steps

step_tools() {
    need_rust
    need_debian git git
    need_checkers
    need_clients
    cargo --version
    "$CHECKERS/bin/cargo-nextest" nextest --version | head -n 1
    "$CHECKERS/bin/cargo-deny" --version
    "$CHECKERS/bin/typos" --version
    "$CAST" --version | head -n 1
}

step_format() {
    need_rust
    cargo fmt --all --check
}

step_typos() {
    need_checkers
    "$CHECKERS/bin/typos"
}

step_deny() {
    need_rust
    need_checkers
    "$CHECKERS/bin/cargo-deny" --log-level error --locked check --hide-inclusion-graph licenses bans sources
}

# Before the Rust build, which embeds what this writes.
step_web() {
    need_debian npm nodejs npm
    has_node || fail "the portal needs Node.js $NODE_MINIMUM or later; this is $(node --version)." \
        "Install it from https://nodejs.org, or with your system's package manager."
    install_portal_packages || fail "npm could not install what web/package-lock.json pins."
    npm run --silent --prefix web check
    npm run --silent --prefix web test
    build_portal
    npm run --silent --prefix web budget
}

# The same binary as everything else: it carries the portal.
step_portal() {
    [[ -f web/dist/index.html ]] || step_web
    step_build
    has "${CHROMIUM:-chromium}" || need_debian chromium chromium
    WEPOS_PORTAL=embedded WEPOS_BIN=$(target_directory)/debug/wepos npm run --silent --prefix web e2e
}

step_docs() {
    need_rust
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
}

# The same units as `nextest` wants: without `--all-targets` cargo would leave out the features that only tests
# switch on, and build the packages that have them twice.
#
# clippy-driver is the compiler with clippy's lints: building with it checks and compiles our packages in one go, while
# `cargo clippy` would build 600 dependencies a second time.
step_build() {
    need_rust
    cargo build --workspace --all-targets --locked $(portal_feature)
}

step_doctests() {
    need_rust
    if grep -rqE '^[[:space:]]*//[/!][[:space:]]*```' crates --include='*.rs'; then
        cargo test --doc --workspace --locked
    else
        say "no examples in doc comments"
    fi
}

step_tests() {
    need_rust
    need_checkers
    need_clients
    mkdir -p .tools
    "$CHECKERS/bin/cargo-nextest" nextest run --workspace --locked $(portal_feature) \
        --profile "${NEXTEST_PROFILE:-ci}" 2>&1 |
        tee .tools/nextest.log
}

step_acceptance() {
    local suites=() suite failed=0
    for suite in tests/acceptance/*.sh; do
        if [[ -x $suite ]]; then suites+=("$suite"); fi
    done
    if ((${#suites[@]} == 0)); then
        say "no suites in tests/acceptance/"
        return
    fi
    need_clients
    step_build
    WEPOS_BIN=$(target_directory)/debug/wepos
    export WEPOS_BIN
    for suite in "${suites[@]}"; do
        say "--- $suite"
        if "./$suite"; then
            say "ok: $suite"
        else
            say "FAILED: $suite"
            failed=$((failed + 1))
        fi
    done
    say "acceptance: $((${#suites[@]} - failed)) suites passed, $failed failed"
    ((failed == 0))
}

# --------------------------------------------------------------------------------------------------------------- run

TABLE=()

summary() {
    local status=$? row
    if ((${#TABLE[@]})); then
        printf '\n%-12s %8s   %s\n' step minutes result
        for row in "${TABLE[@]}"; do printf '%s\n' "$row"; done
        row_of total "$SECONDS" "$status"
        # The counts once more, where a reader looks first.
        if [[ -n ${RAN_TESTS:-} && -f .tools/nextest.log ]]; then
            grep -E '^ *Summary ' .tools/nextest.log || true
        fi
    fi
    exit "$status"
}

# row_of NAME SECONDS STATUS : minutes with two decimals, without a calculator.
row_of() {
    local result=ok
    if (($3 != 0)); then result="FAILED (status $3)"; fi
    printf '%-12s %5d.%02d   %s\n' "$1" $(($2 / 60)) $(($2 % 60 * 100 / 60)) "$result"
}

run_step() {
    local name=$1 started=$SECONDS code
    printf '\n=== %s: %s\n' "$name" "$(describe "$name")"
    # A step runs in a shell of its own so that `set -e` holds inside it and we still see its status.
    set +e
    (
        set -e
        "step_$name"
    )
    code=$?
    set -e
    TABLE+=("$(row_of "$name" $((SECONDS - started)) "$code")")
    return "$code"
}

main() {
    local selected=() step
    while (($#)); do
        case $1 in
            --help | -h) usage && exit 0 ;;
            --list)
                for step in "${STEPS[@]}" "${EXTRA_STEPS[@]}"; do
                    printf '%-12s %s\n' "$step" "$(describe "$step")"
                done
                exit 0
                ;;
            --only)
                [[ " ${STEPS[*]} ${EXTRA_STEPS[*]} " == *" ${2:-} "* && -n ${2:-} ]] ||
                    fail "--only wants one of: ${STEPS[*]} ${EXTRA_STEPS[*]}"
                selected+=("$2")
                shift
                ;;
            *) fail "unknown option '$1'; see ./test.sh --help" ;;
        esac
        shift
    done
    ((${#selected[@]})) || selected=("${STEPS[@]}")

    # Incremental compilation only pays on the second build, and a machine that tests submissions makes one.
    if [[ -n ${CI:-} ]]; then export CARGO_INCREMENTAL=0; fi
    rm -f .tools/nextest.log
    trap summary EXIT
    export RUSTC_WORKSPACE_WRAPPER=clippy-driver
    export CLIPPY_ARGS="-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"
    for step in "${selected[@]}"; do
        if [[ $step == tests ]]; then RAN_TESTS=1; fi
        # Not in a condition: that would switch `set -e` off inside the step. A failure ends the script here.
        run_step "$step"
    done
}

main "$@"
