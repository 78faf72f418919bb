"""Writes scalars for TensorBoard, which then needs no package of its own here.

    events = EventFile("runs/cpu/events/bag-1")     # a folder: TensorBoard shows each as one run
    events.scalar(step=100, name="loss", value=0.5, wall_time=time.time())
    events.close()

Look at them with `tensorboard --logdir runs/cpu/events` wherever TensorBoard is installed.

A file is a row of records: length (uint64), masked CRC-32C of the length, payload, masked CRC-32C of the payload, all
little-endian; each payload is a protobuf message `Event`.

Sources: records, https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details; messages,
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto and
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto; their encoding,
https://protobuf.dev/programming-guides/encoding; CRC-32C, RFC 3720, appendix B.4.
"""

import struct
import time
from pathlib import Path

FILE_NAME = "events.out.tfevents"  # TensorBoard reads files with "tfevents" in their name
POLYNOMIAL = 0x82F63B78  # Castagnoli's, bits reversed


class EventFile:
    """Appends to <folder>/events.out.tfevents; what a killed process left half written at its end is cut off first.

    last_step: what was written of later steps is cut off too, as a run resumed there writes it again. Steps must not fall.
    """

    def __init__(self, folder, last_step=None):
        path = Path(folder) / FILE_NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "r+b" if path.exists() else "w+b")
        self.file.truncate(kept_length(self.file.read(), last_step))
        self.file.seek(0, 2)
        if self.file.tell() == 0:
            self.write(double_field(1, time.time()) + bytes_field(3, b"brain.Event:2"))

    def scalar(self, step, name, value, wall_time):
        """One point; `wall_time` in seconds since 1970. Readers can see it at once."""
        point = bytes_field(1, name.encode()) + float_field(2, value)
        self.write(double_field(1, wall_time) + varint_field(2, step) + bytes_field(5, bytes_field(1, point)))

    def write(self, payload):
        self.file.write(record(payload))
        self.file.flush()

    def close(self):
        self.file.close()


def record(payload):
    length = struct.pack("<Q", len(payload))
    return b"".join([length, masked_checksum(length), payload, masked_checksum(payload)])


def records(content):
    """Yields (payload, end in `content`) of each record, up to the first that is cut off or whose sums are wrong."""
    start = 0
    while start + 12 <= len(content):
        head, end = content[start : start + 8], start + 16 + int.from_bytes(content[start : start + 8], "little")
        if content[start + 8 : start + 12] != masked_checksum(head) or end > len(content):
            return
        payload = content[start + 12 : end - 4]
        if content[end - 4 : end] != masked_checksum(payload):
            return
        yield payload, end
        start = end


def kept_length(content, last_step=None):
    """Bytes of `content` up to the end of its last whole record, or before the first record of a step past `last_step`."""
    kept = 0
    for payload, end in records(content):
        if last_step is not None and step_of(payload) > last_step:
            break
        kept = end
    return kept


def step_of(payload):
    """Field 2 of an event as `scalar` writes it, after the 9 bytes of its time; 0 where there is none."""
    if payload[9:10] != varint(2 << 3):
        return 0
    step = shift = 0
    for byte in payload[10:]:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return step


def masked_checksum(content):
    """Stored in 4 bytes; turned and shifted, as sums of contents that hold sums themselves are weak."""
    value = crc32c(content)
    return struct.pack("<I", ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def crc32c(content):
    value = 0xFFFFFFFF
    for byte in content:
        value = value >> 8 ^ TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


def table_entry(value):
    for _ in range(8):
        value = value >> 1 ^ (POLYNOMIAL if value & 1 else 0)
    return value


TABLE = [table_entry(byte) for byte in range(256)]


def varint(value):
    """Seven bits a byte, lowest first; the top bit says that more follow."""
    parts = []
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def varint_field(number, value):
    return varint(number << 3) + varint(value)


def double_field(number, value):
    return varint(number << 3 | 1) + struct.pack("<d", value)


def bytes_field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def float_field(number, value):
    return varint(number << 3 | 5) + struct.pack("<f", value)
