#!/usr/bin/env bash
# A page of 10,000 rows through the published gateway, beside the same curl straight at the simulator; then 20 such pages
# at once: bash bench/page.sh [repeats]
# Needs the .NET SDK and curl. Prints a table in Markdown; exit code 1 when bytes differ or the memory is over its bound.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
repeats=${1:-9}
at_once=20
max_in_flight=512 # MB: the default of Netskope:MaxInFlightBytes
source ./neighbourhood.sh

curl --version | grep -q brotli || fail "A curl that speaks br is needed."
publish
start_neighbours Simulator__Days=4 Simulator__AlertsPerDay=20000

# Two days that are over, with 40,000 rows; each number is another window. Asked with limit=10000.
midnight=$(($(date +%s) / 86400 * 86400))
window() { printf 'starttime=%d&endtime=%d&limit=10000' $((midnight - 4 * 86400)) $((midnight - 2 * 86400 - $1)); }

# timed <name> <curl's arguments>: notes the milliseconds to the first and to the last byte; the body goes to $work/body.
timed() {
  local name=$1 line
  shift
  line=$(curl -sS --fail --max-time 120 -o "$work/body" -w '%{time_starttransfer} %{time_total} %{size_download}' "$@")
  read -r first last size <<<"$line"
  awk -v name="$name" -v a="$first" -v b="$last" -v size="$size" 'BEGIN { printf "%s\t%.1f\t%.1f\t%d\n", name, a * 1000, b * 1000, size }' >>"$times"
}
direct() { timed "$1" -H 'Content-Type: application/json' -d "{\"token\":\"$tenant_token\"}" "$tenant/api/v1/alerts?$2"; }
ask() { timed "$1" -D "$work/head" -H "Authorization: Bearer $caller_token" "${@:3}" "$address/api/v1/alerts?$2"; }

different=0
same() { cmp -s "$work/direct" "$1" || { echo "The bytes differ: $2" >&2; different=1; }; }
was() { grep -qi "^Cache-Status: .*$1" "$work/head" || fail "$2 was no $1: $(grep -i '^Cache-Status' "$work/head")"; }

round() {
  local a b
  a=$(window $((2 * $1))) b=$(window $((2 * $1 + 1)))
  direct "simulator, identity" "$a"
  mv "$work/body" "$work/direct"
  ask "miss, identity" "$a"
  was fwd=uri-miss "the first"
  same "$work/body" "a miss in identity"
  ask "hit, identity" "$a"
  was hit "the second"
  same "$work/body" "a hit in identity"
  ask "first hit in gzip, made of br" "$a" -H 'Accept-Encoding: gzip'
  gzip -dc "$work/body" >"$work/plain"
  same "$work/plain" "a hit in gzip"
  ask "hit, gzip" "$a" -H 'Accept-Encoding: gzip'
  was hit "the fourth"
  direct "simulator, identity" "$b"
  mv "$work/body" "$work/direct"
  ask "miss, br" "$b" -H 'Accept-Encoding: br'
  was fwd=uri-miss "the other first"
  ask "hit, br" "$b" -H 'Accept-Encoding: br'
  was hit "the other second"
  curl -sS --fail --compressed -H 'Accept-Encoding: br' -H "Authorization: Bearer $caller_token" -o "$work/plain" "$address/api/v1/alerts?$b"
  same "$work/plain" "a hit in br"
}

# median <name> <column>
median() { awk -F'\t' -v name="$1" -v column="$2" '$1 == name { print $column }' "$times" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
row() {
  awk -v what="$1" -v a="$(median "$1" 2)" -v b="$(median "$1" 3)" -v size="$(median "$1" 4)" -v against="$(median "simulator, identity" 3)" \
    'BEGIN { printf "| %s | %.1f MB | %.0f ms | %.0f ms | %.1f |\n", what, size / 1e6, a, b, b / against }'
}

start_gateway
settle() { curl -sS --fail -o /dev/null -H "Authorization: Bearer $caller_token" "$address/api/v1/alerts?timeperiod=3600&limit=10"; }
settle
idle=$(memory VmRSS) before=$(memory VmHWM)

times="$work/cold"
ask "miss, identity" "$(window 1000)"
cold=$(median "miss, identity" 3) once=$(memory VmHWM)
times="$work/warm-up"
for i in 1 2 3; do round "$i"; done
times="$work/times"
for ((i = 10; i < 10 + repeats; i++)); do round "$i"; done
after=$(memory VmHWM)
stop_gateway

rows=$(grep -o '"_id"' "$work/direct" | wc -l)
echo "A page of $rows rows, medians of $repeats, all requests in turn in one run:"
echo
echo "| | sent | first byte | last byte | last byte, simulator = 1 |"
echo "|---|---|---|---|---|"
for name in "simulator, identity" "miss, identity" "miss, br" "hit, identity" "hit, br" "hit, gzip" "first hit in gzip, made of br"; do row "$name"; done
echo
echo "Bytes equal to the simulator's, each coding, each repeat: $([ "$different" -eq 0 ] && echo yes || echo NO)."
echo "The first large page after the start took $cold ms to its last byte. Working set: idle $idle MB (peak of the start $before MB), peak after one page $once MB,"
echo "after all $((7 * (repeats + 3) + 2)) requests $after MB, kept answers (Cache:MemoryBytes, 256 MB) among them."
echo

echo "| $at_once different pages at once | idle | peak | bound: idle + Netskope:MaxInFlightBytes | | time to the last byte of all |"
echo "|---|---|---|---|---|---|"
over=0
for coding in br identity; do
  start_gateway
  settle
  idle=$(memory VmRSS)
  start=$(date +%s%N)
  asking=()
  for ((i = 0; i < at_once; i++)); do
    (curl -sS --fail --compressed --max-time 120 -H "Accept-Encoding: $coding" -H "Authorization: Bearer $caller_token" "$address/api/v1/alerts?$(window $((2000 + i)))" | sha256sum >"$work/sum.$i") &
    asking+=($!)
  done
  for i in "${!asking[@]}"; do wait "${asking[$i]}" || fail "Page $i of $at_once was refused."; done
  took=$((($(date +%s%N) - start) / 1000000))
  peak=$(memory VmHWM)
  for ((i = 0; i < at_once; i++)); do
    curl -sS --fail -H 'Content-Type: application/json' -d "{\"token\":\"$tenant_token\"}" "$tenant/api/v1/alerts?$(window $((2000 + i)))" | sha256sum | cmp -s - "$work/sum.$i" ||
      { echo "The bytes differ: page $i of $at_once in $coding" >&2; different=1; }
  done
  verdict=pass
  if [ "$peak" -gt $((idle + max_in_flight)) ]; then verdict=FAIL over=1; fi
  echo "| $coding | $idle MB | $peak MB | $idle + $max_in_flight = $((idle + max_in_flight)) MB | $verdict | $took ms |"
  stop_gateway
done
exit $((different | over))
