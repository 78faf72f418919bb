"""Fits the query-title score for a model folder's encoder and adds it to the folder's head.safetensors.

    python3 match_export.py --model ../shelf-mini          # by hand; train.py and tiny.py do it for what they write

About four minutes of one core: five small bags stand in for the encoder on the queries whose grades it has seen
(match_surrogates.py).
"""

import argparse
import os
from pathlib import Path

import torch

from export import load_model_folder
from judgements import load_home_depot
from match_surrogates import match_tensors
from relevance import embed_with
from safetensors_file import read_safetensors, write_safetensors

HERE = Path(__file__).resolve().parent


def add_match(folder, data):
    """Writes `match.*` (match_fit.py) into `folder`; leaves a folder as it is where the graded queries are absent."""
    if not (Path(data) / "home-depot").exists():
        print("match: left out, as the data folder has no home-depot", flush=True)
        return
    model, path = load_model_folder(folder), Path(folder) / "head.safetensors"
    fitted = match_tensors(load_home_depot(data), model.tokenizer, model.idf, model.max_tokens, embed_with(model))
    head, metadata = read_safetensors(path)
    partial = path.with_suffix(".partial")
    write_safetensors(partial, head | fitted, metadata)
    os.replace(partial, path)
    print(f"match: {sum(tensor.size for tensor in fitted.values())} weights in {path}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Adds the query-title score to a model folder; about four minutes.")
    parser.add_argument("--model", default=str(HERE.parent / "shelf-mini"), help="model folder (default: models/shelf-mini)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    options = parser.parse_args()
    torch.set_num_threads(1)
    add_match(options.model, options.data)


if __name__ == "__main__":
    main()
