"""Several bags of different seeds as one teacher, and as one bag of the usual size.

Bags differ in what chance taught them, so the mean of their cosines is a better score than any one's. That mean is
the dot product of their concatenated vectors (`ConcatenatedBags`); as bags are linear, its best approximation in fewer
dimensions is again a bag: the leading principal directions of the concatenated rows, weighted by how often a row is
used (`combine_bags`).
"""

import numpy as np
import torch
import torch.nn.functional as F

from bag import Bag
from grow import capped_rows


class ConcatenatedBags:
    """Packed texts [n] -> unit vectors [n, bags * size] whose dot product is the mean of the bags' cosines."""

    def __init__(self, bags):
        self.bags = bags

    def __call__(self, packed):
        return torch.cat([bag(packed) for bag in self.bags], dim=1) / len(self.bags) ** 0.5


def combine_bags(bags, corpus):
    """One bag of the size of each of `bags`, its rows cut as the grown encoder will hold them."""
    size = bags[0].rows.weight.shape[1]
    rows = torch.cat([centred_rows(bag) for bag in bags], dim=1)
    if len(bags) > 1:
        directions = torch.linalg.svd(rows * row_weights(corpus, rows.device), full_matrices=False)[2]
        reduced = rows @ directions[: size - 1].T
        rows = F.pad(reduced, (0, 1)) @ reflection(size, rows.device)
    combined = Bag(np.ones(len(rows)), size).to(rows.device)
    with torch.no_grad():
        combined.rows.weight.copy_(capped_rows(rows))
    return combined


def centred_rows(bag):
    rows = bag.rows.weight.detach()
    return rows - rows.mean(dim=1, keepdim=True)


def row_weights(corpus, device):
    """Fourth root of each token's count in titles: common words matter more, but not by all their frequency. [v, 1]"""
    counts = sum(np.bincount(packed.ids, minlength=len(corpus.tokenizer.vocabulary)) for packed in corpus.titles.values())
    return torch.as_tensor(np.maximum(1, counts) ** 0.25, dtype=torch.float32, device=device)[:, None]


def reflection(size, device):
    """Householder matrix [size, size] that takes the last axis to (1, .., 1): what had 0 there has components of sum 0."""
    normal = torch.full((size,), size**-0.5, device=device)
    normal[-1] -= 1
    return torch.eye(size, device=device) - 2 * torch.outer(normal, normal) / normal.square().sum()
