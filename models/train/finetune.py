"""Adapts a shipped model to one shop: from its catalogue alone, and from its order log if there is one.

    bag of the encoder -> self-supervised on the shop's titles, or trained on its shoppers -> its rows put into the encoder
    -> targets -> encoder distilled -> folder

The catalogue's own word statistics (latent semantic analysis of the titles) or, with a log, the shoppers' purchases give each
item a second vector; the two are laid over each other as in collaborative.py. Training a bag takes seconds where training the
encoder itself on the same losses takes an hour, and the encoder then only has to learn where the shop's items belong.

Run it by run.sh --recipe finetune; see README.md.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from transition import fit_transition
from transition_export import add_transition, read_transition, rounded
from bag import Bag, set_learning_rate, train_bag
from bert import embed, pad
from collaborative import collaborative_vectors, semantic_vectors, targets
from corpus import Corpus, pack
from data import Shop, load_online_retail, load_shop, users_of
from distill import Lesson, train_by_distillation, train_popularity
from evaluate import Judge, compare
from export import export_adapted, load_model_folder
from grow import capped_rows, normalised_rows
from lexical import Lexical
from run import Run
from scorers import TfIdf, centred
from shop_files import load_shop_files
from tokenizer import CLS, SEP, write_json
from weights import catalogue_vectors, self_supervise

HERE = Path(__file__).resolve().parent
MIN_TUNE_LISTS = 100


def main():
    options = parse_arguments()
    recipe = json.loads((HERE / "recipes" / "finetune.json").read_text("utf-8"))
    started = time.monotonic()
    torch.set_num_threads(options.threads)
    shop = read_shop(options)
    model = load_model_folder(options.model)
    name = f"finetune-{shop.name}{'-log' if options.use_log else ''}{'-freeze' if options.freeze else ''}"
    run = Run(Path(options.runs) / name, recipe["checkpoint_seconds"], inputs_of(recipe, shop, options))
    titles = pack(model.tokenizer, shop.titles, model.max_tokens)
    print(f"{shop.name}: {len(shop.titles)} items, {len(shop.histories)} shoppers", flush=True)

    kind = "known" if options.use_log else "catalogue"
    bag = bag_of(model.bert, titles, recipe, run)
    if options.use_log:
        corpus = Corpus({shop.name: shop}, model.tokenizer, {shop.name: titles}, titles, model.max_tokens)
        train_bag(bag, corpus, recipe["bag"], recipe["seed"], run)
        popularity = train_popularity(shop)
        second = collaborative_vectors(shop, recipe["second"]["size"], recipe["seed"])
    else:
        self_supervise(bag, titles, recipe["adapt"], recipe["seed"], run, "adapt")
        popularity = np.ones(len(titles))
        second = semantic_vectors(TfIdf(shop.titles), recipe["second"]["size"], recipe["seed"])
    plain = vectors_of(bag, titles)
    wanted = targets(centred(plain), second, popularity, recipe["second"]["weight"])
    lesson = Lesson(titles, wanted, plain.mean(0), popularity)
    if options.freeze:
        freeze_all_but_top(model.bert)
    else:
        transplant(model.bert, bag)
    steps = max(recipe["least_steps"], round(recipe["epochs"] * len(titles) / recipe["distill"]["titles"]))
    learning = recipe["distill"] | {"steps": steps}
    train_by_distillation(model.bert, {shop.name: lesson}, titles, bag, learning, recipe["seed"], run)
    by_int8 = export_adapted(model, titles, options.out, kind)
    vectors = {"bag": centred(plain), "targets": wanted, "BERT int8": centred(by_int8)}
    transitions = dict.fromkeys(vectors)
    if options.use_log:
        words = Lexical(shop.titles, model.tokenizer, model.idf)
        fitted = vectors if options.evaluate else ["BERT int8"]
        start = read_transition(model.transition, recipe["transition"]["dropout"])[0]
        transitions |= {name: transition_of(name, vectors, shop, words, start, model, recipe, run) for name in fitted}
        if transitions["BERT int8"] is not None:
            add_transition(options.out, transitions["BERT int8"][0], {"known": transitions["BERT int8"][1]})

    if options.evaluate:
        figures = shop_figures(shop, vectors, transitions, model, kind)
        write_json(run.folder / "evaluation.json", figures, indent=1)
    print(f"done: {options.out}, {time.monotonic() - started:.0f} s", flush=True)


def transition_of(name, vectors, shop, words, start, model, recipe, run):
    """(transition as it ships, share) of one shop, from its train shoppers, the share by its tune shoppers; None if
    those are too few to say whether it helps.

    start: the shipped model's, which the encoder's goes on from, or None.
    """
    judge = Judge(shop, users_of(shop, "tune"), [recipe["seed"], 98], words)
    if len(judge.lists.wanted) < MIN_TUNE_LISTS:
        print(f"transition: left out, as {len(judge.lists.wanted)} lists of tune shoppers are too few to judge it", flush=True)
        return None
    options = recipe["transition"]
    if name != "BERT int8":
        start = None
    if start is not None:
        options = options | {"hidden_size": len(start.input.bias)}
    shops, own, judges = {shop.name: shop}, {shop.name: vectors[name]}, {shop.name: judge}
    stage = f"transition-{name.split()[0].lower()}"
    transition, share = fit_transition(shops, own, judges, model.weights["known"], options, recipe["seed"], run, stage, start)
    return rounded(transition), share


def inputs_of(recipe, shop, options):
    """What the run's result depends on, as bytes: its checkpoints are of no use for anything else."""
    model = [(Path(options.model) / name).read_bytes() for name in ("model.safetensors", "head.safetensors", "tokenizer.json")]
    return b"\0".join([json.dumps([recipe, shop.titles, options.freeze]).encode(), repr(shop.histories).encode(), *model])


