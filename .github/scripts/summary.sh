#!/bin/sh
# summary.sh FILE: shows a Markdown file as the summary of the step. Pictures beside it cannot be shown
# there, and GitHub takes 1 MiB at most.
set -eu
if [ -f "$1" ]; then
  grep -v '^!\[' "$1" | head -c 1000000 >> "$GITHUB_STEP_SUMMARY"
else
  echo "$1 was not written: see the log" >> "$GITHUB_STEP_SUMMARY"
fi
