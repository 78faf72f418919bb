"""Writes the small random checkpoints that src/import is tested with, and the embeddings that PyTorch gives for them.

    /usr/bin/python3 models/train/reference_checkpoints.py src/import/fixtures

One folder per layout in which Hugging Face and sentence-transformers publish encoders: names with and without a prefix,
safetensors, torch.save in its zip and its older form, float32, float16 and bfloat16, views and strides. `expected.json`
holds texts, ids and embeddings of length 1.

The embeddings come from torch.nn modules (Embedding, LayerNorm, TransformerEncoderLayer), not from bert.py: nothing of
ours takes part but the names. Equal input gives equal weights; torch.save puts the folder's name into its files.
"""

import gzip
import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn

WORDS = ["red", "blue", "shoe", "shoes", "hat", "##s", "garden", "straw", "a", "the", "for", "of", ",", "-", "Chair"]
WORDPIECE = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + WORDS
UNIGRAM = ["<s>", "<pad>", "</s>", "<unk>"] + ["\u2581" + word for word in WORDS if word.isalpha()] + ["\u2581", "s", ","]
TEXTS = ["red shoes", "a blue hat for the garden , of straw", "", "unheard of", "red Chair", "straw " * 30]
GELU = {"gelu": "gelu", "relu": "relu", "gelu_new": lambda x: nn.functional.gelu(x, approximate="tanh")}


class Encoder(nn.Module):
    """BERT from torch.nn's own parts."""

    def __init__(self, hidden, heads, layers, inner, vocabulary, positions=24, types=2, activation="gelu", levels=None):
        super().__init__()
        self.words = nn.Embedding(vocabulary, hidden)
        self.positions = nn.Embedding(positions, hidden)
        self.types = nn.Embedding(types, hidden) if types else None
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                hidden, heads, inner, 0.0, GELU[activation], 1e-12, batch_first=True, norm_first=False
            )
            for _ in range(layers)
        )
        for name, parameter in self.named_parameters():
            is_scale = "norm" in name and name.endswith("weight")
            values = torch.randn(parameter.shape) * 0.3
            if levels:  # few different values: the file packs well
                values = torch.round(values * levels).clamp(-2, 2) / levels
            parameter.data = values + 1 if is_scale else values
        self.eval()

    @torch.no_grad()
    def forward(self, ids, pooling):
        """Embedding of one sequence, of length 1."""
        ids = torch.tensor(ids)
        x = self.words(ids) + self.positions(torch.arange(len(ids)))
        if self.types is not None:
            x = x + self.types(torch.zeros_like(ids))
        x = self.norm(x)[None]
        for layer in self.layers:
            x = layer(x)
        pooled = x[0].mean(0) if pooling == "mean" else x[0, 0]
        return pooled / pooled.norm()

    def bert_state(self):
        """The weights under Hugging Face's names for BERT."""
        state = OrderedDict()
        state["embeddings.word_embeddings.weight"] = self.words.weight.data
        state["embeddings.position_embeddings.weight"] = self.positions.weight.data
        if self.types is not None:
            state["embeddings.token_type_embeddings.weight"] = self.types.weight.data
        put(state, "embeddings.LayerNorm", self.norm)
        for index, layer in enumerate(self.layers):
            name = f"encoder.layer.{index}"
            weights = layer.self_attn.in_proj_weight.data.chunk(3)
            biases = layer.self_attn.in_proj_bias.data.chunk(3)
            for part, weight, bias in zip(("query", "key", "value"), weights, biases):
                state[f"{name}.attention.self.{part}.weight"] = weight
                state[f"{name}.attention.self.{part}.bias"] = bias
            put(state, f"{name}.attention.output.dense", layer.self_attn.out_proj)
            put(state, f"{name}.attention.output.LayerNorm", layer.norm1)
            put(state, f"{name}.intermediate.dense", layer.linear1)
            put(state, f"{name}.output.dense", layer.linear2)
            put(state, f"{name}.output.LayerNorm", layer.norm2)
        return state


DISTILBERT_NAMES = [
    ("encoder.layer.", "transformer.layer."),
    ("attention.self.query", "attention.q_lin"),
    ("attention.self.key", "attention.k_lin"),
    ("attention.self.value", "attention.v_lin"),
    ("attention.output.dense", "attention.out_lin"),
    ("attention.output.LayerNorm", "sa_layer_norm"),
    ("intermediate.dense", "ffn.lin1"),
    (".output.dense", ".ffn.lin2"),
    (".output.LayerNorm", ".output_layer_norm"),
]


def put(state, name, module):
    state[f"{name}.weight"] = module.weight.data
    state[f"{name}.bias"] = module.bias.data


def renamed(state, pairs):
    result = OrderedDict()
    for name, tensor in state.items():
        for old, new in pairs:
            name = name.replace(old, new)
        result[name] = tensor
    return result


