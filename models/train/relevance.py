"""Figures of query-title relevance for any encoder, with intervals: the queries of the test split, or of tune.

    report = relevance_report(load_data(folder), embed, match=tensors)      # embed: n texts -> [n, d] unit vectors
    python relevance.py --model ../shelf-mini [--data DIR] [--split tune]   # of a model folder, with a match fitted to it

Per scorer ("BM25", "cosine" and, with the tensors of match_fit.py, "match"), each as {"value", "low", "high"}, a 95 %
interval by bootstrap over queries, and "minus_bm25" with the interval of the paired difference:

    pairs              share of pairs of one query's titles with different grades that are in the right order
    ndcg_20            NDCG@10 of a query's judged titles and 20 titles of other queries, gain = grade, negatives 0
    ndcg_20_exp        the same, gain = 2^grade - 1
    one_of_50          NDCG@10 of one title of grade >= 2.5 among 49 titles of other queries
    chorus             NDCG@10 of the judged products of an electronics shop that nothing was fitted on, gain = 2^rating - 1
    chorus_20          the same with 20 random products added, rating 0

Queries without a pair, a title of grade >= 2.5 or a rating above 0 do not count where they say nothing. Equal scores
are ordered at random, by a fixed seed.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bert import embed as embed_ids
from bm25 import Bm25
from export import load_model_folder
from judgements import Judgements, load_chorus, load_home_depot
from lists import bootstrap_means
from match_features import Query, match_features
from match_fit import NEGATIVES, TermsCache, draw_lists, embed_lists, match_scores

CUTOFF = 10
GOOD_GRADE = 2.5
LIST_LENGTH = 50
SEED = 7


@dataclass
class RelevanceData:
    home_depot: Judgements
    chorus: Judgements
    bm25: dict  # "home_depot" and "chorus" -> Bm25
    terms_of: TermsCache


def load_data(folder):
    home_depot, (chorus, _) = load_home_depot(folder), load_chorus(folder)
    bm25 = {"home_depot": Bm25(home_depot.titles), "chorus": Bm25(chorus.titles)}
    return RelevanceData(home_depot, chorus, bm25, TermsCache())


def relevance_report(data, embed, match=None, split="test", samples=1000, embed_queries=None):
    """{scorer: {figure: {"value", "low", "high", "minus_bm25": [low, high], "queries"}}}; see the file's head.

    embed: list of n texts -> unit vectors [n, d], without centring, which is done here by the titles of the lists;
    embed_queries: the same for queries, if they are embedded differently.
    """
    values = {}
    for shop, judgements, lists_by_figure in (
        ("home_depot", data.home_depot, home_depot_lists(data.home_depot, split)),
        ("chorus", data.chorus, chorus_lists(data.chorus)),
    ):
        queries, titles = embed_lists(judgements, sum(lists_by_figure.values(), []), embed, embed_queries)
        scorers = make_scorers(judgements, data.bm25[shop], queries, titles, data.terms_of, match)
        for (figure, measure), lists in lists_by_figure.items():
            for scorer, scores_of in scorers.items():
                own = [measure(scores_of(number, chosen), grades) for number, chosen, grades in lists]
                values.setdefault(scorer, {})[figure] = np.array(own, dtype=np.float64)  # [lists] or [lists, 2]
    return {
        scorer: {figure: figures(own, values["BM25"][figure], samples) for figure, own in by_figure.items()}
        for scorer, by_figure in values.items()
    }


def make_scorers(judgements, bm25, queries, titles, terms_of, match):
    """{name: function of (query number, title numbers [n]) -> scores [n]}."""

    def by_match(number, chosen):
        query, terms = Query(terms_of(judgements.queries[number])), [terms_of(judgements.titles[i]) for i in chosen]
        return match_scores(match_features(query, terms, titles[chosen] @ queries[number], titles[chosen]), match)

    scorers = {
        "BM25": lambda number, chosen: bm25.scores(judgements.queries[number], chosen),
        "cosine": lambda number, chosen: titles[chosen] @ queries[number],
    }
    return scorers if match is None else {**scorers, "match": by_match}


def home_depot_lists(judgements, split):
    numbers = judgements.of_split(split)
    judged = [(i, judgements.judged[i], judgements.grades[i]) for i in numbers if np.ptp(judgements.grades[i]) > 0]
    with_negatives = draw_lists(judgements, numbers, SEED)
    return {
        ("pairs", pairs_in_order): judged,
        ("ndcg_20", ndcg_linear): with_negatives,
        ("ndcg_20_exp", ndcg_exponential): with_negatives,
        ("one_of_50", ndcg_linear): single_lists(judgements, numbers),
    }


def single_lists(judgements, numbers):
    """One random title of grade >= 2.5 and 49 of other queries, for each query that has one."""
    random = np.random.default_rng(SEED)
    pool = np.unique(np.concatenate([judgements.judged[i] for i in numbers]))
    lists = []
    for i in numbers:
        good = judgements.judged[i][judgements.grades[i] >= GOOD_GRADE]
        if len(good):
            others = [title for title in random.permutation(pool)[: 2 * LIST_LENGTH] if title not in judgements.judged[i]]
            titles = np.array([random.choice(good), *others[: LIST_LENGTH - 1]])
            lists.append((i, titles, np.eye(1, len(titles))[0]))
    return lists


def chorus_lists(judgements):
    random = np.random.default_rng(SEED)
    judged, with_negatives = [], []
    for i, (titles, grades) in enumerate(zip(judgements.judged, judgements.grades)):
        if grades.max() <= 0:
            continue
        drawn = random.permutation(len(judgements.titles))[: NEGATIVES + len(titles)]
        others = drawn[~np.isin(drawn, titles)][:NEGATIVES]
        judged.append((i, titles, grades))
        with_negatives.append((i, np.concatenate([titles, others]), np.concatenate([grades, np.zeros(len(others))])))
    return {("chorus", ndcg_exponential): judged, ("chorus_20", ndcg_exponential): with_negatives}


def pairs_in_order(scores, grades):
    """(pairs in the right order, pairs), a tie counting half."""
    better = grades[:, None] > grades[None]
    differences = (scores[:, None] - scores[None])[better]
    return (differences > 0).sum() + (differences == 0).sum() / 2, better.sum()


def ndcg_linear(scores, grades):
    return ndcg_of(scores, grades)


def ndcg_exponential(scores, grades):
    return ndcg_of(scores, 2.0**grades - 1)


def ndcg_of(scores, gains):
    """NDCG@10 of one list: scores [n], gains [n] -> number."""
    order = np.lexsort((np.random.default_rng(SEED).random(len(scores)), -scores))[:CUTOFF]
    discounts = 1 / np.log2(2 + np.arange(len(order)))
    return (gains[order] * discounts).sum() / (np.sort(gains)[::-1][:CUTOFF] * discounts).sum()


def figures(own, baseline, samples):
    """Mean over queries, or the ratio of sums for [n, 2] values, with bootstrap intervals over queries."""
    means, differences = resampled(own, samples), resampled(own, samples) - resampled(baseline, samples)
    value = own.mean() if own.ndim == 1 else own[:, 0].sum() / own[:, 1].sum()
    low, high = np.quantile(means, [0.025, 0.975])
    return {
        "value": round(float(value), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "minus_bm25": [round(float(bound), 4) for bound in np.quantile(differences, [0.025, 0.975])],
        "queries": len(own),
    }


def resampled(values, samples):
    """Means [samples] over resampled queries; the same queries for every scorer, so that differences are paired."""
    rows = np.arange(len(values))
    if values.ndim == 1:
        return bootstrap_means(values, rows, samples)
    return bootstrap_means(values[:, 0], rows, samples) / bootstrap_means(values[:, 1], rows, samples)


def embed_with(model):
    """Texts -> unit vectors [n, d] by a model folder's encoder, as export.load_model_folder reads it."""
    return lambda texts: embed_ids(model.bert, [model.tokenizer.encode(text, model.max_tokens) for text in texts])


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Query-title relevance of a model folder, as JSON; two to four minutes.")
    parser.add_argument("--model", default=str(here.parent / "shelf-mini"), help="model folder (default: models/shelf-mini)")
    parser.add_argument("--data", default=str(here.parents[1].parent / "shared" / "data"), help="data folder, see README.md")
    parser.add_argument("--split", choices=["tune", "test"], default="test", help="whose queries (default: test)")
    options = parser.parse_args()
    data, model = load_data(options.data), load_model_folder(options.model)
    print(json.dumps(relevance_report(data, embed_with(model), model.match or None, options.split), indent=1))


if __name__ == "__main__":
    main()
