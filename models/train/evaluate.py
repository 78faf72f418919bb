"""Compares scorers on constructed lists (lists.py): the tune shoppers choose, the test shoppers are reported."""

import numpy as np

from transition import transition_scores
from data import users_of
from history import history_pairs, lexical_pairs, static_scores, trust
from lists import bootstrap_means, build_lists, ndcg
from scorers import TfIdf, embedding_scores

TWO_CUTS_BELOW = 2400  # a split with fewer shoppers gives up to two lists a shopper


class Judge:
    """The lists of some users of one shop, ready to score embeddings: NDCG@10 of each list [n]."""

    def __init__(self, shop, users, seed, words, max_lists=None):
        self.lists = build_lists(shop, users, 2 if len(users) < TWO_CUTS_BELOW else 1, seed, max_lists)
        self.lexical = lexical_pairs(self.lists, words)
        self.shop = shop

    def tf_idf(self):
        return ndcg(TfIdf(self.shop.titles).scores(self.lists), self.lists.wanted)

    def cosine(self, embeddings):
        """By the cosine to the mean of the history alone; embeddings [items, d] unit rows."""
        return ndcg(embedding_scores(embeddings, self.lists), self.lists.wanted)

    def static(self, embeddings, weights, transition=None):
        """By the static score (history.py); embeddings [items, d] centred unit rows; transition: (Transition, share)."""
        pairs = history_pairs(self.lists, embeddings, self.lexical)
        scores = static_scores(pairs, weights)
        if transition is not None:
            module, share = transition
            scores = scores + share * trust(pairs, weights) * transition_scores(module, embeddings, self.lists, weights)
        return ndcg(scores.numpy(), self.lists.wanted)


def make_judges(shops, words, split, seed, max_lists):
    """{shop: Judge} over the shoppers of one split."""
    return {
        name: Judge(shop, users_of(shop, split), [seed, number, split == "test"], words[name], max_lists)
        for number, (name, shop) in enumerate(shops.items())
    }


def compare(values, judges, against, samples):
    """Figures of each scorer: {scorer: {shop or "mean": figures}}, with the paired difference to the scorer `against`.

    values: {scorer: {shop: NDCG@10 of each list [n]}}; intervals by bootstrap over users, `samples` times.
    """
    users = {name: judge.lists.users for name, judge in judges.items()}
    return {
        scorer: figures_by_shop(by_shop, values[against], users, samples) for scorer, by_shop in values.items()
    }


def figures_by_shop(values, baseline, users, samples):
    result, means, differences = {}, [], []
    for seed, (name, own) in enumerate(values.items()):
        means.append(bootstrap_means(own, users[name], samples, seed))
        differences.append(bootstrap_means(own - baseline[name], users[name], samples, seed))
        result[name] = figures(own.mean(), baseline[name].mean(), means[-1], differences[-1])
        result[name] |= {"lists": len(own), "users": len(np.unique(users[name]))}
    plain = np.mean([own.mean() for own in values.values()])
    base = np.mean([baseline[name].mean() for name in values])
    result["mean"] = figures(plain, base, np.mean(means, axis=0), np.mean(differences, axis=0))
    return result


def figures(mean, baseline, means, differences):
    low, high = np.quantile(differences, [0.025, 0.975])
    return {
        "ndcg": round(float(mean), 4),
        "standard_error": round(float(means.std()), 4),
        "difference_95": [round(float(low), 4), round(float(high), 4)],
        "relative": round(float(mean / baseline - 1), 4),
    }
