"""Trains the small SentencePiece unigram tokenizer that src/model/tokenizer is tested with.

    /usr/bin/python3 models/train/reference_unigram.py LINES.txt src/model/tokenizer/fixtures/unigram-tokenizer.json.gz

The file has the form of paraphrase-multilingual-MiniLM-L12-v2's tokenizer.json: SentencePiece's own nmt_nfkc table as
normaliser (the one that XLM-R was trained with), words that start with a visible space, and the ids of fairseq
(<s> 0, <pad> 1, </s> 2, <unk> 3, <mask> last). Needs SentencePiece (Debian: python3-sentencepiece).
"""

import base64
import gzip
import json
import struct
import sys
import tempfile
from pathlib import Path

import sentencepiece

VOCABULARY_SIZE = 4000
FIRST = ["<s>", "<pad>", "</s>", "<unk>"]


def main(lines, out):
    with tempfile.TemporaryDirectory() as folder:
        sentencepiece.SentencePieceTrainer.train(
            input=lines,
            model_prefix=f"{folder}/unigram",
            vocab_size=VOCABULARY_SIZE,
            character_coverage=0.9995,
            normalization_rule_name="nmt_nfkc",
            num_threads=1,
        )
        model = Path(f"{folder}/unigram.model").read_bytes()
    pieces, charsmap = [], b""
    for field, value in messages(model):
        if field == 1:
            piece = dict(messages(value))
            pieces.append((piece[1].decode("utf-8"), struct.unpack("<f", piece[2])[0]))
        elif field == 3:
            charsmap = dict(messages(value))[2]
    # SentencePiece's first three are <unk>, <s> and </s>; its scores are float32, printed so that they read back alike.
    vocabulary = [[text, 0.0] for text in FIRST] + [[text, score] for text, score in pieces[3:]] + [["<mask>", 0.0]]
    content = json.dumps(tokenizer_json(vocabulary, charsmap), ensure_ascii=False, separators=(",", ":"))
    # mtime 0: equal input gives an equal file.
    Path(out).write_bytes(gzip.compress(content.encode("utf-8"), 9, mtime=0))


def messages(data):
    """(field number, value) of a protocol buffer: bytes for lengths and fixed32, int for varints."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
            continue
        length = varint() if kind == 2 else {1: 8, 5: 4}[kind]
        yield key >> 3, data[at : at + length]
        at += length


def tokenizer_json(vocabulary, charsmap):
    last = len(vocabulary) - 1
    added = [(index, text) for index, text in enumerate(FIRST)] + [(last, "<mask>")]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": index,
                "special": True,
                "content": text,
                "single_word": False,
                "lstrip": text == "<mask>",
                "rstrip": False,
                "normalized": False,
            }
            for index, text in added
        ],
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode("ascii")},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True},
            ],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "special_tokens": {
                "<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]},
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary},
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
