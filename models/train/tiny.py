"""Makes a smaller model from a shipped one: fewer vocabulary entries, fewer layers, narrower ones.

    rare entries dropped -> rows of the nearest bag in its leading directions -> grown BERT -> distilled from the larger model

Entries are in the order of their merges, so the first ones are the most used, and a word whose entry is gone falls into shorter
ones that are all still there. Vectors are reduced with the same directions as rows, so the grown encoder starts where the
larger model's vectors will ask it to go.

Run it by run.sh --recipe tiny; see README.md. Sources: layer dropping before distillation, Sanh et al. 2019 (DistilBERT),
https://arxiv.org/abs/1910.01108; small vocabularies, Zhao et al. 2021, https://arxiv.org/abs/1909.11687.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from bag import Bag
from bert import Bert, embed
from corpus import Corpus, Packed, load_corpus, pack
from distill import Lesson, padded, train_by_distillation, train_popularity
from ensemble import leading_rows
from evaluate import compare, make_judges
from export import export_model, load_model_folder
from transition import fit_transition
from transition_export import add_transition, read_transition, rounded
from finetune import bag_of
from grow import capped_rows, grow
from lexical import Lexical
from match_export import add_match
from run import Run
from scorers import centred
from tokenizer import write_json

HERE = Path(__file__).resolve().parent


def main():
    options = parse_arguments()
    recipe = json.loads((HERE / "recipes" / "tiny.json").read_text("utf-8"))
    inputs = [json.dumps(recipe).encode(), (Path(options.model) / "model.safetensors").read_bytes()]
    run = Run(Path(options.runs) / "tiny", recipe["checkpoint_seconds"], b"\0".join(inputs))
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    large = load_model_folder(options.model)
    write_json(run.folder / "vocabulary.json", large.tokenizer.vocabulary[: recipe["vocabulary_size"]])
    corpus = load_corpus(options.data, recipe, run.folder)
    titles = {name: pack(large.tokenizer, shop.titles, large.max_tokens) for name, shop in corpus.shops.items()}
    vectors = {name: embed(large.bert, packed.lists()) for name, packed in titles.items()}

    imitation = bag_of(large.bert, joined(titles), recipe, run)
    size, slack = recipe["bert"]["hidden_size"], recipe["slack"]
    usage = Corpus(corpus.shops, large.tokenizer, titles, corpus.lines, large.max_tokens)
    rows, directions = leading_rows(imitation.rows.weight.detach(), usage, size - slack)
    bag = Bag(np.ones(recipe["vocabulary_size"]), size - slack)
    with torch.no_grad():
        bag.rows.weight.copy_(capped_rows(rows[: recipe["vocabulary_size"]]))
    torch.manual_seed(recipe["seed"])
    bert = Bert(recipe["vocabulary_size"], recipe["bert"])
    grow(bert, bag.rows.weight.detach(), slack)

    lessons = {}
    for name, own in vectors.items():
        reduced = F.normalize(torch.as_tensor(centred(own)) @ directions, dim=1)
        with torch.no_grad():
            mean = bag(corpus.titles[name]).mean(0)
        lesson = F.pad(reduced, (slack, 0)).numpy(), F.pad(mean, (slack, 0)).numpy()
        lessons[name] = Lesson(corpus.titles[name], *lesson, train_popularity(corpus.shops[name]))
    train_by_distillation(bert, lessons, corpus.lines, padded(bag, slack), recipe["distill"], recipe["seed"], run)
    idf = large.idf[: recipe["vocabulary_size"]]
    by_int8 = export_model(bert.eval(), corpus, idf, large.weights, options.out, "tiny")
    add_match(options.out, options.data)

    words = {name: Lexical(shop.titles, corpus.tokenizer, idf) for name, shop in corpus.shops.items()}
    tune = make_judges(corpus.shops, words, "tune", recipe["seed"], 600)
    own = {name: centred(by_shop) for name, by_shop in by_int8.items()}
    transition, share = fit_transition(
        corpus.shops, own, tune, large.weights["known"], recipe["transition"], recipe["seed"], run
    )
    transition = rounded(transition)
    add_transition(options.out, transition, {"unseen": 0.0, "catalogue": 0.0, "known": share})
    judges = make_judges(corpus.shops, words, "test", 7, None)
    larger_transition, larger_shares = read_transition(large.transition)
    transitions = {"tiny int8": (transition, share)}
    transitions["larger model"] = None if larger_transition is None else (larger_transition, larger_shares["known"])
    values = {"TF-IDF": {name: judge.tf_idf() for name, judge in judges.items()}}
    for label, by_shop in (("larger model", vectors), ("tiny int8", by_int8)):
        values[label] = {name: judge.static(centred(by_shop[name]), large.weights["known"], transitions[label]) for name, judge in judges.items()}
    figures = {against: compare(values, judges, against, 2000) for against in ("TF-IDF", "larger model")}
    write_json(run.folder / "evaluation.json", figures, indent=1)
    print(f"done: {options.out}, {time.monotonic() - started:.0f} s", flush=True)


def joined(titles):
    """All catalogues' titles as one Packed."""
    return Packed.from_lists([ids for packed in titles.values() for ids in packed.lists()])


def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh --recipe tiny", description="Makes a smaller model from a shipped one.")
    parser.add_argument("--recipe", choices=["tiny"], default="tiny", help=argparse.SUPPRESS)
    parser.add_argument("--model", default=str(HERE.parent / "shelf-mini"), help="the larger model's folder (models/shelf-mini)")
    parser.add_argument("--out", default=str(HERE.parent / "shelf-tiny"), help="folder to write (models/shelf-tiny)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="folder for checkpoints and figures (models/train/runs)")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", "1")), help="CPU threads")
    return parser.parse_args()


if __name__ == "__main__":
    main()
