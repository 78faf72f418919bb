"""The static score of an item given what its visitor bought before: fixed weights, nothing learned from this visitor.

Each pair of a candidate c and a bought item h is described by F similarities x_ch (FEATURES), each bought item by its age a
(0 is the newest). With w_h = exp(-decay * a):

    score_c = n / (n + shrinkage) * ( scale * log( sum w_h exp(u . x_ch) / sum w_h )  +  v . ( sum w_h x_ch / sum w_h ) )

The first part follows the most similar purchases, smoothly (with u = 0 it is 0, with large u it is their maximum); the second
is the similarity to the mean profile. With one feature, scale 0 and no decay the order is that of the cosine to the mean. The
factor in front, n purchases being known, does not change the order by this score alone, but how much it weighs beside others.
The weights are few (2 F + 3) and fitted by softmax over candidates, see weights.py for which shops.

Sources: listwise softmax, Cao et al. 2007, https://doi.org/10.1145/1273496.1273513 (ListNet's top-one form).
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from lists import MAX_HISTORY

FEATURES = ("text", "words", "pieces", "first")
FIT_STEPS, FIT_RATE, FIT_DECAY, FIT_BATCH = 400, 0.05, 1e-4, 800


@dataclass
class HistoryPairs:
    """Similarities [n, candidates, MAX_HISTORY, F] of n lists and mask [n, MAX_HISTORY], the newest purchase last."""

    similarities: torch.Tensor
    mask: torch.Tensor
    wanted: torch.Tensor  # [n]

    def take(self, rows):
        return HistoryPairs(self.similarities[rows], self.mask[rows], self.wanted[rows])


def lexical_pairs(lists, words):
    """The similarities by words, float32 [n, candidates, MAX_HISTORY, F - 1]; words: lexical.Lexical of the catalogue."""
    result = np.zeros((*lists.candidates.shape, MAX_HISTORY, len(FEATURES) - 1), np.float32)
    for row, (history, items) in enumerate(zip(lists.histories, lists.candidates)):
        result[row, :, MAX_HISTORY - len(history) :] = words.similarities(items, history)
    return result


def history_pairs(lists, embeddings, lexical):
    """Pairs of a ListSet: embeddings [items, d] centred unit rows; lexical as `lexical_pairs` gives it."""
    text = np.zeros((*lists.candidates.shape, MAX_HISTORY, 1), np.float32)
    mask = np.zeros((len(lists.wanted), MAX_HISTORY), bool)
    for row, (history, items) in enumerate(zip(lists.histories, lists.candidates)):
        mask[row, MAX_HISTORY - len(history) :] = True
        text[row, :, MAX_HISTORY - len(history) :, 0] = embeddings[items] @ embeddings[history].T
    similarities = torch.as_tensor(np.concatenate([text, lexical], axis=-1))
    return HistoryPairs(similarities, torch.as_tensor(mask), torch.as_tensor(lists.wanted))


def static_scores(pairs, weights):
    """Scores [n, candidates] by `weights`: tensors {"u": [F], "v": [F], "decay": [], "scale": [], "shrinkage": []},
    decay and shrinkage at least 0."""
    age = torch.arange(MAX_HISTORY - 1, -1, -1, dtype=torch.float32)
    logs = (-weights["decay"] * age)[None, None].masked_fill(~pairs.mask[:, None], -1e9)  # [n, 1, h]
    total = torch.logsumexp(logs, 2)
    follows = torch.logsumexp(pairs.similarities @ weights["u"] + logs, 2) - total
    profile = ((pairs.similarities @ weights["v"]) * (logs - total[..., None]).exp()).sum(2)
    return trust(pairs, weights) * (weights["scale"] * follows + profile)


def trust(pairs, weights):
    """n / (n + shrinkage) of each list [n, 1]."""
    count = pairs.mask.sum(1, keepdim=True).float()
    return count / (count + weights["shrinkage"])


def fit_weights(examples, seed, features=FEATURES):
    """Weights that make the wanted candidates most likely: examples, a list of HistoryPairs, each counting alike.

    features: the ones that take part; the weights of the others stay 0. The shrinkage is fitted last and alone, on the same
    lists with all but a few of the newest purchases taken away.
    """
    taking = torch.tensor([name in features for name in FEATURES], dtype=torch.float32)

    def shaped(raw):
        positive = {name: F.softplus(raw[name]) for name in ("decay", "shrinkage")}
        return {"u": raw["u"] * taking, "v": raw["v"] * taking, "scale": raw["scale"], **positive}

    raw = {"u": 3 * taking, "v": 1 * taking, "scale": torch.tensor(1.0), "decay": torch.tensor(-3.0)}
    raw["shrinkage"] = torch.tensor(-20.0)  # none, as yet
    random = np.random.default_rng(seed)
    descend({name: raw[name] for name in ("u", "v", "scale", "decay")}, raw, shaped, examples, random, FIT_STEPS)
    raw["shrinkage"] = torch.tensor(0.0)
    descend({"shrinkage": raw["shrinkage"]}, raw, shaped, [shortened(pairs, random) for pairs in examples], random, 100)
    return {name: value.detach() for name, value in shaped(raw).items()}


def descend(moving, raw, shaped, examples, random, steps):
    """Adam on the tensors `moving` of `raw`, in place, by the softmax loss of the wanted candidates."""
    for value in moving.values():
        value.requires_grad_(True)
    optimizer = torch.optim.Adam(moving.values(), lr=FIT_RATE)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = FIT_RATE * (1 - 0.9 * step / steps)
        pairs = examples[step % len(examples)]
        batch = pairs.take(random.integers(len(pairs.wanted), size=min(FIT_BATCH, len(pairs.wanted))))
        loss = F.cross_entropy(static_scores(batch, shaped(raw)), batch.wanted)
        loss = loss + FIT_DECAY * sum(value.square().sum() for value in moving.values())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for value in moving.values():
        value.requires_grad_(False)


def shortened(pairs, random):
    """The same lists with 1 to 6 of the newest purchases, at random."""
    kept = torch.as_tensor(random.integers(1, 7, size=len(pairs.wanted)))[:, None]
    age = torch.arange(MAX_HISTORY - 1, -1, -1)[None]
    return HistoryPairs(pairs.similarities, pairs.mask & (age < kept), pairs.wanted)
