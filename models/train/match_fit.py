"""Fits the static query-title score on graded titles and writes it as tensors for `head.safetensors`.

    score(x) = linear . z + output . relu(z hidden + bias),   z = clip((x - mean) * scale, -5, 5),   x of match_features.py

    match.mean [16], match.scale [16], match.linear [16], match.hidden [16, 32], match.bias [32], match.output [32]

The 32 hidden units are 4 fits of 8 that differ in their seed, laid side by side and averaged: one fit's figures move by
.003 with the seed. The loss is that of query_title.py: pairs of judged titles by the gap of their grades, and each judged
title by its grade against the list's negatives.

The embeddings must come from an encoder that was not trained on the grades of the lists' queries, or the score trusts
the cosine too much; match_surrogates.py makes such lists.
"""

import numpy as np
import torch
import torch.nn.functional as F

from match_features import FEATURES, Query, match_features
from match_text import Terms
from query_title import HIGHEST_GRADE, LOWEST_GRADE
from scorers import centred

FITS, UNITS = 4, 8
NEGATIVES = 20
LIMIT = 5
RETRIEVAL_WEIGHT = 0.3
DECAY = 1e-4
NEGATIVE_GRADE = 0.0


class TermsCache:
    """Terms of texts, each parsed once."""

    def __init__(self):
        self.known = {}

    def __call__(self, text):
        if text not in self.known:
            self.known[text] = Terms(text)
        return self.known[text]


def draw_lists(judgements, numbers, seed):
    """[(query number, title numbers [n], grades [n])]: judged titles, then NEGATIVES of others of `numbers`, grade 0."""
    random = np.random.default_rng(seed)
    pool = np.unique(np.concatenate([judgements.judged[i] for i in numbers]))
    lists = []
    for i in numbers:
        own = judgements.judged[i]
        drawn = random.permutation(pool)[: 2 * NEGATIVES] if len(pool) < 1000 else random.choice(pool, 2 * NEGATIVES)
        others = [title for title in dict.fromkeys(drawn.tolist()) if title not in own][:NEGATIVES]
        titles = np.concatenate([own, np.array(others, dtype=np.int64)])
        lists.append((i, titles, np.concatenate([judgements.grades[i], np.full(len(others), NEGATIVE_GRADE)])))
    return lists


def embed_lists(judgements, lists, embed, embed_queries=None):
    """Centred vectors of what `lists` hold, by the numbers of `judgements`: queries [q, d] and titles [t, d], else 0.

    embed, embed_queries: n texts -> unit vectors [n, d].
    """
    queries = np.unique([number for number, _, _ in lists])
    titles = np.unique(np.concatenate([chosen for _, chosen, _ in lists]))
    vectors = centred_alike(
        (embed_queries or embed)([judgements.queries[i] for i in queries]),
        embed([judgements.titles[i] for i in titles]),
    )
    result = []
    for numbers, count, own in zip((queries, titles), (len(judgements.queries), len(judgements.titles)), vectors):
        result.append(np.zeros((count, own.shape[1]), dtype=np.float32))
        result[-1][numbers] = own
    return result


def centred_alike(queries, titles):
    """Both minus the titles' mean, of length 1 again: what the browser compares."""
    moved = queries - titles.mean(0)
    return moved / np.maximum(1e-12, np.linalg.norm(moved, axis=1, keepdims=True)), centred(titles)


def feature_lists(judgements, lists, queries, titles, terms_of):
    """Features and grades of each of `lists`: [(x [n, 16], grades [n])].

    queries [q, d], titles [t, d]: unit vectors by the numbers of `judgements`; terms_of: a TermsCache.
    """
    result = []
    for number, chosen, grades in lists:
        vectors = titles[chosen]
        terms = [terms_of(judgements.titles[i]) for i in chosen]
        query = Query(terms_of(judgements.queries[number]))
        result.append((match_features(query, terms, vectors @ queries[number], vectors), grades))
    return result


