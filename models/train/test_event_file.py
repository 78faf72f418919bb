"""Fast tests of the TensorBoard scalars: python3 -m unittest discover -s models/train"""

import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from event_file import FILE_NAME, EventFile, crc32c, masked_checksum, record, records, varint


def read_message(content):
    """Protobuf bytes -> [(field number, raw value)]: an int for a varint, else bytes. Written apart from the writer."""
    fields, at = [], 0

    def read_varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(content):
        number, kind = divmod(read_varint(), 8)
        if kind == 0:
            fields.append((number, read_varint()))
        else:
            length = {1: 8, 5: 4}.get(kind) or read_varint()
            fields.append((number, content[at : at + length]))
            at += length
    return fields


def read_events(path):
    """[{"wall_time", "step", "version" or "name" and "value"}] of an event file; fails where it is not whole."""
    content = Path(path).read_bytes()
    found = list(records(content))
    assert found[-1][1] == len(content), "bytes after the last whole record"
    events = []
    for payload, _ in found:
        fields = dict(read_message(payload))
        event = {"wall_time": struct.unpack("<d", fields[1])[0]}
        if 3 in fields:
            event["version"] = fields[3]
        else:
            point = dict(read_message(dict(read_message(fields[5]))[1]))
            event.update(step=fields[2], name=point[1].decode(), value=struct.unpack("<f", point[2])[0])
        events.append(event)
    return events


class EventFileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "runs" / "stage"
        self.path = self.folder / FILE_NAME

    def test_checksum_is_the_published_one(self):
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)  # the check value of every catalogue of CRCs
        self.assertEqual(crc32c(bytes(32)), 0x8A9136AA)  # RFC 3720, B.4
        self.assertEqual(crc32c(bytes(range(32))), 0x46DD794E)

    def test_mask_turns_the_checksum_by_15_bits_and_adds_a_constant(self):
        # 0xe3069283: right by 15 is 0x1c60d, left by 17 is 0x25060000; their sum with 0xa282ead8 is 0xc78ab0e5.
        self.assertEqual(masked_checksum(b"123456789"), bytes.fromhex("e5b08ac7"))

    def test_varint_has_seven_bits_a_byte(self):
        self.assertEqual([varint(n).hex() for n in (0, 127, 128, 300, 2**35)], ["00", "7f", "8001", "ac02", "808080808001"])

    def test_scalars_are_read_back_exactly(self):
        points = [(0, "loss", 0.5, 1.25), (300, "tune/ndcg ü", -3.0, 1_700_000_000.125), (2**40, "x", float("inf"), 2.0)]
        events = EventFile(self.folder)
        for point in points:
            events.scalar(*point)
        events.close()
        first, *rest = read_events(self.path)
        self.assertEqual(first["version"], b"brain.Event:2")
        self.assertEqual([(e["step"], e["name"], e["value"], e["wall_time"]) for e in rest], points)

    def test_bytes_of_a_scalar_are_those_of_the_specification(self):
        events = EventFile(self.folder)
        before = self.path.stat().st_size
        events.scalar(7, "a", 1.0, 2.0)  # seen by readers without a close
        written = self.path.read_bytes()[before:]
        events.close()
        payload = bytes.fromhex("09 0000000000000040 10 07 2a 0a 0a 08 0a 01 61 15 0000803f")
        self.assertEqual(written, record(payload))
        self.assertEqual(written[:8], len(payload).to_bytes(8, "little"))
        self.assertEqual(written[12:-4], payload)

    def test_resumed_run_appends_without_a_second_head(self):
        for step in (1, 2):
            events = EventFile(self.folder)
            events.scalar(step, "loss", step, 0.0)
            events.close()
        self.assertEqual([event.get("step") for event in read_events(self.path)], [None, 1, 2])

    def test_run_resumed_at_a_step_forgets_what_came_later(self):
        events = EventFile(self.folder)
        for step in (1, 127, 128, 300, 301):
            events.scalar(step, "loss", step, 0.0)
        events.close()
        for last_step, kept in ((300, [1, 127, 128, 300]), (299, [1, 127, 128]), (127, [1, 127]), (0, [])):
            EventFile(self.folder, last_step).close()
            self.assertEqual([event.get("step") for event in read_events(self.path)], [None, *kept])

    def test_half_written_record_of_a_killed_run_is_cut_off(self):
        events = EventFile(self.folder)
        events.scalar(1, "loss", 1, 0.0)
        events.close()
        whole = self.path.read_bytes()
        for kept in range(1, 40):
            self.path.write_bytes(whole + record(b"x" * 40)[:kept])
            EventFile(self.folder).close()
            self.assertEqual(self.path.read_bytes(), whole)

    def test_changed_byte_ends_what_is_read(self):
        content = record(b"first") + record(b"second")
        for place in range(len(record(b"first")), len(content)):
            changed = bytearray(content)
            changed[place] ^= 1
            self.assertEqual([payload for payload, _ in records(bytes(changed))], [b"first"])


if __name__ == "__main__":
    unittest.main()
