"""Fits the static score's weights (history.py) on train shoppers that the encoder in question has not learned from.

Three kinds of shop need three sets of weights, as the encoder deserves more trust in the later ones:

    unseen      neither its titles nor its log were trained on
    catalogue   its titles were, by self-supervision
    known       its titles and its log were

Training the real encoder for each would cost hours, so bags of a third of the steps stand in ("pilots"): for each shop one
that is trained on the other shops, then adapted to that shop's titles; and one on all shops without the held-out tenth of the
shoppers. The weights are fitted on the held-out shoppers of each shop, all shops counting alike.
"""

import copy

import numpy as np
import torch

from bag import Bag, halves_loss, set_learning_rate, train_bag
from corpus import Corpus, inverse_document_frequency
from data import users_of
from history import fit_weights, history_pairs, lexical_pairs
from lists import build_lists
from scorers import centred

KINDS = ("unseen", "catalogue", "known")


def fit_static_weights(corpus, words, recipe, run, device):
    """{kind: weights} of `history.static_scores`; words: {shop: lexical.Lexical}."""
    if len(corpus.shops) < 2:
        raise SystemExit(f"Cannot fit weights for unseen shops as at least 2 sets must be trained on: got {len(corpus.shops)}")
    examples = {kind: [] for kind in KINDS}
    every = train_pilot(corpus, recipe, run, "pilot-all", "pilot", device)
    for number, (name, shop) in enumerate(corpus.shops.items()):
        users = users_of(shop, "held-out")
        lists = build_lists(shop, users, recipe["pilot"]["lists_per_user"], [recipe["seed"], number, 2])
        lexical = lexical_pairs(lists, words[name])
        titles = corpus.titles[name]
        foreign = train_pilot(corpus_without(corpus, name), recipe, run, f"pilot-no-{name}", "train", device)
        adapted = copy.deepcopy(foreign)
        self_supervise(adapted, titles, recipe["pilot"]["adapt"], recipe["seed"], run, f"pilot-adapted-{name}")
        for kind, bag in zip(KINDS, (foreign, adapted, every)):
            examples[kind].append(history_pairs(lists, catalogue_vectors(bag, titles), lexical))
    return {kind: fit_weights(pairs, recipe["seed"]) for kind, pairs in examples.items()}


def train_pilot(corpus, recipe, run, stage, split, device):
    torch.manual_seed(recipe["seed"] + 50)
    bag = Bag(inverse_document_frequency(corpus), recipe["bert"]["hidden_size"]).to(device)
    options = recipe["bag"] | {"steps": recipe["pilot"]["steps"]}
    train_bag(bag, corpus, options, recipe["seed"] + 50, run, stage, split)
    return bag


def self_supervise(bag, titles, options, seed, run, stage):
    """Adapts a bag to a catalogue from its titles alone, in place: two random halves of a title must find each other."""
    optimizer = torch.optim.Adam(bag.parameters(), lr=options["learning_rate"], betas=(0.9, 0.98))
    random = np.random.default_rng([seed, 3])
    with run.stage(stage, bag, optimizer, [random]) as progress:
        for step in progress.steps(options["steps"]):
            set_learning_rate(optimizer, step, options)
            chosen = random.choice(len(titles), size=min(options["titles"], len(titles)), replace=False)
            loss = halves_loss(bag, titles.take(chosen), options["temperature"], random)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            progress.log(step, {"halves": loss})


def catalogue_vectors(bag, titles):
    """Centred unit rows [items, d] of packed titles."""
    with torch.no_grad():
        return centred(bag(titles).cpu().numpy())


def corpus_without(corpus, name):
    """The corpus without one shop: neither its log nor its titles, nor the product lines that are its titles."""
    unwanted = {ids[:-1].tobytes() for ids in corpus.titles[name].lists()}
    cut = corpus.max_tokens - 1
    kept = [i for i, ids in enumerate(corpus.lines.lists()) if ids[:-1][:cut].tobytes() not in unwanted]
    shops = {other: shop for other, shop in corpus.shops.items() if other != name}
    titles = {other: corpus.titles[other] for other in shops}
    return Corpus(shops, corpus.tokenizer, titles, corpus.lines.take(np.array(kept)), corpus.max_tokens)
