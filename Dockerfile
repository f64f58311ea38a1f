# A node in a container: the portal and the program are built here, the image that runs has neither compiler nor sources.
#
#   docker build --tag wepos .
#   docker run --volume wepos:/var/lib/wepos --volume "$PWD/node.toml:/etc/wepos/node.toml:ro" --publish 8545:8545 wepos
#
# docs/operating/guide.md says what belongs into the configuration.

FROM node:22.20.0-bookworm-slim AS portal
WORKDIR /source/web
# Packages first: they change less often than the pages.
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel error
COPY web ./
RUN npm run --silent build

FROM rust:1.95.0-slim-bookworm AS program
WORKDIR /source
# The toolchain of the image, without the components that rust-toolchain.toml wants for development.
ENV RUSTUP_TOOLCHAIN=1.95.0
COPY . .
COPY --from=portal /source/web/dist web/dist
RUN cargo build --release --locked --package wepos --bin wepos --features wepos/portal

FROM debian:12.12-slim
# Followers read from sources over TLS.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/wepos --shell /usr/sbin/nologin wepos \
    && install --directory --owner wepos --group wepos --mode 0700 /var/lib/wepos
COPY --from=program /source/target/release/wepos /usr/local/bin/wepos
USER wepos
WORKDIR /var/lib/wepos
VOLUME /var/lib/wepos
# JSON-RPC with the portal, and the other validators.
EXPOSE 8545 9545
# A node that answers is healthy, also while it catches up: /ready says more, and restarting would not help.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["wepos", "status", "--rpc", "http://127.0.0.1:8545", "--json"]
# It stops in order: requests are answered, databases are closed.
STOPSIGNAL SIGTERM
ENTRYPOINT ["wepos"]
CMD ["node", "--config", "/etc/wepos/node.toml"]
