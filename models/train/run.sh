#!/usr/bin/env bash
# Trains an encoder from the data folder and writes its model folder; see README.md.
#
#   run.sh [--recipe cpu|gpu|smoke] [--data DIR] [--out DIR] [--leave-out SET] [--device cpu|cuda] [--threads N]
#   run.sh --recipe tiny [--model DIR] [--out DIR]
#   run.sh --recipe finetune --catalog FILE [--log FILE] [--freeze] [--model DIR] --out DIR
#   run.sh --recipe NAME --bundle FILE [--data DIR]
#
# Python is $PYTHON, else /usr/bin/python3, else python3: the first that has PyTorch.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

for python in "${PYTHON:-}" /usr/bin/python3 python3; do
  if [ -n "$python" ] && "$python" -c "import torch, numpy" 2>/dev/null; then
    # One thread by default: PyTorch's and OpenBLAS' pools get into each other's way on few cores.
    export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"
    script=train.py
    case " $* " in
      *" --recipe finetune "*) script=finetune.py ;;
      *" --recipe tiny "*) script=tiny.py ;;
      *" --bundle "*) script=bundle.py ;;
    esac
    exec "$python" -u "$here/$script" "$@"
  fi
done

echo "Cannot train as no Python with PyTorch and NumPy was found: tried \$PYTHON, /usr/bin/python3 and python3" >&2
echo "Install them (pip install torch numpy; on Debian: apt install python3-torch) or set PYTHON to one that has them" >&2
exit 1
