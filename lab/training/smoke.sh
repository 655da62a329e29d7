#!/usr/bin/env bash
# Runs every training end to end, for some steps on two small clips, to see that it runs: data out of clips, training, export,
# and the exported file in ONNX Runtime against PyTorch. What comes of it is of no use.
#
#     bash lab/training/smoke.sh          writes into scratch/training-smoke, anew each time
#
# Needs a Python with PyTorch. Where there is none it says so, and ends with 0. The appearance generator also needs the weights of
# LPIPS (LPIPS=FILE.npz) and is left out where they are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
export OMP_NUM_THREADS=1
out=scratch/training-smoke
lpips=${LPIPS:-../shared/metrics/lpips-squeeze-v0.1.npz}
minutes=0.01

find_torch() {
  local name
  for name in "${PYTHON:-}" python3 /usr/bin/python3; do
    if [ -n "$name" ] && "$name" -c 'import torch' 2>/dev/null; then
      python=$name
      return 0
    fi
  done
  return 1
}

find_torch || {
  echo 'PyTorch is not installed: the trainings are not tried'
  exit 0
}
rm -rf "$out"

# train SCRIPT ARGUMENTS...: a Python file of lab.
train() {
  "$python" -W ignore "lab/$1" "${@:2}"
}

node --import tsx lab/training/smoke-clips.ts "$out/clips"

node --import tsx lab/motion-prior/training-volumes.ts "$out/volumes.dat" "$out/clips/whole"
train motion-prior/train_prior.py "$out/volumes.dat" --out "$out/prior" --minutes $minutes
train motion-prior/export_prior.py "$out/prior/last.pt" "$out/prior.onnx" --check "$out/prior-check"
node lab/motion-prior/check-prior.js "$out/prior.onnx" "$out/prior-check"

node --import tsx lab/motion-prior/training-statistics.ts "$out/statistics.dat" "$out/clips/whole"
train motion-prior/train_statistics.py "$out/statistics.dat" --out "$out/statistics" --minutes $minutes

node --import tsx lab/motion-filters/training-motion.ts "$out/motion" "$out/clips/short"
train motion-filters/train_motion.py "$out/motion" --out "$out/filters" --minutes $minutes
train motion-filters/export_motion.py "$out/filters/last.pt" "$out/motion.onnx" --check "$out/motion-check"
node lab/motion-filters/check-motion.js "$out/motion.onnx" "$out/motion-check"

if [ -f "$lpips" ]; then
  mkdir -p "$out/photographs"
  node --import tsx lab/appearance/training-keys.ts "$out/keys" "$out/photographs" "$out/clips/whole"
  train appearance/train_appearance.py "$out/keys" --out "$out/appearance" --minutes $minutes --lpips "$lpips" --batch 2 --workers 1
else
  echo "$lpips is not there: the training of the appearance generator is not tried"
fi

echo 'The trainings run'
