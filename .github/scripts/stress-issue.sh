#!/bin/sh
# stress-issue.sh: opens an issue, or adds to the open one, when a population of this run's stress document
# took longer than the plan's 12 minutes by more than 10 %, failed, or was not measured, which is what a
# much slower one looks like: it is stopped by the time limit of its step. The run itself fails above 12
# minutes. Needs RUN and ARTIFACT, links for the reader.
set -eu
label=stress-benchmark
targets="$(dirname "$0")/../../perf-gate/targets.json"
most_ms=$(sed -n 's/.*"followUpMs": \([0-9][0-9]*\).*/\1/p' "$targets")
if [ -z "$most_ms" ]; then
  echo "$targets has no followUpMs" >&2
  exit 1
fi
if [ ! -e var/history-restored ]; then
  echo "var/history-restored is missing: restore-history.sh comes before the run" >&2
  exit 1
fi
# Those of earlier runs have been judged.
document=$(find var/benchmarks -name '*-stress*.json' -newer var/history-restored | sort | tail -n 1)
if [ -z "$document" ]; then
  missed="The run wrote no document: it failed, or took longer than its step may."
else
  # perf-gate indents the keys of the steps by four spaces and their numbers by six.
  missed=$(awk -v most="$most_ms" -v document="$document" '
    function judge() {
      if (step == "") return
      if (errors > 0) print step " has " errors " errors"
      if (max == "") print step " has no time"
      else if (max + 0 > most) printf "%s took %.3f s, more than %.3f s\n", step, max / 1000, most / 1000
      step = ""
    }
    /^ ? ? ? ?["}]/ { judge() }
    /^    "run_population_simulation\// { step = $1; gsub(/"/, "", step); max = ""; errors = 0; found = 1 }
    step != "" && /^      "max" :/ { max = $3; sub(/,$/, "", max) }
    step != "" && /^      "errors" :/ { errors = $3 + 0 }
    END { judge(); if (!found) print document " has no run_population_simulation." }
  ' "$document")
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
