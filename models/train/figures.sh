#!/usr/bin/env bash
# The adaptations to left-out shops and to online-retail, and then the model cards: everything after the runs of recipe cpu.
# About 20 minutes a shop on one core.
set -euo pipefail
for argument in "$@"; do
  if [ "$argument" = --help ] || [ "$argument" = -h ]; then
    echo "bash models/train/figures.sh [arguments of --recipe finetune]: adapts models to left-out shops, and writes the model cards anew"
    echo "SHOPS names the shops, PYTHON the interpreter; npm run model:train -- --help tells the arguments"
    exit
  fi
done
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
for shop in ${SHOPS:-beauty health toys electronics online-retail}; do
  model="$here/runs/cpu-no-$shop/model"
  [ "$shop" = online-retail ] && model="$here/../shelf-mini"
  for log in "" "--use-log"; do
    run="$here/runs/finetune-$shop${log:+-log}"
    bash "$here/run.sh" --recipe finetune --shop "$shop" $log --model "$model" --out "$run/model" --evaluate "$@"
  done
done
for recipe in cpu tiny; do
  model="$here/../shelf-$([ $recipe = tiny ] && echo tiny || echo mini)"
  if [ -d "$model" ]; then "${PYTHON:-/usr/bin/python3}" "$here/card.py" --recipe "$recipe" --model "$model"; fi
done
