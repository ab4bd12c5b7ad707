#!/usr/bin/env bash
# Reading queries, holding rows against them, and cutting hidden fields out of rows, the latter two beside a bare Utf8JsonReader: bash bench/query.sh
# Needs the .NET SDK. BenchmarkDotNet's tables are printed; everything runs in one process and takes about four minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

dotnet build QueryBench --configuration Release "-consoleLoggerParameters:ErrorsOnly;NoSummary" -nodeReuse:false -p:UseSharedCompilation=false >&2
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet QueryBench/bin/Release/net10.0/QueryBench.dll --artifacts "$results" >"$results/log" || { cat "$results/log" >&2; exit 1; }
for table in "$results"/results/*-github.md; do sed -n "s/&#39;/'/g; /^|/p" "$table"; echo; done