def prefixed(state, prefix):
    return OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def bert_config(encoder, heads, **more):
    layer = encoder.layers[0]
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "vocab_size": encoder.words.num_embeddings,
        "hidden_size": encoder.words.embedding_dim,
        "num_hidden_layers": len(encoder.layers),
        "num_attention_heads": heads,
        "intermediate_size": layer.linear1.out_features,
        "max_position_embeddings": encoder.positions.num_embeddings,
        "type_vocab_size": encoder.types.num_embeddings,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute",
        "pad_token_id": 0,
        **more,
    }


def distilbert_config(encoder, heads):
    return {
        "model_type": "distilbert",
        "architectures": ["DistilBertForMaskedLM"],
        "vocab_size": encoder.words.num_embeddings,
        "dim": encoder.words.embedding_dim,
        "n_layers": len(encoder.layers),
        "n_heads": heads,
        "hidden_dim": encoder.layers[0].linear1.out_features,
        "max_position_embeddings": encoder.positions.num_embeddings,
        "activation": "gelu",
        "sinusoidal_pos_embds": False,
        "pad_token_id": 0,
    }


def write_safetensors(path, tensors):
    names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
    header, chunks, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.contiguous().view(torch.uint8 if tensor.dim() == 0 else torch.int8).numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
        chunks.append(raw)
        offset += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(chunks))


def special_tokens(names, vocabulary):
    return [
        {
            "id": vocabulary.index(name),
            "content": name,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for name in names
    ]


def template(first, last, vocabulary):
    return {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": first, "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": last, "type_id": 0}},
        ],
        "pair": [],
        "special_tokens": {
            name: {"id": name, "ids": [vocabulary.index(name)], "tokens": [name]} for name in (first, last)
        },
    }


def wordpiece_json():
    return {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 20, "strategy": "LongestFirst", "stride": 0},
        "padding": None,
        "added_tokens": special_tokens(WORDPIECE[:5], WORDPIECE),
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": template("[CLS]", "[SEP]", WORDPIECE),
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: index for index, word in enumerate(WORDPIECE)},
        },
    }


def unigram_json():
    metaspace = {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special_tokens(UNIGRAM[:4], UNIGRAM),
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": template("<s>", "</s>", UNIGRAM),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": 3,
            "vocab": [[piece, 0.0 if index < 4 else -3.0 - index * 0.25] for index, piece in enumerate(UNIGRAM)],
        },
    }


def wordpiece_ids(text, max_tokens, is_lowered=True):
    """The words of TEXTS are in the vocabulary or unknown as wholes, so that looking them up is enough."""
    words = (text.lower() if is_lowered else text).split()
    ids = [WORDPIECE.index(word) if word in WORDPIECE else 1 for word in words]
    return [2] + ids[: max_tokens - 2] + [3]


def unigram_ids(text, max_tokens):
    pieces = []
    for word in text.split():
        if "\u2581" + word in UNIGRAM:
            pieces.append(UNIGRAM.index("\u2581" + word))
        else:  # "," and "unheard": the space, then what is known, then runs of unknown characters
            pieces.append(UNIGRAM.index("\u2581"))
            pieces.append(UNIGRAM.index(word) if word in UNIGRAM else 3)
    return [0] + pieces[: max_tokens - 2] + [2]


