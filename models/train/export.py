"""Writes a model folder: encoder, tokenizer, the head's fixed projection and golden vectors.

    config.json, tokenizer.json, tokenizer_config.json   Hugging Face's formats
    model.safetensors    the encoder, int8 with one scale per row (quantize.py)
    head.safetensors     center [256], projection [256, 64], scale [64]: what the online head works on
    golden.json, golden.safetensors   200 texts with their ids and embeddings [200, 256], to test other implementations

All embeddings here are computed from the dequantised int8 weights, that is from what ships.
"""

import hashlib
from pathlib import Path

import numpy as np

from bert import Bert, LAYER_NORM_EPSILON, embed
from golden_texts import golden_texts
from quantize import encoder_tensors, load_encoder_tensors
from safetensors_file import read_safetensors, write_safetensors
from tokenizer import PAD, write_json

HEAD_SIZE = 64
MAX_BYTES = 5_500_000


def export_model(bert, corpus, out, recipe_name):
    """Writes the folder `out` from a trained fp32 `bert`; returns the catalogue embeddings by set, from int8 weights.

    All is computed before the first file is written, so the folder is never long without files that fit together.
    """
    tensors = encoder_tensors(bert)
    shipped = load_encoder_tensors(Bert(bert.shape["vocabulary_size"], bert.shape), tensors)
    shipped = shipped.to(next(bert.parameters()).device).eval()
    embeddings = {name: embed(shipped, packed.lists()) for name, packed in corpus.titles.items()}
    head = head_tensors(np.concatenate(list(embeddings.values())))

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    model_file = out / "model.safetensors"
    metadata = {"format": "personal-rank-encoder", "version": "1", "recipe": recipe_name, "quantization": "int8 per row"}
    write_safetensors(model_file, tensors, metadata)
    content = model_file.read_bytes()
    if len(content) > MAX_BYTES:
        raise ValueError(f'Cannot ship "{model_file}" as it must have at most {MAX_BYTES} bytes: got {len(content)}')
    model_id = f"{out.name}-{hashlib.sha256(content).hexdigest()[:12]}"
    write_json(out / "config.json", config_json(bert.shape, corpus.max_tokens, model_id), indent=2)
    corpus.tokenizer.save(out)
    write_golden(shipped, corpus, out, model_id)
    write_safetensors(
        out / "head.safetensors", head, {"format": "personal-rank-head", "version": "0", "model_id": model_id}
    )
    print(f"export: {model_id}, {len(content)} bytes, in {out}", flush=True)
    return embeddings


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


def head_tensors(embeddings):
    """Mean, principal directions and spread of catalogue embeddings [n, d].

    A projected text is ((embedding - center) @ projection) / scale: 64 uncorrelated numbers of variance 1 over the
    catalogue. Each direction's largest component is positive, so that equal data gives equal files.
    """
    center = embeddings.mean(0, dtype=np.float64)
    moved = embeddings - center
    variances, directions = np.linalg.eigh(moved.T @ moved / len(moved))
    largest_first = np.argsort(-variances)[:HEAD_SIZE]
    projection = directions[:, largest_first]
    projection *= np.sign(projection[np.abs(projection).argmax(0), np.arange(projection.shape[1])])
    scale = (moved @ projection).std(0)
    tensors = {"center": center, "projection": projection, "scale": scale}
    return {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}


def write_golden(shipped, corpus, out, model_id):
    texts = golden_texts()
    ids = [corpus.tokenizer.encode(text, corpus.max_tokens) for text in texts]
    write_json(out / "golden.json", {"model_id": model_id, "texts": texts, "ids": ids})
    write_safetensors(
        out / "golden.safetensors",
        {"embeddings": embed(shipped, ids)},
        {"format": "personal-rank-golden", "model_id": model_id, "source": "PyTorch, dequantised int8 weights"},
    )
