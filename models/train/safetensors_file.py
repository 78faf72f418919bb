"""Writes and reads safetensors files that hold only F32 and I8 tensors, which is all the browser side accepts.

    8 bytes   length of the header, little-endian
    header    JSON, padded with spaces to a multiple of 8 bytes
    data      the tensors' bytes, row-major, in the order of the header, without gaps

Format: https://github.com/huggingface/safetensors#format
"""

import json
from pathlib import Path

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "I8": np.dtype("i1")}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def write_safetensors(path, tensors, metadata):
    """Writes `tensors` (name -> float32 or int8 array) in their order; equal input gives equal bytes.

    F32 tensors should come first: then each starts at a multiple of 4 bytes and can be used in place.
    """
    header = {"__metadata__": {key: str(value) for key, value in metadata.items()}}
    chunks = []
    offset = 0
    for name, array in tensors.items():
        array = np.ascontiguousarray(array)
        if array.dtype not in NAMES:
            raise ValueError(f'Cannot write tensor "{name}" as it must be float32 or int8: got {array.dtype}')
        data = array.tobytes()
        header[name] = {
            "dtype": NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + len(data)],
        }
        chunks.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(chunks))


def read_safetensors(path):
    """Returns (tensors, metadata) of a file written by `write_safetensors` or by any other tool in F32 and I8."""
    content = Path(path).read_bytes()
    if len(content) < 8 or len(content) < 8 + int.from_bytes(content[:8], "little"):
        raise ValueError(f'Cannot read "{path}" as safetensors: it ends at byte {len(content)}, before its header does')
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] not in DTYPES:
            raise ValueError(f'Cannot read "{path}": tensor "{name}" must be F32 or I8: got {entry["dtype"]}')
        first, last = (start + offset for offset in entry["data_offsets"])
        if last > len(content):
            raise ValueError(f'Cannot read "{path}": tensor "{name}" ends at byte {last} of {len(content)}')
        values = np.frombuffer(content[first:last], dtype=DTYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).copy()
    return tensors, metadata
