#!/bin/sh
# restore-history.sh WORKFLOW BRANCH: puts the benchmark documents that the latest run of the workflow on
# the branch saved into var/benchmarks. Runs of pull requests do not count: a fork may name its branch as
# it likes. That no run has saved any is no error: so it is the first time. All else that goes wrong
# is one, and the workflow then saves nothing, lest what could not be had be lost. What is newer than
# var/history-restored was measured afterwards.
set -eu
# A report looks at the latest 300; the README says what they may take.
most_documents=300
most_megabytes=200
mkdir -p var/benchmarks
runs=$(gh run list --workflow "$1" --branch "$2" --status completed --limit 100 \
  --json databaseId,event --jq '.[] | "\(.databaseId) \(.event)"')
for run in $(echo "$runs" | awk '$2 !~ /^pull_request/ { print $1 }'); do
  saved=$(gh api "repos/{owner}/{repo}/actions/runs/$run/artifacts?name=benchmark-history" \
    --jq '[.artifacts[] | select(.expired | not)] | length')
  if [ "$saved" -gt 0 ]; then
    gh run download "$run" --name benchmark-history --dir var/benchmarks
    find var/benchmarks -name '*.json' | sort -r | {
      documents=0
      bytes=0
      while read -r document; do
        documents=$((documents + 1))
        bytes=$((bytes + $(wc -c < "$document")))
        if [ "$documents" -gt "$most_documents" ] || [ "$bytes" -gt $((most_megabytes * 1000000)) ]; then
          rm "$document"
        fi
      done
    }
    echo "history of run $run: $(find var/benchmarks -name '*.json' | wc -l) documents"
    touch var/history-restored
    exit 0
  fi
done
echo "no history yet"
touch var/history-restored
