"""What shoppers' purchases say about an item beyond its title, as vectors in the space of a bag.

    X = users x items, 1 / (sqrt(purchases of the user) * sqrt(purchases of the item)) where bought
    Z = V S        the `size` leading right singular vectors of X, times their singular values; centred, length 1
    target = unit(centred(E + weight * Z R))      R = argmin over orthogonal R of sum p |Z R - E|^2

E are the item's centred embeddings by the text alone, p the square root of its popularity. The rotation R (orthogonal
Procrustes) lays the two spaces over each other, so that one vector carries both, and an encoder of titles can be trained
towards it. On the tune shoppers this sum beat both the text alone and the two side by side.

Sources: Halko et al. 2011, https://arxiv.org/abs/0909.4061 (randomised SVD); Schoenemann 1966,
https://doi.org/10.1007/BF02289451 (Procrustes).
"""

import numpy as np
import torch

from data import users_of

OVERSAMPLING = 20
POWER_ITERATIONS = 4


def collaborative_vectors(shop, size, seed, split="train"):
    """Z of the file's head, float32 [items, size]: unit rows; an item that nobody of `split` bought has a row of zeros."""
    users = users_of(shop, split)
    rows = np.repeat(np.arange(len(users)), [len(shop.histories[user]) for user in users])
    columns = np.array([item for user in users for item, _ in shop.histories[user]], dtype=np.int64)
    bought, buyers = np.bincount(rows, minlength=len(users)), np.bincount(columns, minlength=len(shop.titles))
    values = torch.as_tensor(1 / np.sqrt(bought[rows] * buyers[columns]), dtype=torch.float32)
    matrix = torch.sparse_coo_tensor(torch.as_tensor(np.stack([rows, columns])), values, (len(users), len(shop.titles)))
    vectors = right_singular(matrix.coalesce(), min(size, len(users), len(shop.titles)), seed).numpy()
    vectors = np.pad(vectors, ((0, 0), (0, size - vectors.shape[1])))
    vectors = np.where(buyers[:, None] > 0, vectors - vectors[buyers > 0].mean(0), 0)
    return unit(vectors).astype(np.float32)


def semantic_vectors(tf_idf, size, seed):
    """The like from a catalogue alone: latent semantic analysis of its titles' TF-IDF vectors (scorers.TfIdf).

    Words that occur beside the same words come close. Deerwester et al. 1990.
    """
    items = np.repeat(np.arange(len(tf_idf.words)), np.diff(tf_idf.words.offsets))
    values = torch.as_tensor(tf_idf.weights, dtype=torch.float32)
    shape = (tf_idf.size, len(tf_idf.words))
    matrix = torch.sparse_coo_tensor(torch.as_tensor(np.stack([tf_idf.words.ids, items])), values, shape).coalesce()
    vectors = right_singular(matrix, min(size, *shape), seed).numpy()
    vectors = np.pad(vectors, ((0, 0), (0, size - vectors.shape[1])))
    return unit(vectors - vectors.mean(0)).astype(np.float32)


def right_singular(matrix, size, seed):
    """Leading right singular vectors times singular values of a sparse [n, m] matrix -> [m, size]."""
    transposed = matrix.t().coalesce()
    generator = torch.Generator().manual_seed(seed)
    basis = torch.randn(matrix.shape[1], min(size + OVERSAMPLING, matrix.shape[1]), generator=generator)
    for _ in range(POWER_ITERATIONS):
        basis = torch.linalg.qr(torch.sparse.mm(transposed, torch.sparse.mm(matrix, basis)))[0]
    projected = torch.sparse.mm(matrix, basis)
    values, vectors = torch.linalg.eigh(projected.T @ projected)  # ascending
    leading = vectors[:, -size:].flip(1)
    return basis @ leading * values[-size:].flip(0).clamp(min=0).sqrt()


def targets(embeddings, collaborative, popularity, weight):
    """embeddings [n, d] centred unit rows, collaborative [n, c <= d], popularity [n] -> [n, d] centred unit rows."""
    weights = np.sqrt(popularity)[:, None]
    left, _, right = np.linalg.svd((collaborative * weights).T @ (embeddings * weights), full_matrices=False)
    moved = embeddings + weight * (collaborative @ (left @ right))
    return unit(moved - moved.mean(0)).astype(np.float32)


def unit(vectors):
    return vectors / np.maximum(1e-12, np.linalg.norm(vectors, axis=1, keepdims=True))
