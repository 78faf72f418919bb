"""BERT's encoder in plain PyTorch, with the parameter names and layout of Hugging Face's `BertModel`.

Post-layer-norm transformer without dropout and without a pooler; a text's embedding is the mean over all its tokens,
[CLS] and [SEP] included, scaled to length 1.

Source: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; mean pooling as in Reimers and Gurevych 2019,
https://arxiv.org/abs/1908.10084.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

LAYER_NORM_EPSILON = 1e-12
CHUNK = 32  # texts encoded together: small chunks of like length waste little on padding


class Bert(nn.Module):
    """`shape` has hidden_size, layers, heads, intermediate_size, positions (as in recipes/*.json)."""

    def __init__(self, vocabulary_size, shape):
        super().__init__()
        size = shape["hidden_size"]
        self.shape = dict(shape, vocabulary_size=vocabulary_size)
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(vocabulary_size, size),
                "position_embeddings": nn.Embedding(shape["positions"], size),
                "token_type_embeddings": nn.Embedding(2, size),
                "LayerNorm": nn.LayerNorm(size, eps=LAYER_NORM_EPSILON),
            }
        )
        layers = [Layer(size, shape["heads"], shape["intermediate_size"]) for _ in range(shape["layers"])]
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(layers)})
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, ids, mask):
        """ids [n, t] int64, mask [n, t] bool (True for real tokens) -> unit vectors [n, hidden]."""
        tables = self.embeddings
        positions = tables["position_embeddings"].weight[: ids.shape[1]]
        types = tables["token_type_embeddings"].weight[0]
        hidden = tables["LayerNorm"](tables["word_embeddings"](ids) + positions + types)  # [n, t, h]
        bias = torch.zeros(mask.shape, device=ids.device).masked_fill(~mask, -1e9)[:, None, None, :]
        for layer in self.encoder["layer"]:
            hidden = layer(hidden, bias)
        weights = mask.to(hidden.dtype)[..., None]
        return F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)

    def encode(self, lists):
        """Token id lists [n] -> unit vectors [n, hidden], sorted by length inside and encoded in chunks."""
        device = self.embeddings["word_embeddings"].weight.device
        order = np.argsort([len(ids) for ids in lists], kind="stable")
        parts = []
        for start in range(0, len(order), CHUNK):
            ids, mask = pad([lists[i] for i in order[start : start + CHUNK]])
            parts.append(self(ids.to(device), mask.to(device)))
        inverse = torch.as_tensor(np.argsort(order, kind="stable"), device=device)
        return torch.cat(parts)[inverse]


class Layer(nn.Module):
    """Self-attention and feed-forward block, each added to its input and then layer-normalised."""

    def __init__(self, size, heads, intermediate_size):
        super().__init__()
        self.heads = heads
        projections = {name: nn.Linear(size, size) for name in ("query", "key", "value")}
        self.attention = nn.ModuleDict({"self": nn.ModuleDict(projections), "output": residual(size, size)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(size, intermediate_size)})
        self.output = residual(intermediate_size, size)

    def forward(self, hidden, bias):
        """hidden [n, t, h], bias [n, 1, 1, t] added to the attention scores -> [n, t, h]."""
        projections = self.attention["self"]
        query, key, value = (self.split(projections[name](hidden)) for name in ("query", "key", "value"))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias  # [n, heads, t, t]
        context = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)  # [n, t, h]
        output = self.attention["output"]
        hidden = output["LayerNorm"](hidden + output["dense"](context))
        inner = F.gelu(self.intermediate["dense"](hidden))
        return self.output["LayerNorm"](hidden + self.output["dense"](inner))

    def split(self, values):
        """[n, t, h] -> [n, heads, t, h / heads]."""
        return values.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def residual(inputs, size):
    return nn.ModuleDict({"dense": nn.Linear(inputs, size), "LayerNorm": nn.LayerNorm(size, eps=LAYER_NORM_EPSILON)})


def pad(lists):
    """Token id lists [n] -> (ids [n, longest] padded with [PAD] = 0, mask [n, longest])."""
    ids = torch.zeros(len(lists), max(map(len, lists)), dtype=torch.int64)
    mask = torch.zeros_like(ids, dtype=torch.bool)
    for row, values in enumerate(lists):
        ids[row, : len(values)] = torch.as_tensor(np.asarray(values))
        mask[row, : len(values)] = True
    return ids, mask


def embed(model, lists, batch=4096):
    """Unit vectors [n, hidden] of many texts as a float32 array, without gradients."""
    with torch.no_grad():
        parts = [model.encode(lists[i : i + batch]).cpu() for i in range(0, len(lists), batch)]
    return torch.cat(parts).numpy()
