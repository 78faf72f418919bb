"""Feature lists of the train queries whose embeddings know nothing of those queries' grades.

The shipped encoder was trained on the train queries' grades, so its cosines there are better than they will be anywhere
else: fitted on them, the match score lost .013 of pair accuracy on the tune queries. Instead, FOLDS small bags are each
trained on the other folds' queries by the same loss, and give the cosines of their own fold. `as_of_encoder` then puts
the shipped encoder's cosines on the bags' scale, by mean and standard deviation over the tune queries' lists.

Source: stacking with out-of-fold predictions, Wolpert 1992, https://doi.org/10.1016/S0893-6080(05)80023-1.
"""

import hashlib

import numpy as np
import torch

from bag import Bag, set_learning_rate
from match_features import FEATURES
from match_fit import draw_lists, feature_lists
from query_title import QueryTitleBatches, query_title_loss
from scorers import centred

FOLDS = 5
BAG = {"size": 256, "steps": 500, "learning_rate": 0.01, "warmup_steps": 50}
BY_EMBEDDINGS = [FEATURES.index("cosine"), FEATURES.index("feedback")]


def surrogate_lists(judgements, tokenizer, idf, max_tokens, seed, terms_of, numbers=None, options=None):
    """Feature lists of the train queries (or of `numbers`) by out-of-fold bags: [(x [n, 16], grades [n])]."""
    options = options or BAG
    numbers = judgements.of_split("train") if numbers is None else numbers
    folds = np.array([fold_of(judgements.queries[i]) for i in numbers])
    result = []
    for fold in range(FOLDS):
        batches = QueryTitleBatches(judgements, tokenizer, max_tokens, [seed, fold])
        batches.numbers = numbers[folds != fold]
        batches.queries = min(batches.queries, len(batches.numbers))
        bag = trained_bag(batches, idf, options, [seed, fold])
        with torch.no_grad():
            queries, titles = bag(batches.packed_queries).numpy(), bag(batches.packed_titles).numpy()
        own = draw_lists(judgements, numbers[folds == fold], [seed, fold])
        result += feature_lists(judgements, own, *centred_alike(queries, titles), terms_of)
    return result


def trained_bag(batches, idf, options, seed):
    generator = torch.Generator().manual_seed(int(np.random.default_rng(seed).integers(2**31)))
    bag = Bag(idf, options["size"], generator)
    optimizer = torch.optim.Adam(bag.parameters(), lr=options["learning_rate"], betas=(0.9, 0.98))
    for step in range(options["steps"]):
        set_learning_rate(optimizer, step, options)
        loss = query_title_loss(bag, batches.draw())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return bag


def centred_alike(queries, titles):
    """Both minus the titles' mean, of length 1 again: what the browser compares."""
    moved = queries - titles.mean(0)
    return moved / np.maximum(1e-12, np.linalg.norm(moved, axis=1, keepdims=True)), centred(titles)


def as_of_encoder(tensors, lists):
    """`tensors` of fit_match for an encoder whose embeddings gave the feature `lists`: its own mean and deviation."""
    features = np.concatenate([x for x, _ in lists])[:, BY_EMBEDDINGS]
    mean, scale = tensors["match.mean"].copy(), tensors["match.scale"].copy()
    mean[BY_EMBEDDINGS], scale[BY_EMBEDDINGS] = features.mean(0), 1 / np.maximum(1e-3, features.std(0))
    return {**tensors, "match.mean": mean, "match.scale": scale}


def fold_of(query):
    return int(hashlib.md5(f"fold:{query}".encode()).hexdigest(), 16) % FOLDS
