#!/usr/bin/env bash
# Loads the demo model, changes it, runs it, reads the result: deploy/smoke.sh [URL] [ROUNDS]
# Tells the median and the slowest of each step in ms. Several rounds warm a fresh server.
# TOKEN in the environment is sent as bearer token (role operator).
# Exit code 0: every round succeeded. Needs bash and curl.
set -euo pipefail

url=${1:-http://127.0.0.1:8000}
rounds=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "smoke: $1" >&2
  [ -s "$work/body" ] && head -c 1000 "$work/body" >&2 && echo >&2
  exit 1
}

# call STEP STATUS ROUTE BODY: the answer is in $work/body, the time is noted under STEP
call() {
  local auth=() answer
  [ -n "${TOKEN:-}" ] && auth=(-H "Authorization: Bearer $TOKEN")
  while true; do
    answer=$(curl -sS --max-time 60 -o "$work/body" -D "$work/headers" -w '%{http_code} %{time_total}' \
      -H 'Content-Type: application/json' -H 'X-MCP-Confirm: true' "${auth[@]}" \
      -d "$4" "$url$3") || fail "$1: no answer from $url$3"
    [ "${answer% *}" = 429 ] || break
    # The rate limit is part of what is tried: wait as long as the server says.
    sleep "$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\).*/\1/p' "$work/headers")"
  done
  case " $2 " in
    *" ${answer% *} "*) ;;
    *) fail "$1: status ${answer% *}, expected $2" ;;
  esac
  echo "${answer#* }" >>"$work/$1"
}

# text FIELD: the first string of that name in the last answer
text() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$work/body" | head -n 1
}

curl -sS --max-time 10 -o "$work/body" "$url/health" || fail "no answer from $url/health"
echo "server   $(text service) $(text version), $(text status)"
[ "$(curl -sS -o "$work/body" -w '%{http_code}' "$url/health/ready")" = 200 ] || fail "not ready"

for ((round = 1; round <= rounds; round++)); do
  id="smoke-$$-$round"
  call load_simulation 201 /load_simulation "{\"filePath\":\"demo\",\"simulationId\":\"$id\"}"
  call set_parameter_value 200 /set_parameter_value \
    "{\"simulationId\":\"$id\",\"parameterPath\":\"Organism|Weight\",\"value\":$((60 + round % 20))}"
  call get_parameter_value 200 /get_parameter_value \
    "{\"simulationId\":\"$id\",\"parameterPath\":\"Organism|Weight\"}"
  call run_simulation '200 202' /run_simulation "{\"simulationId\":\"$id\"}"
  job=$(text jobId)
  status=queued
  while [ "$status" = queued ] || [ "$status" = running ]; do
    call get_job_status 200 /get_job_status "{\"jobId\":\"$job\"}"
    status=$(sed -n 's/^{"jobId":"[^"]*","simulationId":"[^"]*","status":"\([a-z]*\)".*/\1/p' "$work/body")
  done
  [ "$status" = succeeded ] || fail "job $job is \"$status\""
  call get_results 200 /get_results "{\"resultsId\":\"$job\",\"maxPoints\":20}"
  grep -q '"steps":[1-9]' "$work/body" || fail "the solver took no steps"
  # The simulation has served its purpose; versions without unload_simulation keep it.
  curl -sS -o /dev/null -H 'Content-Type: application/json' -H 'X-MCP-Confirm: true' \
    ${TOKEN:+-H "Authorization: Bearer $TOKEN"} -d "{\"simulationId\":\"$id\"}" "$url/unload_simulation"
done

printf '%-22s %10s %10s   (ms, %s rounds)\n' step median slowest "$rounds"
for step in load_simulation set_parameter_value get_parameter_value run_simulation get_job_status get_results; do
  sort -n "$work/$step" | awk -v step="$step" \
    '{t[NR] = $1} END {printf "%-22s %10.2f %10.2f\n", step, 1000 * t[int((NR + 1) / 2)], 1000 * t[NR]}'
done
