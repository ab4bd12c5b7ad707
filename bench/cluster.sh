#!/usr/bin/env bash
# Three gateways, Redis and a tenant with its quota: many requests at once, and everything around the gateways failing in turn;
# then what a hit costs with 1 to 3 replicas and 1,000 to 100,000 kept answers: bash bench/cluster.sh [seconds the tenant is down] [seed]
# Prints tables in Markdown; exit code 1 when a bound is missed. Needs the .NET SDK and redis-server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ./cluster-run.sh
run_cluster checks "${1:-60}" "${2:-1}"
