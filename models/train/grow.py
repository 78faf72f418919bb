"""Grows a BERT that equals a bag of subwords exactly, to be trained on from there.

Two things stand between a mean of free rows and a post-layer-norm transformer:

1. The blocks. With attention-output and feed-forward-output matrices at zero, each block is LayerNorm(x + 0), and
   the layer norm of a normalised vector is that vector. Position and token-type tables start at zero too.
2. The layer norm of the rows, which gives every row the same length, while a bag's rows are long for telling words
   and short for common ones. So `slack` coordinates, in which the last layer norm's gain is zero, take up what a row
   lacks; as they alternate in sign, and as the bag's rows sum to zero, the row's mean is 0:

       row = 16 / R * [ s, -s, s, -s, ..  | x ]     slack * s^2 + |x|^2 = R^2     for size 256, 16 = sqrt(256)

   which has mean 0 and variance 1: the layer norm leaves it as it is. The few rows longer than R are cut to R.

Zero-initialised residual branches: after Bachlechner et al. 2020, https://arxiv.org/abs/2003.04887.
"""

import torch

LENGTH_QUANTILE = 0.999


def grow(bert, rows, slack):
    """Writes the bag `rows` [vocabulary, hidden - slack], made by `capped_rows`, into `bert`, in place."""
    size = bert.shape["hidden_size"]
    if slack % 2 or rows.shape[1] + slack != size:
        raise ValueError(f"Cannot grow a BERT of size {size} from rows of {rows.shape[1]} and an even slack: got {slack}")
    with torch.no_grad():
        bert.embeddings["word_embeddings"].weight.copy_(normalised_rows(rows, slack))
        bert.embeddings["position_embeddings"].weight.zero_()
        bert.embeddings["token_type_embeddings"].weight.zero_()
        for layer in bert.encoder["layer"]:
            layer.attention["output"]["dense"].weight.zero_()
            layer.output["dense"].weight.zero_()
        bert.encoder["layer"][-1].output["LayerNorm"].weight[:slack] = 0


def normalised_rows(rows, slack):
    """Capped rows [v, d] -> [v, slack + d], each of mean 0 and variance 1."""
    limit = rows.norm(dim=1).max()
    missing = (limit.square() - rows.square().sum(1)).clamp(min=0)  # [v]
    signs = torch.tensor([1.0, -1.0], device=rows.device).repeat(slack // 2)
    filled = torch.cat([(missing / max(1, slack)).sqrt()[:, None] * signs, rows], dim=1)
    return filled * (filled.shape[1] ** 0.5 / limit)


def capped_rows(rows):
    """The bag as it is kept: components of each row sum to 0, lengths at most the LENGTH_QUANTILE of all lengths."""
    rows = rows - rows.mean(dim=1, keepdim=True)
    lengths = rows.norm(dim=1, keepdim=True)
    limit = torch.quantile(lengths, LENGTH_QUANTILE)
    return rows * (limit / lengths.clamp(min=1e-12)).clamp(max=1)
