"""Writes a model folder: encoder, tokenizer, the head's fixed projection and golden vectors.

    config.json, tokenizer.json, tokenizer_config.json   Hugging Face's formats
    model.safetensors    the encoder, int8 with one scale per row (quantize.py)
    head.safetensors     center [256], projection [256, 64], scale [64]: what the online head works on; idf [vocabulary]
                         and static.<kind>: the static score (history.py); match.*: the query-title score;
                         transition.*: what is bought next (transition_export.py)
    golden.json, golden.safetensors   200 texts with their ids and embeddings [200, 256], to test other implementations

All embeddings here are computed from the dequantised int8 weights, that is from what ships.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch

from bert import Bert, LAYER_NORM_EPSILON, embed
from golden_texts import golden_texts
from history import FEATURES
from quantize import encoder_tensors, load_encoder_tensors
from safetensors_file import read_safetensors, write_safetensors
from tokenizer import PAD, Tokenizer, load_tokenizer, write_json

HEAD_SIZE = 64
MIN_VARIANCE_SHARE = 1e-9  # of the largest variance; below it a direction is rounding
MAX_BYTES = 5_500_000


@dataclass
class Model:
    """A model folder in PyTorch: what is needed to train it on and to write it again."""

    bert: Bert
    tokenizer: Tokenizer
    max_tokens: int
    idf: np.ndarray  # [vocabulary]
    weights: dict  # kind of shop -> weights of the static score
    match: dict = field(default_factory=dict)  # "match.*" tensors of the query-title score (match_export.py), or none
    transition: dict = field(default_factory=dict)  # "transition.*" tensors (transition_export.py), or none


def export_model(bert, corpus, idf, weights, out, recipe_name):
    """Writes the folder `out` from a trained fp32 `bert`; returns the catalogue embeddings by set, from int8 weights.

    idf [vocabulary]; weights {kind: weights of the static score}, see weights.py.
    """
    model = Model(bert, corpus.tokenizer, corpus.max_tokens, idf, weights)
    tensors, shipped = round_to_int8(bert)
    embeddings = {name: embed(shipped, packed.lists()) for name, packed in corpus.titles.items()}
    write_folder(model, tensors, shipped, np.concatenate(list(embeddings.values())), out, recipe_name, "unseen")
    return embeddings


def export_adapted(model, titles, out, kind):
    """Writes a model that was adapted to one shop's `titles` (Packed); returns their embeddings, from int8 weights.

    Without the transition: it was fitted on embeddings that are no more.
    """
    model = replace(model, transition={})
    tensors, shipped = round_to_int8(model.bert)
    embeddings = embed(shipped, titles.lists())
    write_folder(model, tensors, shipped, embeddings, out, "finetune", kind)
    return embeddings


def round_to_int8(bert):
    """(tensors as they ship, the encoder with the weights that they stand for)."""
    tensors = encoder_tensors(bert)
    shipped = load_encoder_tensors(Bert(bert.shape["vocabulary_size"], bert.shape), tensors)
    return tensors, shipped.to(next(bert.parameters()).device).eval()


def write_folder(model, tensors, shipped, embeddings, out, recipe_name, kind):
    """All is computed before the first file is written, so the folder is never long without files that fit together."""
    head = head_tensors(embeddings) | static_tensors(model.idf, model.weights) | model.match | model.transition
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    model_file, candidate = out / "model.safetensors", out / "model.safetensors.new"
    metadata = {"format": "personal-rank-encoder", "version": "1", "recipe": recipe_name, "quantization": "int8 per row"}
    write_safetensors(candidate, tensors, metadata)
    content = candidate.read_bytes()
    if len(content) > MAX_BYTES:
        candidate.unlink()  # a folder that was there stays whole
        raise ValueError(f'Cannot ship "{model_file}" as it must have at most {MAX_BYTES} bytes: got {len(content)}')
    candidate.replace(model_file)
    model_id = f"{out.name}-{hashlib.sha256(content).hexdigest()[:12]}"
    write_json(out / "config.json", config_json(model.bert.shape, model.max_tokens, model_id), indent=2)
    model.tokenizer.save(out)
    write_golden(shipped, model, out, model_id)
    write_safetensors(out / "head.safetensors", head, head_metadata(model_id, kind))
    print(f"export: {model_id}, {len(content)} bytes, in {out}", flush=True)


def load_model_folder(folder):
    """Reads a folder that this file wrote."""
    folder = Path(folder)
    if not (folder / "head.safetensors").exists():
        raise SystemExit(f'Cannot adapt "{folder}" as it must be a model folder: it has no head.safetensors')
    config = json.loads((folder / "config.json").read_text("utf-8"))
    shape = {
        "hidden_size": config["hidden_size"],
        "layers": config["num_hidden_layers"],
        "heads": config["num_attention_heads"],
        "intermediate_size": config["intermediate_size"],
        "positions": config["max_position_embeddings"],
        "vocabulary_size": config["vocab_size"],
    }
    head, _ = read_safetensors(folder / "head.safetensors")
    weights = {name.partition(".")[2]: split_static(tensor) for name, tensor in head.items() if name.startswith("static.")}
    if "idf" not in head or not weights:
        raise SystemExit(f'Cannot adapt "{folder}" as its head.safetensors must hold "idf" and "static.*": train it anew')
    match, transition = ({name: own for name, own in head.items() if name.startswith(part)} for part in ("match.", "transition."))
    tokenizer, max_tokens = load_tokenizer(folder / "tokenizer.json"), config["personal_rank"]["max_tokens"]
    return Model(load_shipped(folder, shape), tokenizer, max_tokens, head["idf"], weights, match, transition)


def load_shipped(out, shape, device="cpu"):
    """The encoder of a model folder as PyTorch model with dequantised weights."""
    tensors, _ = read_safetensors(Path(out) / "model.safetensors")
    bert = Bert(shape["vocabulary_size"], shape)
    return load_encoder_tensors(bert, tensors).to(device).eval()


def config_json(shape, max_tokens, model_id):
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "vocab_size": shape["vocabulary_size"],
        "hidden_size": shape["hidden_size"],
        "num_hidden_layers": shape["layers"],
        "num_attention_heads": shape["heads"],
        "intermediate_size": shape["intermediate_size"],
        "max_position_embeddings": shape["positions"],
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": LAYER_NORM_EPSILON,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "position_embedding_type": "absolute",
        "pad_token_id": PAD,
        "personal_rank": {"pooling": "mean", "max_tokens": max_tokens, "model_id": model_id},
    }


def head_metadata(model_id, kind):
    """`static` names the weights that fit the shop this model is used in: a foreign one, unless it was adapted."""
    return {
        "format": "personal-rank-head",
        "version": "1",
        "model_id": model_id,
        "static": kind,
        "static_features": ",".join(FEATURES),
    }


def static_tensors(idf, weights):
    """`idf` [vocabulary] and, per kind of shop, `static.<kind>` [2 F + 3]: u, v, decay, scale, shrinkage of history.py."""
    tensors = {"idf": idf}
    for kind, own in weights.items():
        tensors[f"static.{kind}"] = np.concatenate([own["u"], own["v"], np.stack([own[key] for key in ("decay", "scale", "shrinkage")])])
    return {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}


def split_static(tensor):
    """Inverse of `static_tensors` for one kind."""
    size = len(FEATURES)
    values = torch.as_tensor(tensor.copy())
    return {"u": values[:size], "v": values[size : 2 * size]} | dict(zip(("decay", "scale", "shrinkage"), values[2 * size :]))


def head_tensors(embeddings):
    """Mean, principal directions and spread of catalogue embeddings [n, d].

    A projected text is ((embedding - center) @ projection) / scale: 64 uncorrelated numbers of variance 1 over the
    catalogue, or 0 where the catalogue has fewer directions. Each direction's largest component is positive, so that
    equal data gives equal files.
    """
    center = embeddings.mean(0, dtype=np.float64)
    moved = embeddings - center
    variances, directions = np.linalg.eigh(moved.T @ moved / len(moved))
    largest_first = np.argsort(-variances)[:HEAD_SIZE]
    projection = directions[:, largest_first]
    projection *= np.sign(projection[np.abs(projection).argmax(0), np.arange(projection.shape[1])])
    scale = (moved @ projection).std(0)
    # n texts span n - 1 directions at most: the others are rounding, and divided by their spread would drown all else.
    is_rounding = variances[largest_first] <= MIN_VARIANCE_SHARE * variances.max()
    projection[:, is_rounding] = 0
    scale[is_rounding] = 1
    tensors = {"center": center, "projection": projection, "scale": scale}
    return {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}


def write_golden(shipped, model, out, model_id):
    texts = golden_texts()
    ids = [model.tokenizer.encode(text, model.max_tokens) for text in texts]
    write_json(out / "golden.json", {"model_id": model_id, "texts": texts, "ids": ids})
    write_safetensors(
        out / "golden.safetensors",
        {"embeddings": embed(shipped, ids)},
        {"format": "personal-rank-golden", "model_id": model_id, "source": "PyTorch, dequantised int8 weights"},
    )
