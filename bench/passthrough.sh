#!/usr/bin/env bash
# What is passed through, beside nginx's proxy_pass in front of the same tenant, in one run: bash bench/passthrough.sh [rounds]
# Throughput of answers of 200 MB, added latency of small ones at an even rate, memory with a fast and a slow reader, and how soon
# a caller who leaves ends the call to the tenant. Exit code 1 when memory or the end of the call misses its bound.
# Needs the .NET SDK, nginx and curl. Everything runs on loopback ports of its own and ends with the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rounds=${1:-5}
source ./neighbourhood.sh

PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || fail "nginx is needed."
publish
dotnet build Passthrough --configuration Release -consoleLoggerParameters:ErrorsOnly -nodeReuse:false -p:UseSharedCompilation=false >&2

start_neighbours Simulator__Days=1 Simulator__AlertsPerDay=10 Simulator__ClientsBytes=$((200 * 1024 * 1024))
start_gateway Netskope__RequestsPerSecond=1000 Netskope__Burst=1000

# The same as the gateway does for these two paths, but for all that it checks.
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 10000))
  cat >"$work/nginx.conf" <<CONF
worker_processes auto;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $work/client; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  upstream tenant { server ${tenant#http://}; keepalive 64; }
  server {
    listen 127.0.0.1:$port;
    location /api/v1/ {
      proxy_pass http://tenant;
      proxy_method POST;
      proxy_set_body '{"token":"$tenant_token"}';
      proxy_set_header Content-Type application/json;
      proxy_set_header Connection "";
      proxy_http_version 1.1;
      proxy_max_temp_file_size 0;
    }
  }
}
CONF
  nginx -p "$work" -e "$work/nginx.log" -c "$work/nginx.conf" >>"$work/nginx.log" 2>&1 &
  pids+=($!)
  until curl -s -o /dev/null "http://127.0.0.1:$port/" || ! kill -0 "${pids[-1]}" 2>/dev/null; do sleep 0.1; done
  if kill -0 "${pids[-1]}" 2>/dev/null; then break; fi
  [ "$attempt" -lt 5 ] || fail "nginx does not start: $(tail -n 5 "$work/nginx.log")"
done

status=0
TENANT_TOKEN=$tenant_token CALLER_TOKEN=$caller_token \
  dotnet Passthrough/bin/Release/net10.0/Passthrough.dll "$tenant" "http://127.0.0.1:$port" "$address" "$gateway" "$rounds" || status=1
stop_gateway

start_neighbours Simulator__Days=1 Simulator__AlertsPerDay=10 Simulator__ClientsBytes=$((100 * 1024 * 1024 * 1024))
start_gateway Passthrough__MaxResponseBytes=$((1024 * 1024 * 1024 * 1024)) Netskope__RequestsPerSecond=1000
CALLER_TOKEN=$caller_token dotnet Passthrough/bin/Release/net10.0/Passthrough.dll leave "$tenant" "$address" || status=1
exit "$status"
