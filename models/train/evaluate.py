"""Compares scorers on constructed lists (lists.py): the tune shoppers choose, the test shoppers are reported."""

import numpy as np

from data import users_of
from lists import bootstrap_means, build_lists, ndcg
from scorers import TfIdf, centred, embedding_scores

TWO_CUTS_BELOW = 2400  # a split with fewer shoppers gives up to two lists a shopper
UNSEEN_WEIGHT = 2  # of TF-IDF in a shop without training data; fixed beforehand, from pilots on other shops


class Judge:
    """The lists of one shop's split, with the TF-IDF scores, ready to score embeddings."""

    def __init__(self, shop, users, seed, max_lists=None, tf_idf=None):
        self.lists = build_lists(shop, users, 2 if len(users) < TWO_CUTS_BELOW else 1, seed, max_lists)
        self.tf_idf_scores = (tf_idf or TfIdf(shop.titles)).scores(self.lists)

    def tf_idf(self):
        return ndcg(self.tf_idf_scores, self.lists.wanted)

    def embedding(self, embeddings, tf_idf_weight=0.0):
        """NDCG@10 of each list [n] for cosine + tf_idf_weight * TF-IDF cosine; embeddings [items, d]."""
        scores = embedding_scores(embeddings, self.lists)
        return ndcg(scores + tf_idf_weight * self.tf_idf_scores, self.lists.wanted)


def make_judges(corpus, seed, max_lists):
    """{"tune": {set: Judge}, "test": {set: Judge}}."""
    judges = {"tune": {}, "test": {}}
    for number, (name, shop) in enumerate(corpus.shops.items()):
        tf_idf = TfIdf(shop.titles)
        for split, offset in (("tune", 0), ("test", 1)):
            users = users_of(shop, split)
            judges[split][name] = Judge(shop, users, [seed, number, offset], max_lists, tf_idf)
    return judges


def tune_score(judges, embeddings, tf_idf_weight=0.0):
    """Mean over the sets of the tune shoppers' NDCG@10: embeddings by set."""
    values = [judge.embedding(embeddings[name], tf_idf_weight) for name, judge in judges["tune"].items()]
    return float(np.mean([value.mean() for value in values]))


def choose_weight(judges, embeddings, weights):
    """The TF-IDF weight that is best on the tune shoppers."""
    return max(weights, key=lambda weight: tune_score(judges, embeddings, weight))


def report(judges, models, weight, samples):
    """Test figures of all sets: {scorer: {set or "mean4": figures}}.

    models: {name: embeddings by set}, each reported alone and with `weight` times the TF-IDF cosine.
    """
    test = judges["test"]
    values = {"TF-IDF": {name: judge.tf_idf() for name, judge in test.items()}}
    for model, embeddings in models.items():
        for added, label in ((0, model), (weight, f"{model} + {weight} TF-IDF")):
            values[label] = {name: judge.embedding(embeddings[name], added) for name, judge in test.items()}
    users = {name: judge.lists.users for name, judge in test.items()}
    return {scorer: figures_by_set(by_set, values["TF-IDF"], users, samples) for scorer, by_set in values.items()}


def report_unseen(judge, models, samples):
    """Figures in one shop that was never trained on, with and without centring by its own catalogue."""
    values = {"TF-IDF": judge.tf_idf()}
    for model, embeddings in models.items():
        for label, vectors in ((model, embeddings), (f"{model}, centred", centred(embeddings))):
            values[label] = judge.embedding(vectors)
            values[f"{label} + {UNSEEN_WEIGHT} TF-IDF"] = judge.embedding(vectors, UNSEEN_WEIGHT)
    return {
        scorer: figures_by_set({"shop": own}, {"shop": values["TF-IDF"]}, {"shop": judge.lists.users}, samples)["shop"]
        for scorer, own in values.items()
    }


def figures_by_set(values, baseline, users, samples):
    """Mean, standard error and the 95 % interval of the difference to TF-IDF, all by bootstrap over users.

    values, baseline {set: [lists]}; with several sets also "mean4", their plain mean.
    """
    result, means, differences = {}, [], []
    for seed, (name, own) in enumerate(values.items()):
        means.append(bootstrap_means(own, users[name], samples, seed))
        differences.append(bootstrap_means(own - baseline[name], users[name], samples, seed))
        result[name] = figures(own.mean(), means[-1], differences[-1])
        result[name] |= {"lists": len(own), "users": len(np.unique(users[name]))}
    if len(values) > 1:
        plain = np.mean([own.mean() for own in values.values()])
        result["mean4"] = figures(plain, np.mean(means, axis=0), np.mean(differences, axis=0))
    return result


def figures(mean, means, differences):
    low, high = np.quantile(differences, [0.025, 0.975])
    return {
        "ndcg": round(float(mean), 4),
        "standard_error": round(float(means.std()), 4),
        "minus_tf_idf_95": [round(float(low), 4), round(float(high), 4)],
    }
