#!/bin/sh
# restore-history.sh WORKFLOW BRANCH: puts the benchmark documents that the latest run of the workflow on
# the branch saved into var/benchmarks. No history is no error: the first run has none. What is newer than
# var/history-restored was measured afterwards.
set -eu
mkdir -p var/benchmarks
trap 'touch var/history-restored' EXIT
runs=$(gh run list --workflow "$1" --branch "$2" --status completed --limit 20 --json databaseId --jq '.[].databaseId') || runs=
for run in $runs; do
  if gh run download "$run" --name benchmark-history --dir var/benchmarks; then
    # A report looks at the latest 300; without an end the history would outgrow its room.
    find var/benchmarks -name '*.json' | sort -r | tail -n +301 | while read -r old; do rm "$old"; done
    echo "history of run $run: $(find var/benchmarks -name '*.json' | wc -l) documents"
    exit 0
  fi
done
echo "no history yet"
