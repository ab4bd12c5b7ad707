#!/usr/bin/env bash
# Mixed load against the published gateway, with a Redis where there is one, and faults of the tenant on the way:
# bash bench/soak.sh [seconds] [seed]
# Passes when every error is explained by a fault that was ordered and the mean working set of the last third is at most
# 1.1 x that of the second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds=${1:-300}
seed=${2:-1}
source ./neighbourhood.sh

publish
dotnet build Soak --configuration Release "-consoleLoggerParameters:ErrorsOnly;NoSummary" -nodeReuse:false -p:UseSharedCompilation=false >&2
start_neighbours Simulator__Days=8 Simulator__AlertsPerDay=4000

redis="without Redis"
extra=()
if command -v redis-server >/dev/null; then
  # Another port where somebody has this one.
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --daemonize no --maxmemory 256mb --maxmemory-policy allkeys-lru >"$work/redis.log" 2>&1 &
    server=$!
    until grep -q 'Ready to accept connections' "$work/redis.log" || ! kill -0 "$server" 2>/dev/null; do sleep 0.1; done
    if kill -0 "$server" 2>/dev/null; then
      pids+=("$server")
      redis="with Redis" extra=("ConnectionStrings__Redis=127.0.0.1:$port")
      break
    fi
  done
fi

# A memory small enough to be full before the second third begins: from then on what is kept does not grow.
start_gateway Cache__MemoryBytes=$((48 * 1024 * 1024)) "${extra[@]}"
echo "The gateway $redis, Cache:MemoryBytes 48 MB, working set when idle $(memory VmRSS) MB:"
echo
code=0
dotnet Soak/bin/Release/net10.0/Soak.dll "$address" "$tenant" "$caller_token" "$gateway" "$seconds" "$seed" || code=$?
echo "Peak working set $(memory VmHWM) MB."
exit "$code"
