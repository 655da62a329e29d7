#!/usr/bin/env bash
# Encodes two parts of the bundled clip as a list says, twice: the second run finds everything done.
#     bash examples/batch/run.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-scratch/example-batch}
npx dync batch examples/batch/clips.csv -o "$out" --preset fast --generator classical
npx dync batch examples/batch/clips.csv -o "$out" --preset fast --generator classical
