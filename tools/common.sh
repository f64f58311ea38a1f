# shellcheck shell=bash
# Shared by run.sh and test.sh: say what happens, and find or install what is missing.
# Everything here prints to standard error, so that the output of `wepos dev --json` stays clean.

say() { printf '%s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    if (($#)); then printf '       %s\n' "$@" >&2; fi
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# need_debian COMMAND PACKAGE... : installs the packages when we may, otherwise says which ones to install.
need_debian() {
    local command=$1
    shift
    if has "$command"; then return; fi
    if [[ $(id -u) == 0 ]] && has apt-get; then
        say "$command is missing: installing $* with apt-get"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >&2
        apt-get install -y -qq --no-install-recommends "$@" >&2
        hash -r
        if has "$command"; then return; fi
    fi
    fail "'$command' is not installed." \
        "On Debian and Ubuntu: sudo apt-get install $*" \
        "On macOS: xcode-select --install brings a C compiler and git, brew the rest."
}

# Cargo and a C compiler: libsecp256k1, BLST, aws-lc and SQLite are C.
need_rust() {
    if ! has cargo && [[ -x ${CARGO_HOME:-$HOME/.cargo}/bin/cargo ]]; then
        PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
    fi
    if ! has cargo; then
        fail "'cargo' is not installed: WePoS is built from source with Rust $(rust_version)." \
            "Install rustup from https://rustup.rs (Debian 13 and later: sudo apt-get install rustup)," \
            "then run this again; rust-toolchain.toml selects the right version."
    fi
    if ! cargo --version >/dev/null 2>&1; then
        fail "cargo does not start: is the toolchain $(rust_version) installed?" \
            "Try: rustup toolchain install $(rust_version) --profile minimal --component rustfmt,clippy"
    fi
    need_debian cc build-essential
}

rust_version() { sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml; }

# Where cargo puts what it builds: `target/`, unless the environment or a configuration file says otherwise.
target_directory() {
    cargo metadata --format-version 1 --no-deps --offline | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p'
}

# ------------------------------------------------------------------------------------------------------- the portal

# The oldest Node.js that the portal's tools run on.
NODE_MINIMUM=20.19

# Whether a portal can be built here. Says nothing: run.sh goes on without one, test.sh does not.
has_node() {
    has node && has npm &&
        node -e 'const [a, b] = process.versions.node.split("."); const [x, y] = process.argv[1].split(".");
                 process.exit(+a > +x || (+a === +x && +b >= +y) ? 0 : 1)' "$NODE_MINIMUM"
}

# What the portal is built from. The generated ABI is among its sources.
portal_sources() {
    find web/src web/public web/scripts web/index.html web/vite.config.ts web/tsconfig.json web/package-lock.json \
        -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum
}

install_portal_packages() {
    local stamp=web/node_modules/.stamp pins
    pins=$(cksum <web/package-lock.json)
    if [[ -f $stamp && $(<"$stamp") == "$pins" ]]; then return; fi
    npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel error >&2 || return 1
    printf '%s\n' "$pins" >"$stamp"
}

# Writes web/dist, unless it was built from exactly these sources: cargo embeds it anew whenever it is written.
build_portal() {
    local stamp=.tools/portal.stamp sources
    sources=$(portal_sources | cksum)
    if [[ -f web/dist/index.html && -f $stamp && $(<"$stamp") == "$sources" ]]; then return; fi
    install_portal_packages || return 1
    npm run --silent --prefix web build >&2 || return 1
    mkdir -p .tools
    printf '%s\n' "$sources" >"$stamp"
}

# The feature that puts the portal into the program, where there is a portal. One set of flags for all builds: other
# flags would build our packages again.
portal_feature() {
    if [[ -f web/dist/index.html ]]; then echo --features=wepos/portal; fi
}
