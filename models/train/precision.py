"""Numbers of fewer bits in training: bfloat16 in the matrix products, and int8 weights as they will ship."""

from contextlib import contextmanager, nullcontext

import torch

from quantize import KEPT_IN_FLOAT


def autocast(device, precision):
    """Matrix products in bfloat16 if `precision` is "bf16"; weights and optimiser stay float32. Twice as fast on AVX-512."""
    if precision == "fp32":
        return nullcontext()
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16)


@contextmanager
def rounded_weights(model, is_active):
    """Inside, what ships as int8 has the values that int8 would give it; gradients go to the full weights.

    The straight-through estimator of Bengio et al. 2013, https://arxiv.org/abs/1308.3432; scales as in quantize.py.
    """
    kept = {}
    if is_active:
        for name, parameter in model.named_parameters():
            if parameter.ndim == 2 and not any(part in name for part in KEPT_IN_FLOAT):
                kept[name] = parameter.data
                scale = parameter.data.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
                parameter.data = (parameter.data / scale).round() * scale
    try:
        yield
    finally:
        for name, parameter in model.named_parameters():
            if name in kept:
                parameter.data = kept[name]
