#!/usr/bin/env bash
# The fuzz tests of the query library with many more cases than a commit has:
# bash bench/query-fuzz.sh [fuzz cases, default 5000000]
# Needs the .NET SDK. Exit code 0 when every text had an answer within its steps.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cases=${1:-5000000}
# What one run tries within its deadline.
most=500000
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

dotnet build tests/Netskope.Query.Tests --configuration Release "-consoleLoggerParameters:ErrorsOnly;NoSummary" -nodeReuse:false -p:UseSharedCompilation=false
for ((left = cases; left > 0; left -= most)); do
  QUERY_TEST_CASES=$(((left < most ? left : most) * 2 / 5)) tests/Netskope.Query.Tests/bin/Release/net10.0/Netskope.Query.Tests -class Netskope.Query.Tests.FuzzTests
done
