#!/usr/bin/env bash
# Redis stands still for 10 s under load: bash bench/redis-outage.sh [requests per second] [seconds of standstill]
# Passes (exit code 0) when no request fails, the largest latency grows by little more than Redis:Timeout, and memory is flat.
# Needs the .NET SDK and redis-server. Everything runs on loopback ports of its own and ends with the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rate=${1:-100}
seconds=${2:-10}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

command -v redis-server >/dev/null || { echo "redis-server is needed." >&2; exit 1; }
dotnet build RedisOutage --configuration Release -consoleLoggerParameters:ErrorsOnly -nodeReuse:false -p:UseSharedCompilation=false

log=$(mktemp)
redis=
finish() {
  if [ -n "$redis" ]; then kill -CONT "$redis" 2>/dev/null || true; kill "$redis" 2>/dev/null || true; wait "$redis" 2>/dev/null || true; fi
  rm -f "$log"
}
trap finish EXIT
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 10000))
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --daemonize no >"$log" 2>&1 &
  redis=$!
  until grep -q 'Ready to accept connections' "$log" || ! kill -0 "$redis" 2>/dev/null; do sleep 0.1; done
  if kill -0 "$redis" 2>/dev/null; then break; fi
  if [ "$attempt" -eq 5 ]; then echo "redis-server does not start." >&2; cat "$log" >&2; exit 1; fi
done

dotnet RedisOutage/bin/Release/net10.0/RedisOutage.dll "127.0.0.1:$port" "$redis" "$rate" "$seconds"
