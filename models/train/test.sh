#!/usr/bin/env bash
# Runs the pipeline's tests with the first Python of run.sh's list that has PyTorch and NumPy. Where none has, says so and
# ends well: nothing of the product needs them.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"

for python in "${PYTHON:-}" /usr/bin/python3 python3; do
  if [ -n "$python" ] && "$python" -c "import torch, numpy" 2>/dev/null; then
    echo "Testing the training pipeline with $python"
    exec "$python" -B -m unittest discover --buffer -s "$here"
  fi
done

echo "SKIPPED the training pipeline's tests: \$PYTHON, /usr/bin/python3 and python3 have no PyTorch and NumPy." >&2
echo "To run them: apt install python3-torch libopenblas0-pthread (Debian), or pip install torch numpy" >&2
