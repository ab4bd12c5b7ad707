#!/usr/bin/env bash
# Runs the tests and ends with "N passed, N failed".
#   ./test.sh                 all of them
#   ./test.sh unit            those that need no sockets and no other programs
#   ./test.sh query | simulator | integration
# Needs the .NET SDK. Installs Chromium, Redis, nginx and HAProxy for the integration tests where it is allowed to.
#   TEST_DEPTH=full   tries generated cases in full number instead of a tenth of it
#   TEST_SEED=N       repeats the order of the tests of an earlier run
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

declare -A projects=(
  [query]=Netskope.Query.Tests
  [unit]=Netskope.AlertGateway.Tests
  [simulator]=Netskope.Simulator.Tests
  [integration]=Netskope.AlertGateway.IntegrationTests
)
suites=(query unit simulator integration)
if [ "$#" -gt 0 ]; then
  for suite in "$@"; do
    if [ -z "${projects[$suite]:-}" ]; then
      printf "Unknown suite '%s'. Use one of: %s.\n" "$suite" "${suites[*]}" >&2
      exit 2
    fi
  done
  suites=("$@")
fi

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

# Runs a step and says how long it took.
timed() {
  local name=$1 began=$SECONDS
  shift
  "$@"
  say "== $name: $((SECONDS - began)) s"
}

missing=
programs() {
  get_programs >&2 || true
  have_browser || missing="chromium, for the browser test"
  have_server redis-server || missing="${missing:+$missing; }redis-server, for the tests with Redis"
  for proxy in nginx haproxy; do
    have_server "$proxy" || missing="${missing:+$missing; }$proxy, for the tests behind it"
  done
}
if [[ " ${suites[*]} " == *" integration "* ]]; then timed "programs" programs; fi
if [ -n "$missing" ]; then
  if [ "${CI:-}" = true ]; then
    say "Missing: $missing. With CI=true no test may be skipped." >&2
    exit 1
  fi
  say "Missing: $missing. Those will be skipped."
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

restore() { for suite in "${suites[@]}"; do dotnet restore "tests/${projects[$suite]}" --verbosity quiet; done; }
build() {
  for suite in "${suites[@]}"; do
    dotnet build "tests/${projects[$suite]}" --no-restore --configuration Release -p:UpdateOpenApi=false --verbosity quiet \
      -nodeReuse:false -p:UseSharedCompilation=false
  done
}
timed "restore" restore
timed "build" build

export TEST_SEED=${TEST_SEED:-$((RANDOM * 32768 + RANDOM))}
say "== tests, TEST_SEED=$TEST_SEED, TEST_DEPTH=${TEST_DEPTH:-a tenth}"
status=0
run() {
  for suite in "${suites[@]}"; do
    dotnet test "tests/${projects[$suite]}" --no-build --configuration Release --results-directory "$results" \
      --logger "trx;LogFileName=$suite.trx" --logger "console;verbosity=minimal" \
      --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none -nodeReuse:false </dev/null || status=$?
  done
}
timed "tests" run

mapfile -t files < <(find "$results" -name '*.trx' -type f | sort)

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

if [ "${#files[@]}" -lt "${#suites[@]}" ]; then
  problem "Results are missing: ${#suites[@]} test projects, ${#files[@]} result files."
fi
if [ "$((passed + failed))" -eq 0 ]; then problem "No test ran."; fi
if [ "$failed" -gt 0 ]; then
  problem "Failed (repeat this order with TEST_SEED=$TEST_SEED):"
  { grep -ho '<UnitTestResult [^>]*outcome="Failed"[^>]*>' "${files[@]}" || true; } |
    sed -n 's/.* testName="\([^"]*\)".*/  \1/p' | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort
fi
if [ "$skipped" -gt 0 ] && [ "${CI:-}" = true ]; then problem "With CI=true no test may be skipped."; fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then say "The run failed with exit code $status."; fi

line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then line="$line, $skipped skipped"; fi
say "$line"
exit "$status"