def bag_of(bert, titles, recipe, run):
    """A bag that says nearly what the encoder says of these titles: its rows start as the encoder's states of lone tokens."""
    size = bert.shape["hidden_size"]
    bag = Bag(np.ones(bert.shape["vocabulary_size"]), size)
    with torch.no_grad():
        for start in range(0, len(bag.rows.weight), 1024):
            tokens = range(start, min(start + 1024, len(bag.rows.weight)))
            ids, mask = pad([[CLS, token, SEP] for token in tokens])
            bag.rows.weight[start : start + len(tokens)] = bert.states(ids, mask)[:, 1]
    options = recipe["imitate"]
    optimizer = torch.optim.Adam(bag.parameters(), lr=options["learning_rate"])
    random = np.random.default_rng(recipe["seed"])
    wanted = torch.as_tensor(embed(bert, titles.lists()))
    wanted = F.normalize(wanted - wanted.mean(1, keepdim=True), dim=1)
    with run.stage("imitate", bag, optimizer, [random]) as progress:
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            chosen = random.integers(len(titles), size=options["titles"])
            loss = 1 - (bag(titles.take(chosen)) * wanted[chosen]).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            progress.log(step, {"cosine": loss})
    return bag


def transplant(bert, bag):
    """Gives an encoder that was grown from a bag (grow.py) the word embeddings of an adapted one, in place.

    Its blocks stay, so it starts as the adapted bag plus what they had learned. Any other encoder is left as it is.
    """
    gains = bert.encoder["layer"][-1].output["LayerNorm"].weight
    slack = int((gains == 0).sum())
    if slack == 0 or slack % 2 or bool((gains[:slack] != 0).any()):
        return
    rows = capped_rows(bag.rows.weight.detach()[:, slack:])
    with torch.no_grad():
        bert.embeddings["word_embeddings"].weight.copy_(normalised_rows(rows, slack))


def vectors_of(bag, titles):
    with torch.no_grad():
        return bag(titles).numpy()


def freeze_all_but_top(bert):
    """Only the last layer goes on learning: the rest, embeddings included, stays bit for bit what it was."""
    top = bert.encoder["layer"][-1]
    for parameter in bert.parameters():
        parameter.requires_grad_(False)
    for parameter in top.parameters():
        parameter.requires_grad_(True)


def shop_figures(shop, vectors, transitions, model, kind):
    """Test shoppers, by the static score; of a shop with few shoppers tune and test together, unless something was chosen on the former."""
    users = users_of(shop, "test")
    if len(users) < 1000 and all(transition is None for transition in transitions.values()):
        users = users + users_of(shop, "tune")
    judge = Judge(shop, users, [7, 99], Lexical(shop.titles, model.tokenizer, model.idf))
    values = {"TF-IDF": {shop.name: judge.tf_idf()}}
    for name, own in vectors.items():
        values[name] = {shop.name: judge.static(own, model.weights[kind], transitions[name])}
    return {against: compare(values, {shop.name: judge}, against, 2000) for against in ("TF-IDF", "bag")}


def read_shop(options):
    if options.shop == "online-retail":
        return load_online_retail(options.data)
    if options.shop:
        return load_shop(options.data, options.shop)
    shop = load_shop_files(options.catalog, options.log)
    return shop if options.use_log else Shop(shop.name, shop.titles, {})


def parse_arguments():
    parser = argparse.ArgumentParser(prog="run.sh --recipe finetune", description="Adapts a model to one shop.")
    parser.add_argument("--recipe", choices=["finetune"], default="finetune", help=argparse.SUPPRESS)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--catalog", metavar="FILE", help="products: JSONL, CSV or TSV (.gz too) with id and title")
    source.add_argument("--shop", metavar="NAME", help="instead: a set under --data, for figures")
    parser.add_argument("--log", metavar="FILE", help="orders: users.jsonl (see README.md) or CSV with user, item, time (.gz too)")
    parser.add_argument("--use-log", action="store_true", help="with --shop: use the log of its train shoppers")
    parser.add_argument("--freeze", action="store_true", help="train the last layer only")
    parser.add_argument("--model", default=str(HERE.parent / "shelf-mini"), help="folder to start from (models/shelf-mini)")
    parser.add_argument("--out", required=True, help="model folder to write")
    parser.add_argument("--evaluate", action="store_true", help="figures on the log's test shoppers (runs/finetune-*/evaluation.json)")
    parser.add_argument("--data", default=str(HERE.parents[1].parent / "shared" / "data"), help="data folder of --shop")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="folder for checkpoints and figures (models/train/runs)")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", "1")), help="CPU threads")
    options = parser.parse_args()
    if options.log and options.shop:
        parser.error("--log goes with --catalog; the log of --shop is used by --use-log")
    if options.use_log and not options.shop:
        parser.error("--use-log goes with --shop; the log beside --catalog is named by --log")
    if options.evaluate and not (options.shop or options.log):
        parser.error("--evaluate needs shoppers: --log beside --catalog, or --shop")
    options.use_log = options.use_log or options.log is not None
    return options


if __name__ == "__main__":
    main()
