"""Several bags of different seeds as one teacher, and as one bag of the usual size.

Bags differ in what chance taught them, so the mean of their cosines is a better score than any one's. That mean is the dot
product of their concatenated vectors; as bags are linear, its best approximation in fewer dimensions is again a bag: the
leading principal directions of the concatenated rows, weighted by how often a row is used.
"""

import numpy as np
import torch
import torch.nn.functional as F

from bag import Bag
from grow import capped_rows


def combine_bags(bags, corpus):
    """One bag of the size of each of `bags`, its rows cut as the grown encoder will hold them."""
    size = bags[0].rows.weight.shape[1]
    rows = torch.cat([centred_rows(bag.rows.weight.detach()) for bag in bags], dim=1)
    if len(bags) > 1:
        rows, _ = leading_rows(rows, corpus, size)
    combined = Bag(np.ones(len(rows)), size).to(rows.device)
    with torch.no_grad():
        combined.rows.weight.copy_(capped_rows(rows))
    return combined


def leading_rows(rows, corpus, size):
    """Rows [v, d] in fewer dimensions, and the map to them: ([v, size], [d, size]); components sum to 0 (see grow.py)."""
    directions = torch.linalg.svd(rows * row_weights(corpus, rows.device), full_matrices=False)[2]
    onto = F.pad(directions[: size - 1].T, (0, 1)) @ reflection(size, rows.device)  # [d, size]
    return rows @ onto, onto


def centred_rows(rows):
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
