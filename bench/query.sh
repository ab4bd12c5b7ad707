#!/usr/bin/env bash
# Reading queries, holding rows against them, and cutting hidden fields out of rows, the latter two beside a bare Utf8JsonReader: bash bench/query.sh
# Needs the .NET SDK. BenchmarkDotNet's tables are printed; everything runs in one process and takes some minutes. Fails where cutting is slower than 0.7 of the reader.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

dotnet build QueryBench --configuration Release "-consoleLoggerParameters:ErrorsOnly;NoSummary" -nodeReuse:false -p:UseSharedCompilation=false >&2
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet QueryBench/bin/Release/net10.0/QueryBench.dll --artifacts "$results" >"$results/log" || { cat "$results/log" >&2; exit 1; }
for table in "$results"/results/*-github.md; do sed -n "s/&#39;/'/g; /^|/p" "$table"; echo; done

# Hidden fields are cut at 0.7 of a bare reader's speed or more.
awk -F'|' '
  /Ratio/ { for (i = 1; i <= NF; i++) if ($i ~ /^ *Ratio *$/) ratio = i }
  /pii (removed|masked)|three fields|a field that no row has/ { seen++; if ($ratio + 0 > 1 / 0.7) { print "too slow:" $0; slow = 1 } }
  END { if (seen < 4) print "Only " seen + 0 " of 4 ways of cutting were measured."; exit slow || seen < 4 }
' "$results"/results/*Cutting*-github.md
