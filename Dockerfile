# syntax=docker/dockerfile:1
# Two stages: build with the Swift toolchain, run on a slim Debian with nothing but the shared libraries.

FROM swift:6.3-bookworm AS build
WORKDIR /src
COPY scripts/bootstrap scripts/bootstrap
RUN scripts/bootstrap
COPY Package.swift ./
COPY migrations migrations
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
RUN swift build -c release --static-swift-stdlib --product orbweaver \
    && strip -o /orbweaver "$(swift build -c release --static-swift-stdlib --show-bin-path)/orbweaver"

FROM debian:bookworm-slim
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
        ca-certificates libcurl4 libsqlite3-0 zlib1g libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin orbweaver \
    && install -d -m 700 -o orbweaver -g orbweaver /data
COPY --from=build /orbweaver /usr/local/bin/orbweaver
USER 10001
ENV ORBWEAVER_HOST=0.0.0.0 ORBWEAVER_PORT=4321 ORBWEAVER_DATA=/data
VOLUME /data
EXPOSE 4321
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["orbweaver", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["orbweaver"]
CMD ["serve"]
