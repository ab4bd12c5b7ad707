# Sourced by cluster.sh and cluster-soak.sh: builds all, runs it, and ends with it whatever it has started.
source ./neighbourhood.sh

# run_cluster <what> <seconds> <seed>
run_cluster() {
  command -v redis-server >/dev/null || fail "redis-server is needed."
  publish
  dotnet build Cluster --configuration Release "-consoleLoggerParameters:ErrorsOnly;NoSummary" -p:UpdateOpenApi=false -nodeReuse:false -p:UseSharedCompilation=false >&2
  local code=0
  # A process group of its own: the gateways and Redis belong to it.
  set -m
  TMPDIR=$work dotnet Cluster/bin/Release/net10.0/Cluster.dll "$PWD/../artifacts/bench/AlertGateway/Netskope.AlertGateway.dll" "$@" &
  cluster=$!
  set +m
  trap 'kill -KILL -- "-$cluster" 2>/dev/null || true; clean' EXIT
  wait "$cluster" || code=$?
  exit "$code"
}
