#!/bin/sh
# stress-issue.sh: opens an issue, or adds to the open one, when the latest stress document misses the
# limit of a population: the plan's 12 minutes and 10 %. Needs RUN and ARTIFACT, links for the reader.
set -eu
label=stress-benchmark
document=$(find var/benchmarks -name '*-stress*.json' | sort | tail -n 1)
if [ -z "$document" ]; then
  echo "no document of scenario stress" >&2
  exit 1
fi
code=0
verdict=$(./bench check --result "$document") || code=$?
if [ "$code" -eq 2 ]; then
  echo "$document cannot be judged" >&2
  exit 1
fi
missed=$(echo "$verdict" | grep '^FAIL  run_population_simulation/.* exceeds the ceiling' || true)
if [ -z "$missed" ]; then
  echo "the population kept its limit"
  exit 0
fi
body=$(mktemp)
{
  echo "The weekly stress run missed the limit of \`run_population_simulation\` (12 minutes and 10 %):"
  echo
  echo '```'
  echo "$missed"
  echo '```'
  echo
  echo "* Run: $RUN"
  echo "* Report, flame graphs and documents: ${ARTIFACT:-$RUN}"
  echo "* Commit: ${GITHUB_SHA:-$(git rev-parse HEAD)}"
  for stacks in profiling/out/run_population*.collapsed; do
    [ -f "$stacks" ] || continue
    echo
    echo "Hottest methods of \`$(basename "$stacks" .collapsed).html\` (samples of their own):"
    echo
    echo '```'
    awk '{ n = $NF; sub(/ [0-9]+$/, ""); k = split($0, frames, ";"); self[frames[k]] += n; all += n }
         END { for (f in self) printf "%5.1f %%  %s\n", 100 * self[f] / all, f }' "$stacks" | sort -rn | head -n 15
    echo '```'
  done
} > "$body"
open=$(gh issue list --label "$label" --state open --limit 1 --json number --jq '.[0].number // empty')
if [ -n "$open" ]; then
  gh issue comment "$open" --body-file "$body"
else
  gh label create "$label" --description "the weekly stress run missed a target" --force
  gh issue create --title "Stress: population slower than the plan allows" --label "$label" --body-file "$body"
fi
rm -f "$body"
