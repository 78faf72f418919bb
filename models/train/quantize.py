"""Symmetric int8 quantisation, one scale per row, and the encoder's tensors in the form that ships.

    value = int8 * scale[row]     scale = max |row| / 127     |error| <= scale / 2
"""

import numpy as np
import torch

SCALE_SUFFIX = "_scale"
KEPT_IN_FLOAT = ("position_embeddings", "token_type_embeddings", "LayerNorm")


def quantize_rows(matrix):
    """float32 [rows, columns] -> (int8 of the same shape, float32 scale [rows]); a row of zeros has scale 1."""
    scale = (np.abs(matrix).max(axis=1) / 127).astype(np.float32)
    scale[scale == 0] = 1
    values = np.clip(np.rint(matrix / scale[:, None]), -127, 127)
    return values.astype(np.int8), scale


def dequantize_rows(values, scale):
    """Inverse of `quantize_rows` up to its error: int8 [rows, columns], scale [rows] -> float32."""
    return values.astype(np.float32) * scale[:, None]


def encoder_tensors(bert):
    """The tensors of model.safetensors: word embeddings and dense matrices in int8, F32 ones before them.

    Names are those of Hugging Face's BertModel without a prefix; each int8 tensor `name` has `name`_scale [rows].
    """
    floats, integers = {}, {}
    for name, parameter in bert.state_dict().items():
        array = parameter.detach().cpu().numpy().astype(np.float32)
        if array.ndim == 2 and not any(part in name for part in KEPT_IN_FLOAT):
            integers[name], floats[name + SCALE_SUFFIX] = quantize_rows(array)
        else:
            floats[name] = array
    return {**floats, **integers}


def load_encoder_tensors(bert, tensors):
    """Writes shipped tensors, dequantised, into `bert` in place; returns it."""
    state = {}
    for name, array in tensors.items():
        if not name.endswith(SCALE_SUFFIX):
            scale = tensors.get(name + SCALE_SUFFIX)
            state[name] = torch.from_numpy(array if scale is None else dequantize_rows(array, scale))
    bert.load_state_dict(state)
    return bert
