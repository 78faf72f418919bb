"""Constructed test lists and the score over them.

A list is 1 item that the shopper bought later plus 49 items drawn by popularity, in random order. The history is what
the shopper bought on strictly earlier days (times are whole days and items of one day have no order), at least 4
items, of which the last 20 are used. There are no records of what shoppers were shown, so these lists stand in for
rankings: figures compare methods, and say nothing about sales.
"""

from dataclasses import dataclass

import numpy as np

LIST_LENGTH = 50
MIN_HISTORY, MAX_HISTORY = 4, 20
CUTOFF = 10


@dataclass
class ListSet:
    """Lists of one shop: list i belongs to users[i]; candidates[i][wanted[i]] is the item bought later."""

    users: np.ndarray  # [n] whose list it is, numbered from 0
    histories: list  # [n] arrays of item indices
    candidates: np.ndarray  # [n, LIST_LENGTH]
    wanted: np.ndarray  # [n]


def build_lists(shop, users, cuts_per_user, seed, max_lists=None):
    """Up to `cuts_per_user` lists for each of `users`, each wanting one random item of a different random day."""
    random = np.random.default_rng(seed)
    purchases = np.array([item for history in shop.histories.values() for item, _ in history])
    owners, histories, candidates, wanted = [], [], [], []
    for number, user in enumerate(users):
        items = np.array([item for item, _ in shop.histories[user]])
        times = np.array([time for _, time in shop.histories[user]])
        days = [day for day in np.unique(times) if (times < day).sum() >= MIN_HISTORY]
        for day in random.permutation(days)[:cuts_per_user] if days else []:
            target = random.choice(items[times == day])
            negatives = draw_negatives(purchases, set(items.tolist()), random)
            place = int(random.integers(LIST_LENGTH))
            owners.append(number)
            histories.append(items[times < day][-MAX_HISTORY:])
            candidates.append(negatives[:place] + [int(target)] + negatives[place:])
            wanted.append(place)
    kept = slice(None, max_lists)
    return ListSet(np.array(owners)[kept], histories[kept], np.array(candidates)[kept], np.array(wanted)[kept])


def draw_negatives(purchases, owned, random):
    """LIST_LENGTH - 1 different items not in `owned`, each draw proportional to how often an item was bought."""
    negatives = {}  # a dict keeps the order of first draws
    while len(negatives) < LIST_LENGTH - 1:
        for item in random.choice(purchases, size=2 * LIST_LENGTH).tolist():
            if item not in owned:
                negatives[item] = True
    return list(negatives)[: LIST_LENGTH - 1]


def ndcg(scores, wanted):
    """NDCG@10 of each list: scores [n, 50], wanted [n] -> [n]; 1 / log2(1 + rank) of the wanted item, 0 beyond 10.

    Equal scores keep the list's random order.
    """
    own = scores[np.arange(len(scores)), wanted][:, None]
    earlier = np.arange(scores.shape[1])[None] < wanted[:, None]
    rank = 1 + (scores > own).sum(1) + ((scores == own) & earlier).sum(1)
    return np.where(rank <= CUTOFF, 1 / np.log2(1 + rank), 0.0)


def bootstrap_means(values, users, samples, seed=0):
    """Means of `values` [n] over `samples` resamplings of users with replacement -> [samples]."""
    sums = np.bincount(users, weights=values)
    counts = np.bincount(users)
    sums, counts = sums[counts > 0], counts[counts > 0]
    chosen = np.random.default_rng(seed).integers(len(sums), size=(samples, len(sums)))
    return sums[chosen].sum(1) / counts[chosen].sum(1)