def write(folder, encoder, ids, pooling, max_tokens, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sequences = [ids(text, max_tokens) for text in TEXTS]
    embeddings = [[round(value, 7) for value in encoder(sequence, pooling).tolist()] for sequence in sequences]
    expected = {
        "source": "models/train/reference_checkpoints.py, PyTorch " + torch.__version__,
        "pooling": pooling,
        "maxTokens": max_tokens,
        "texts": TEXTS,
        "ids": sequences,
        "embeddings": embeddings,
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", "utf-8")


def rounded(encoder, dtype):
    """Weights that `dtype` holds exactly, so that the reference and the file agree."""
    for parameter in encoder.parameters():
        parameter.data = parameter.data.to(dtype).float()
    return encoder


def cast(state, dtype):
    return OrderedDict((name, tensor.to(dtype)) for name, tensor in state.items())


def main(out):
    out = Path(out)
    torch.manual_seed(20)
    count = len(WORDPIECE)

    # BERT as published for masked language modelling: prefix, position ids, a pooler and a decoder that nobody needs.
    bert = Encoder(32, 2, 2, 64, count)
    state = prefixed(bert.bert_state(), "bert.")
    state["bert.embeddings.position_ids"] = torch.arange(24)[None]
    state["bert.pooler.dense.weight"] = torch.randn(32, 32)
    state["cls.predictions.bias"] = torch.randn(count)
    folder = out / "bert-safetensors"
    write(folder, bert, wordpiece_ids, "mean", 20, {"config.json": bert_config(bert, 2), "tokenizer.json": wordpiece_json()})
    write_safetensors(folder / "model.safetensors", state)

    # The oldest BERT files: no prefix, LayerNorm's gamma and beta, torch.save's first form; vocab.txt, cased.
    old = Encoder(32, 4, 2, 64, count)
    folder = out / "bert-legacy-bin"
    files = {
        "config.json": bert_config(old, 4),
        "vocab.txt": "\n".join(WORDPIECE) + "\n",
        "tokenizer_config.json": {"do_lower_case": False, "model_max_length": 16},
    }
    write(folder, old, lambda text, limit: wordpiece_ids(text, limit, False), "mean", 16, files)
    names = [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")]
    torch.save(renamed(old.bert_state(), names), folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)

    # TinyBERT_General_4L_312D's widths: heads of 26. Few different values and packed, as it is the largest by far.
    tiny = Encoder(312, 12, 1, 40, count, levels=8)
    folder = out / "tinybert-bin"
    config = bert_config(tiny, 12)
    for key in ("model_type", "architectures", "position_embedding_type"):
        del config[key]
    write(folder, tiny, wordpiece_ids, "mean", 20, {"config.json": config, "tokenizer.json": wordpiece_json()})
    state = prefixed(tiny.bert_state(), "bert.")
    state["fit_denses.0.weight"] = torch.ones(8, 8)
    torch.save(state, folder / "pytorch_model.bin")
    packed = gzip.compress((folder / "pytorch_model.bin").read_bytes(), 9, mtime=0)
    (folder / "pytorch_model.bin").unlink()
    (folder / "pytorch_model.bin.gz").write_bytes(packed)

    # MiniLM as sentence-transformers publishes it today, with XLM-R's tokenizer and a padded vocabulary.
    mini = Encoder(32, 4, 2, 64, len(UNIGRAM) + 5)
    st_files = {
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": pooling_config(32, "mean"),
        "sentence_bert_config.json": {"max_seq_length": 12, "do_lower_case": False},
    }
    folder = out / "minilm-sentence-transformers"
    write(folder, mini, unigram_ids, "mean", 12, {**st_files, "config.json": bert_config(mini, 4), "tokenizer.json": unigram_json()})
    write_safetensors(folder / "model.safetensors", mini.bert_state())

    # The older sentence-transformers layout, half precision, the first vector as embedding, names of the wrapper.
    half = rounded(Encoder(32, 4, 2, 64, len(UNIGRAM), activation="gelu_new"), torch.float16)
    folder = out / "minilm-cls-fp16-bin"
    files = {
        "modules.json": [
            {"idx": 0, "name": "0", "path": "0_Transformer", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "1_Pooling/config.json": pooling_config(32, "cls"),
        "0_Transformer/sentence_bert_config.json": {"max_seq_length": 10, "do_lower_case": False},
        "0_Transformer/config.json": bert_config(half, 4, hidden_act="gelu_new"),
        "0_Transformer/tokenizer.json": unigram_json(),
    }
    write(folder, half, unigram_ids, "cls", 10, files)
    torch.save(prefixed(cast(half.bert_state(), torch.float16), "auto_model."), folder / "0_Transformer/pytorch_model.bin")

    # DistilBERT: other names, no token types; float16 safetensors.
    distil = rounded(Encoder(32, 2, 2, 64, count, types=0), torch.float16)
    folder = out / "distilbert-fp16-safetensors"
    files = {"config.json": distilbert_config(distil, 2), "tokenizer.json": wordpiece_json()}
    write(folder, distil, wordpiece_ids, "mean", 20, files)
    state = prefixed(renamed(distil.bert_state(), DISTILBERT_NAMES), "distilbert.")
    state["vocab_projector.bias"] = torch.randn(count)
    write_safetensors(folder / "model.safetensors", cast(state, torch.float16))

    # DistilBERT by torch.save: no prefix, views into one storage, a transposed one among them; vocab.txt, lower-cased.
    views = Encoder(32, 2, 2, 64, count, types=0)
    folder = out / "distilbert-bin"
    files = {"config.json": distilbert_config(views, 2), "vocab.txt": "\n".join(WORDPIECE) + "\n", "tokenizer_config.json": {}}
    write(folder, views, wordpiece_ids, "mean", 24, files)
    state = renamed(views.bert_state(), DISTILBERT_NAMES)
    name = "transformer.layer.1.ffn.lin1.weight"
    state[name] = state[name].t().contiguous().t()
    torch.save({name: nn.Parameter(tensor) for name, tensor in state.items()}, folder / "pytorch_model.bin")

    # bfloat16.
    brain = rounded(Encoder(32, 2, 1, 64, count), torch.bfloat16)
    for name in ("bert-bf16-safetensors", "bert-bf16-bin"):
        folder = out / name
        write(folder, brain, wordpiece_ids, "mean", 20, {"config.json": bert_config(brain, 2), "tokenizer.json": wordpiece_json()})
        state = cast(brain.bert_state(), torch.bfloat16)
        if name.endswith("bin"):
            torch.save({"state_dict": state}, folder / "pytorch_model.bin")
        else:
            write_safetensors(folder / "model.safetensors", state)


def pooling_config(hidden, pooling):
    return {
        "word_embedding_dimension": hidden,
        "pooling_mode_cls_token": pooling == "cls",
        "pooling_mode_mean_tokens": pooling == "mean",
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
