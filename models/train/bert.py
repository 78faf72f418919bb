"""BERT's encoder in plain PyTorch, with the parameter names and layout of Hugging Face's `BertModel`.

Post-layer-norm transformer without a pooler; a text's embedding is the mean over all its tokens, [CLS] and [SEP]
included, scaled to length 1. Dropout is an option of training: off unless asked for, and never in `embed` or in what ships.

Source: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; mean pooling as in Reimers and Gurevych 2019,
https://arxiv.org/abs/1908.10084.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

LAYER_NORM_EPSILON = 1e-12
CHUNK = 32  # texts encoded together on a CPU: small chunks of like length waste little on padding
GPU_CHUNK_TOKENS = 32768  # padded tokens encoded together elsewhere, where small matrices waste more


class Bert(nn.Module):
    """`shape` has hidden_size, layers, heads, intermediate_size, positions (as in recipes/*.json).

    hidden_dropout, attention_dropout: shares of numbers zeroed while training, placed as in the original.

    `recomputes`, if set, makes `encode` keep no activations: backward computes each chunk again. Memory is then that of one
    chunk, however many texts a softmax runs over, for a third more time (Chen et al. 2016, https://arxiv.org/abs/1604.06174,
    applied as in Gao et al. 2021, https://arxiv.org/abs/2101.06983).
    """

    def __init__(self, vocabulary_size, shape, hidden_dropout=0.0, attention_dropout=0.0):
        super().__init__()
        size = shape["hidden_size"]
        self.shape = dict(shape, vocabulary_size=vocabulary_size)
        self.recomputes = False
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(vocabulary_size, size),
                "position_embeddings": nn.Embedding(shape["positions"], size),
                "token_type_embeddings": nn.Embedding(2, size),
                "LayerNorm": nn.LayerNorm(size, eps=LAYER_NORM_EPSILON),
            }
        )
        sizes = (size, shape["heads"], shape["intermediate_size"])
        layers = [Layer(*sizes, hidden_dropout, attention_dropout) for _ in range(shape["layers"])]
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(layers)})
        self.dropout = nn.Dropout(hidden_dropout)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, ids, mask):
        """ids [n, t] int64, mask [n, t] bool (True for real tokens) -> unit vectors [n, hidden]."""
        hidden = self.states(ids, mask)
        weights = mask.to(hidden.dtype)[..., None]
        return F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)

    def states(self, ids, mask):
        """The last layer's vector of each token: [n, t], [n, t] -> [n, t, hidden]."""
        tables = self.embeddings
        positions = tables["position_embeddings"].weight[: ids.shape[1]]
        types = tables["token_type_embeddings"].weight[0]
        hidden = self.dropout(tables["LayerNorm"](tables["word_embeddings"](ids) + positions + types))  # [n, t, h]
        bias = torch.zeros(mask.shape, device=ids.device).masked_fill(~mask, -1e9)[:, None, None, :]
        for layer in self.encoder["layer"]:
            hidden = layer(hidden, bias)
        return hidden

    def encode(self, lists):
        """Token id lists [n] -> unit vectors [n, hidden], sorted by length inside and encoded in chunks."""
        device = self.embeddings["word_embeddings"].weight.device
        lengths = np.array([len(ids) for ids in lists])
        order = np.argsort(lengths, kind="stable")
        parts = []
        for start, end in chunks(lengths[order], device):
            ids, mask = pad([lists[i] for i in order[start:end]])
            ids, mask = ids.to(device), mask.to(device)
            if self.recomputes and torch.is_grad_enabled():
                parts.append(checkpoint(self, ids, mask, use_reentrant=False))
            else:
                parts.append(self(ids, mask))
        inverse = torch.as_tensor(np.argsort(order, kind="stable"), device=device)
        return torch.cat(parts)[inverse]


class Layer(nn.Module):
    """Self-attention and feed-forward block, each added to its input and then layer-normalised."""

    def __init__(self, size, heads, intermediate_size, hidden_dropout=0.0, attention_dropout=0.0):
        super().__init__()
        self.heads = heads
        projections = {name: nn.Linear(size, size) for name in ("query", "key", "value")}
        self.attention = nn.ModuleDict({"self": nn.ModuleDict(projections), "output": residual(size, size)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(size, intermediate_size)})
        self.output = residual(intermediate_size, size)
        self.hidden_dropout, self.attention_dropout = nn.Dropout(hidden_dropout), nn.Dropout(attention_dropout)

    def forward(self, hidden, bias):
        """hidden [n, t, h], bias [n, 1, 1, t] added to the attention scores -> [n, t, h]."""
        projections = self.attention["self"]
        query, key, value = (self.split(projections[name](hidden)) for name in ("query", "key", "value"))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias  # [n, heads, t, t]
        weights = self.attention_dropout(scores.softmax(-1))
        context = (weights @ value).transpose(1, 2).flatten(2)  # [n, t, h]
        output, drop = self.attention["output"], self.hidden_dropout
        hidden = output["LayerNorm"](hidden + drop(output["dense"](context)))
        inner = F.gelu(self.intermediate["dense"](hidden))
        return self.output["LayerNorm"](hidden + drop(self.output["dense"](inner)))

    def split(self, values):
        """[n, t, h] -> [n, heads, t, h / heads]."""
        return values.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def residual(inputs, size):
    return nn.ModuleDict({"dense": nn.Linear(inputs, size), "LayerNorm": nn.LayerNorm(size, eps=LAYER_NORM_EPSILON)})


def chunks(lengths, device):
    """Places [start, end) to cut ascending `lengths` [n] at, each chunk to be padded to its longest text."""
    start = 0
    while start < len(lengths):
        end = min(len(lengths), start + CHUNK)
        if torch.device(device).type != "cpu":
            while end < len(lengths) and lengths[end] * (end + 1 - start) <= GPU_CHUNK_TOKENS:
                end += 1
        yield start, end
        start = end


def pad(lists):
    """Token id lists [n] -> (ids [n, longest] padded with [PAD] = 0, mask [n, longest])."""
    lengths = np.array([len(ids) for ids in lists])
    mask = np.arange(lengths.max())[None] < lengths[:, None]
    ids = np.zeros(mask.shape, dtype=np.int64)
    ids[mask] = np.concatenate(lists)
    return torch.from_numpy(ids), torch.from_numpy(mask)


def embed(model, lists, batch=4096):
    """Unit vectors [n, hidden] of many texts as a float32 array, without gradients and without dropout."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        parts = [model.encode(lists[i : i + batch]).float().cpu() for i in range(0, len(lists), batch)]
    model.train(was_training)
    return torch.cat(parts).numpy()
