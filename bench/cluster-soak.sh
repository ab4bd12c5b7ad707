#!/usr/bin/env bash
# Mixed load on three gateways, with faults of Redis, the tenant, a gateway and the token in an order that the seed gives:
# bash bench/cluster-soak.sh [seconds] [seed] [tls]
# With tls, Redis takes TLS alone, with a private certificate authority and a user of its own.
# Passes when each body is what the tenant had within the freshness bound, each error is explained by a fault that was
# ordered, and memory and handles of the last third are at most 1.1 x those of the second. Needs the .NET SDK and redis-server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ./cluster-run.sh
run_cluster "soak${3:+-$3}" "${1:-600}" "${2:-1}"
