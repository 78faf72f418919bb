"""Feature lists of the train queries whose embeddings know nothing of those queries' grades.

The shipped encoder was trained on the train queries' grades, so its cosines there are better than they will be anywhere
else: fitted on them, the match score had .566 of the tune queries' pairs in order, and .579
by this file. Instead, FOLDS small bags are each
trained on the other folds' queries by the same loss, and give the cosines of their own fold. `as_of_encoder` then puts
the shipped encoder's cosines on the bags' scale, by mean and standard deviation over the tune queries' lists.

Source: stacking with out-of-fold predictions, Wolpert 1992, https://doi.org/10.1016/S0893-6080(05)80023-1.
"""

import hashlib

import numpy as np
import torch

from bag import Bag, set_learning_rate
from match_features import FEATURES
from match_fit import TermsCache, centred_alike, draw_lists, embed_lists, feature_lists, fit_match
from query_title import QueryTitleBatches, query_title_loss

FOLDS = 5
BAG = {"size": 256, "steps": 500, "learning_rate": 0.01, "warmup_steps": 50}
BY_EMBEDDINGS = [FEATURES.index("cosine"), FEATURES.index("feedback")]


def match_tensors(judgements, tokenizer, idf, max_tokens, embed, seed=7, options=None):
    """The six tensors `match.*` for an encoder: `embed` takes n texts and gives unit vectors [n, d]. Two minutes.

    idf [vocabulary] starts the bags; no grade of the tune or test queries is read.
    """
    terms_of = TermsCache()
    fitted = fit_match(surrogate_lists(judgements, tokenizer, idf, max_tokens, seed, terms_of, options))
    lists = draw_lists(judgements, judgements.of_split("tune"), seed)
    queries, titles = embed_lists(judgements, lists, embed)
    return as_of_encoder(fitted, feature_lists(judgements, lists, queries, titles, terms_of))


def surrogate_lists(judgements, tokenizer, idf, max_tokens, seed, terms_of, options=None):
    """Feature lists of the train queries by out-of-fold bags: [(x [n, 16], grades [n])].

    Each query gives two: its judged titles with negatives, and alone, as a shop's own search would have found them.
    """
    numbers = judgements.of_split("train")
    folds = np.array([fold_of(judgements.queries[i]) for i in numbers])
    result = []
    for fold in np.unique(folds):  # all of them, but where there are hardly any queries
        batches = QueryTitleBatches(judgements, tokenizer, max_tokens, [seed, fold])
        batches.restrict_to(numbers[folds != fold])
        bag = trained_bag(batches, idf, options or BAG, [seed, fold])
        with torch.no_grad():
            vectors = centred_alike(bag(batches.packed_queries).numpy(), bag(batches.packed_titles).numpy())
        own = numbers[folds == fold]
        alone = [(i, judgements.judged[i], judgements.grades[i]) for i in own if len(judgements.judged[i]) > 1]
        lists = draw_lists(judgements, own, [seed, fold]) + alone
        result += feature_lists(judgements, lists, *vectors, terms_of)
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


def as_of_encoder(tensors, lists):
    """`tensors` of fit_match for an encoder whose embeddings gave the feature `lists`: its own mean and deviation."""
    features = np.concatenate([x for x, _ in lists])[:, BY_EMBEDDINGS]
    mean, scale = tensors["match.mean"].copy(), tensors["match.scale"].copy()
    mean[BY_EMBEDDINGS], scale[BY_EMBEDDINGS] = features.mean(0), 1 / np.maximum(1e-3, features.std(0))
    return {**tensors, "match.mean": mean, "match.scale": scale}


def fold_of(query):
    return int(hashlib.md5(f"fold:{query}".encode()).hexdigest(), 16) % FOLDS
