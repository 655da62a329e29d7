#!/usr/bin/env bash
# The same without containers: Redis, two workers and the HTTP API on this machine, one clip sent to it, and all of it ended.
# Needs redis-server and curl, and `npm run build`.
#     bash examples/service/by-hand.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mkdir -p "${1:-scratch/example-service}" && cd "${1:-scratch/example-service}" && pwd)
port=${PORT:-8093}
redis=${REDIS_PORT:-6393}
export DYNC_REDIS=redis://127.0.0.1:$redis DYNC_LOG_LEVEL=warn
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait' EXIT

redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly yes --dir "$out" --daemonize no >/dev/null &
pids+=($!)
until redis-cli -p "$redis" ping >/dev/null 2>&1; do sleep 0.2; done
for _ in 1 2; do
  node bin/dync worker --jobs 1 &
  pids+=($!)
done
DYNC_KEY=change-me node bin/dync serve --data "$out/data" --port "$port" &
pids+=($!)
until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null; do sleep 0.2; done

api() { curl -fsS -H 'authorization: Bearer change-me' "$@"; }
job=$(api -H 'content-type: video/mp4' --data-binary @samples/lakeside.mp4 \
  "http://127.0.0.1:$port/v1/jobs?size=96x96&frames=12&preset=fast&generator=classical" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
api -N "http://127.0.0.1:$port/v1/jobs/$job/events"
api "http://127.0.0.1:$port/v1/jobs/$job/stream.dync" -o "$out/lakeside.dync"
api "http://127.0.0.1:$port/v1/jobs/$job/poster.webp" -o "$out/lakeside.webp"
api "http://127.0.0.1:$port/v1/jobs/$job/snippet"