def fit_match(lists, epochs=7, batch=256, learning_rate=6e-3):
    """Weights of the file's head as float32 arrays, from feature lists. Half a minute for 19,000 lists."""
    all_features = np.concatenate([x for x, _ in lists])
    mean, scale = all_features.mean(0), 1 / np.maximum(1e-3, all_features.std(0))
    padded = pad(lists, mean, scale)
    fits = [fit_once(padded, epochs, batch, learning_rate, seed) for seed in range(FITS)]
    tensors = {
        "mean": mean,
        "scale": scale,
        "linear": np.mean([fit["linear"] for fit in fits], axis=0),
        "hidden": np.concatenate([fit["hidden"] for fit in fits], axis=1),
        "bias": np.concatenate([fit["bias"] for fit in fits]),
        "output": np.concatenate([fit["output"] for fit in fits]) / FITS,
    }
    return {f"match.{name}": np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}


def fit_once(lists, epochs, batch, learning_rate, seed):
    features, grades = lists
    generator = torch.Generator().manual_seed(seed)
    width = len(FEATURES)
    parameters = {
        "linear": torch.zeros(width),
        "hidden": torch.randn(width, UNITS, generator=generator) / width**0.5,
        "bias": torch.zeros(UNITS),
        "output": 0.3 * torch.randn(UNITS, generator=generator) / UNITS**0.5,
    }
    for parameter in parameters.values():
        parameter.requires_grad_()
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate)
    steps_per_epoch = max(1, len(features) // batch)
    steps = epochs * steps_per_epoch
    for step in range(steps):
        if step % steps_per_epoch == 0:
            order = torch.randperm(len(features), generator=generator)
        start = step % steps_per_epoch * batch
        chosen = order[start : start + batch]
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - 0.97 * step / steps)
        decay = DECAY * sum((parameter**2).sum() for parameter in parameters.values())
        loss = list_loss(score_standardised(features[chosen], parameters), grades[chosen]) + decay
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {name: parameter.detach().numpy() for name, parameter in parameters.items()}


def pad(lists, mean, scale):
    """Standardised features [q, n, 16] and grades [q, n], -1 where a list has no more titles."""
    longest = max(len(grades) for _, grades in lists)
    features = np.zeros((len(lists), longest, len(FEATURES)), dtype=np.float32)
    padded = np.full((len(lists), longest), -1, dtype=np.float32)
    for row, (x, grades) in enumerate(lists):
        features[row, : len(x)] = np.clip((x - mean) * scale, -LIMIT, LIMIT)
        padded[row, : len(x)] = grades
    return torch.as_tensor(features), torch.as_tensor(padded)


def list_loss(scores, grades):
    """Pairs by gap + RETRIEVAL_WEIGHT * judged titles against negatives by grade: [q, n], [q, n] -> scalar."""
    judged, negative = grades > NEGATIVE_GRADE, grades == NEGATIVE_GRADE
    both = judged[:, :, None] & judged[:, None, :]
    gaps = (grades[:, :, None] - grades[:, None, :]).clamp(min=0) * both  # [q, better, worse]
    pairs = (gaps * F.softplus(scores[:, None, :] - scores[:, :, None])).sum() / gaps.sum().clamp(min=1e-6)
    others = torch.logsumexp(scores.masked_fill(~negative, -1e9), dim=1, keepdim=True)
    weights = ((grades - LOWEST_GRADE) / (HIGHEST_GRADE - LOWEST_GRADE)).clamp(min=0)
    retrieval = weights * (torch.logaddexp(scores, others) - scores)
    return pairs + RETRIEVAL_WEIGHT * retrieval.sum() / weights.sum().clamp(min=1e-6)


def score_standardised(features, parameters):
    inner = torch.relu(features @ parameters["hidden"] + parameters["bias"])
    return features @ parameters["linear"] + inner @ parameters["output"]


def match_scores(features, tensors):
    """Scores [n] float64 of features [n, 16] by the tensors of `fit_match`; what query-match.ts computes."""
    mean, scale, linear, hidden, bias, output = (
        tensors[f"match.{name}"].astype(np.float64) for name in ("mean", "scale", "linear", "hidden", "bias", "output")
    )
    z = np.clip((features - mean) * scale, -LIMIT, LIMIT)
    return z @ linear + np.maximum(0, z @ hidden + bias) @ output
