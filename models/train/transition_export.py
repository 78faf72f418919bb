"""The transition (transition.py) in a model folder's head.safetensors.

    transition.input.weight, transition.output.weight      int8 [outputs, inputs], with *_scale [outputs]
    transition.input.bias, transition.output.bias          [outputs]
    transition.share.<kind>                                [1]: how much it counts in each kind of shop (weights.KINDS)
"""

import os
from pathlib import Path

import numpy as np
import torch

from transition import Transition
from quantize import SCALE_SUFFIX, dequantize_rows, quantize_rows
from safetensors_file import read_safetensors, write_safetensors

PREFIX, SHARE = "transition.", "transition.share."


def transition_tensors(transition, shares):
    """As they ship; shares {kind: share}."""
    floats, integers = {}, {}
    for name, parameter in transition.state_dict().items():
        array = parameter.detach().cpu().numpy().astype(np.float32)
        if array.ndim == 2:
            integers[PREFIX + name], floats[PREFIX + name + SCALE_SUFFIX] = quantize_rows(array)
        else:
            floats[PREFIX + name] = array
    floats |= {SHARE + kind: np.array([share], np.float32) for kind, share in shares.items()}
    return {**floats, **integers}


def read_transition(tensors, dropout=0.0):
    """(Transition with the weights that the tensors stand for, {kind: share}), or (None, {}) without any."""
    own = {name: array for name, array in tensors.items() if name.startswith(PREFIX)}
    if not own:
        return None, {}
    shares = {name[len(SHARE) :]: float(array[0]) for name, array in own.items() if name.startswith(SHARE)}
    state = {}
    for name, array in own.items():
        if not name.startswith(SHARE) and not name.endswith(SCALE_SUFFIX):
            scale = own.get(name + SCALE_SUFFIX)
            plain = array if scale is None else dequantize_rows(array, scale)
            state[name[len(PREFIX) :]] = torch.from_numpy(plain.copy())
    hidden, size = state["input.weight"].shape
    transition = Transition(size, hidden, dropout)
    transition.load_state_dict(state)
    return transition.eval(), shares


def rounded(transition):
    """The transition with the weights that ship."""
    return read_transition(transition_tensors(transition, {}))[0]


def add_transition(folder, transition, shares):
    """Writes it into the folder's head.safetensors, in place of one that is there."""
    path = Path(folder) / "head.safetensors"
    head, metadata = read_safetensors(path)
    kept = {name: tensor for name, tensor in head.items() if not name.startswith(PREFIX)}
    partial = path.with_suffix(".partial")
    # float32 first: they need alignment
    tensors = kept | transition_tensors(transition, shares)
    ordered = sorted(tensors, key=lambda name: tensors[name].dtype == np.int8)
    write_safetensors(partial, {name: tensors[name] for name in ordered}, metadata)
    os.replace(partial, path)
    print(f"transition: {sum(tensor.nbytes for tensor in tensors.values()) - sum(tensor.nbytes for tensor in kept.values())} bytes in {path}", flush=True)
