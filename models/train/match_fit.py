"""Fits the static query-title score on graded titles and writes it as tensors for `head.safetensors`.

    score(x) = linear . z + output . relu(z hidden + bias),   z = clip((x - mean) * scale, -5, 5),   x of match_features.py

    match.mean [16], match.scale [16], match.linear [16], match.hidden [16, 16], match.bias [16], match.output [16]

A list is a query's judged titles and NEGATIVES titles of other queries. The loss is that of query_title.py: pairs of
judged titles by the gap of their grades, and each judged title by its grade against the list's negatives.

The embeddings must come from an encoder that was not trained on the grades of the lists' queries, or the score trusts
the cosine too much.
"""

import numpy as np
import torch
import torch.nn.functional as F

from match_features import FEATURES, Query, match_features
from match_text import Terms
from query_title import HIGHEST_GRADE, LOWEST_GRADE

HIDDEN = 16
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


def fit_match(train, tune, epochs=12, batch=256, learning_rate=6e-3, seeds=3):
    """Weights of the file's head as float32 arrays, from feature lists: of `seeds` fits, the one with least loss on `tune`."""
    all_features = np.concatenate([x for x, _ in train])
    mean, scale = all_features.mean(0), 1 / np.maximum(1e-3, all_features.std(0))
    train, tune = pad(train, mean, scale), pad(tune, mean, scale)
    fits = [fit_once(train, tune, epochs, batch, learning_rate, seed) for seed in range(seeds)]
    best = min(fits, key=lambda fit: fit[0])[1]
    return {f"match.{name}": value.astype(np.float32) for name, value in {"mean": mean, "scale": scale, **best}.items()}


def fit_once(train, tune, epochs, batch, learning_rate, seed):
    generator = torch.Generator().manual_seed(seed)
    width = len(FEATURES)
    parameters = {
        "linear": torch.zeros(width),
        "hidden": torch.randn(width, HIDDEN, generator=generator) / width**0.5,
        "bias": torch.zeros(HIDDEN),
        "output": 0.3 * torch.randn(HIDDEN, generator=generator) / HIDDEN**0.5,
    }
    for parameter in parameters.values():
        parameter.requires_grad_()
    optimizer = torch.optim.Adam(parameters.values(), lr=learning_rate)
    count = len(train[0])
    steps = epochs * max(1, count // batch)
    for step in range(steps):
        if step * batch % count < batch:
            order = torch.randperm(count, generator=generator)
        chosen = order[torch.arange(step * batch, (step + 1) * batch) % count]
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - 0.97 * step / steps)
        decay = DECAY * sum((parameter**2).sum() for parameter in parameters.values())
        loss = list_loss(score_standardised(train[0][chosen], parameters), train[1][chosen]) + decay
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        loss = float(list_loss(score_standardised(tune[0], parameters), tune[1]))
    return loss, {name: parameter.detach().numpy() for name, parameter in parameters.items()}


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
