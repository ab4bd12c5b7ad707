#!/usr/bin/env bash
# Runs all tests at the moments at which dates go wrong, each with an order of its own: bash bench/dates.sh [runs, at most 10]
# Needs a C compiler. The tests must be built: ./test.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

moments=(
  "2027-03-10 00:00:00" "2027-03-10 23:59:00" "2027-04-01 00:00:00" "2027-04-30 23:59:00" "2028-01-01 00:00:00"
  "2027-12-31 23:59:00" "2028-02-29 00:00:00" "2028-02-29 23:58:00" "2027-06-01 01:50:00" "2027-08-17 13:00:00"
)
projects=(Netskope.Query.Tests Netskope.AlertGateway.Tests Netskope.Simulator.Tests Netskope.AlertGateway.IntegrationTests)
runs=${1:-10}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -shared -fPIC -O2 -o "$work/shift-date.so" bench/shift-date.c -ldl

failed=0
for ((run = 1; run <= runs && run <= ${#moments[@]}; run++)); do
  moment=${moments[run - 1]}
  for project in "${projects[@]}"; do
    # The name of the moment holds when this project starts; a run of minutes passes midnight where it begins just before.
    shift_by=$(($(date -u -d "$moment" +%s) - $(date +%s)))
    log=$work/$run-$project.log
    if ! (cd "tests/$project/bin/Release/net10.0" && env LD_PRELOAD="$work/shift-date.so" DATE_SHIFT="$shift_by" TEST_SEED="$run" dotnet "$project.dll" -noColor) >"$log" 2>&1 </dev/null; then
      failed=$((failed + 1))
      grep -F '[FAIL]' "$log" || tail -n 5 "$log"
    fi
    printf '%s UTC, TEST_SEED=%s: %s\n' "$moment" "$run" "$(sed -n 's/^ *\(Netskope[^ ]*  Total.*\)/\1/p' "$log" | tail -n 1)"
  done
done
[ "$failed" -eq 0 ] || exit 1
