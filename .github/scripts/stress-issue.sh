#!/bin/sh
# stress-issue.sh: opens an issue, or adds to the open one, when the stress document of this run misses the
# limit of a population (the plan's 12 minutes and 10 %), or when the run measured no population, which is
# what a much slower one looks like: it is stopped by the time limit of its step. Needs RUN and ARTIFACT,
# links for the reader.
set -eu
label=stress-benchmark
if [ ! -e var/history-restored ]; then
  echo "var/history-restored is missing: restore-history.sh comes before the run" >&2
  exit 1
fi
# Those of earlier runs have been judged.
document=$(find var/benchmarks -name '*-stress*.json' -newer var/history-restored | sort | tail -n 1)
if [ -z "$document" ]; then
  missed="The run wrote no document: it failed, or took longer than its step may."
elif ! grep -q '"run_population_simulation/' "$document"; then
  missed="$document has no run_population_simulation."
else
  code=0
  verdict=$(./bench check --result "$document") || code=$?
  if [ "$code" -eq 2 ]; then
    echo "$document cannot be judged" >&2
    exit 1
  fi
  missed=$(echo "$verdict" | grep '^FAIL  run_population_simulation/' || true)
fi
if [ -z "$missed" ]; then
  echo "the population kept its limit"
  exit 0
fi
body=$(mktemp)
{
  echo "The weekly stress run did not keep the limit of \`run_population_simulation\` (12 minutes and 10 %):"
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
