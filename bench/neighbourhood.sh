# Sourced by the scripts beside it: the published gateway and its neighbours, each a process of its own on loopback.
# Everything that is started here ends with the script.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

work=$(mktemp -d)
pids=()
clean() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean EXIT

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# until_true <what> <pid> <command ...>: until the command succeeds, at most 60 s, and only while the process lives.
until_true() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    if "${@:3}"; then return 0; fi
    kill -0 "$2" 2>/dev/null || fail "$1 ended: $(tail -n 5 "$work"/*.log)"
    sleep 0.1
  done
  fail "$1 is not up: $(tail -n 5 "$work"/*.log)"
}

publish() {
  local project
  for project in AlertGateway Sandbox; do
    dotnet publish "../src/Netskope.$project" --configuration Release --output "../artifacts/bench/$project" -p:UpdateOpenApi=false \
      -nodeReuse:false -p:UseSharedCompilation=false "-consoleLoggerParameters:ErrorsOnly;NoSummary" >&2
  done
}

# start_neighbours <NAME=value ...>: a pretend tenant without a quota, and a token issuer.
start_neighbours() {
  env Simulator__RequestsPerSecond=0 "$@" dotnet ../artifacts/bench/Sandbox/Netskope.Sandbox.dll neighbours >"$work/neighbours.env" 2>"$work/neighbours.log" &
  pids+=($!)
  until_true "the tenant" $! grep -qs '^CALLER_TOKEN=' "$work/neighbours.env"
  mapfile -t settings < <(grep -v '^CALLER_TOKEN=' "$work/neighbours.env")
  tenant=$(sed -n 's/^Netskope__BaseUrl=//p' "$work/neighbours.env")
  tenant_token=$(sed -n 's/^Netskope__Token=//p' "$work/neighbours.env")
  caller_token=$(sed -n 's/^CALLER_TOKEN=//p' "$work/neighbours.env")
}

# start_gateway <NAME=value ...>: sets $gateway (its process) and $address. The settings are the defaults and these.
start_gateway() {
  rm -f "$work/gateway.log" # of the one before
  env -i PATH="$PATH" ${DOTNET_ROOT:+DOTNET_ROOT="$DOTNET_ROOT"} HOME="$work" NO_PROXY=127.0.0.1 ASPNETCORE_URLS=http://127.0.0.1:0 "${settings[@]}" "$@" \
    dotnet ../artifacts/bench/AlertGateway/Netskope.AlertGateway.dll >"$work/gateway.log" 2>&1 &
  gateway=$!
  pids+=("$gateway")
  until_true "the gateway" "$gateway" grep -qs 'Now listening on' "$work/gateway.log"
  address=$(sed -n 's/.*Now listening on: \(http[^ ]*\).*/\1/p' "$work/gateway.log")
}

stop_gateway() {
  kill "$gateway"
  wait "$gateway" || true
  local pid others=()
  for pid in "${pids[@]}"; do [ "$pid" = "$gateway" ] || others+=("$pid"); done
  pids=("${others[@]}")
}

# memory <VmRSS or VmHWM>: the gateway's working set, now or at its peak, in MB of 1,048,576 bytes.
memory() { awk -v name="$1:" '$1 == name { printf "%.0f", $2 / 1024 }' "/proc/$gateway/status"; }
