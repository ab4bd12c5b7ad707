#!/usr/bin/env bash
# Runs all tests and ends with "N passed, N failed". Needs the .NET SDK; fetches a browser, Redis, nginx and HAProxy where it may.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=Netskope.AlertGateway.sln
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*"; }

have_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

servers=(redis-server nginx haproxy)

# Debian keeps servers where only root's PATH leads to.
have_server() { PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null 2>&1; }

# Installs what is missing in one go.
get_programs() {
  local missing=() new=() server
  have_browser || missing+=(chromium)
  for server in "${servers[@]}"; do have_server "$server" || new+=("$server"); done
  missing+=("${new[@]}")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then return 1; fi
  say "Installing ${missing[*]} for the tests ..."
  as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" || return 1
  for server in "${new[@]}"; do stop_service "$server"; done
}

# The packages start services; the tests run servers of their own.
stop_service() {
  if [ -d /run/systemd/system ]; then as_root systemctl disable -q --now "$1" || true
  elif [ -x "/etc/init.d/$1" ]; then as_root "/etc/init.d/$1" stop || true
  fi
}

if ! command -v dotnet >/dev/null 2>&1; then
  say "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

missing=
get_programs >&2 || true
have_browser || missing="chromium, for the browser test"
have_server redis-server || missing="${missing:+$missing; }redis-server, for the tests with Redis"
for proxy in nginx haproxy; do
  have_server "$proxy" || missing="${missing:+$missing; }$proxy, for the tests behind it"
done
if [ -n "$missing" ]; then
  if [ "${CI:-}" = true ]; then
    say "Missing: $missing. With CI=true no test may be skipped." >&2
    exit 1
  fi
  say "Missing: $missing. Those will be skipped."
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Runs tests; the prefix of the result files tells the runs apart.
run() {
  local prefix=$1
  shift
  dotnet test "$@" --configuration Release -p:UpdateOpenApi=false --results-directory "$results" \
    --logger "trx;LogFilePrefix=$prefix" --logger "console;verbosity=minimal" \
    --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none \
    -nodeReuse:false -p:UseSharedCompilation=false </dev/null || status=$?
}

status=0
export TENANT_RESOURCE=alerts
TENANT_API=v1 run v1 "$solution"

# What callers get is the same from a tenant that speaks v2, and holds for events as it does for alerts.
gateway=tests/Netskope.AlertGateway.Tests
rules="FullyQualifiedName~.Answers.|FullyQualifiedName~.Failures.|FullyQualifiedName~.Conformance."
reruns=0

# Runs tests of the gateway once more; they are built.
again() {
  say "Again, $1:"
  reruns=$((reruns + 1))
  run "$2" "$gateway" --no-build --filter "$3"
}

TENANT_API=v2 again "against a v2 tenant" v2 "tenant!=v1&($rules|FullyQualifiedName~.Resources.)"
TENANT_API=v1 TENANT_RESOURCE=events again "about events" v1-events "resource!=alerts&($rules)"
TENANT_API=v2 TENANT_RESOURCE=events again "about events, against a v2 tenant" v2-events "resource!=alerts&tenant!=v1&($rules)"

mapfile -t files < <(find "$results" -name '*.trx' -type f | sort)
mapfile -t projects < <(find tests -mindepth 2 -maxdepth 2 -name '*.csproj' -type f)

# Adds up one attribute of the <Counters> of every project.
count() {
  { grep -ho '<Counters [^>]*>' "${files[@]}" /dev/null || true; } | { grep -o " $1=\"[0-9]*\"" || true; } |
    tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}

total=$(count total)
executed=$(count executed)
passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
skipped=$((total - executed))

problem() {
  say "$*"
  if [ "$status" -eq 0 ]; then status=1; fi
}

if [ "${#files[@]}" -lt "$((${#projects[@]} + reruns))" ]; then
  problem "Results are missing: ${#projects[@]} test projects and $reruns runs more, ${#files[@]} result files."
fi
if [ "$((passed + failed))" -eq 0 ]; then problem "No test ran."; fi
if [ "$failed" -gt 0 ]; then
  problem "Failed:"
  { grep -Ho '<UnitTestResult [^>]*outcome="Failed"[^>]*>' "${files[@]}" || true; } |
    sed -n 's/^[^:]*\/\(v[12]\(-events\)\{0,1\}\)_[^:]*:.* testName="\([^"]*\)".*/  \1 \3/p' | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort
fi
if [ "$skipped" -gt 0 ] && [ "${CI:-}" = true ]; then problem "With CI=true no test may be skipped."; fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then say "The run failed with exit code $status."; fi

line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then line="$line, $skipped skipped"; fi
say "$line"
exit "$status"
