"""Key payloads: what the stream leaves out of an AV1 still, and what it adds (Key payload)."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import CorruptStillError
from .frame_header import FrameHeader

LEVELS = [
    (0, 147_456, 2048, 1152),
    (1, 278_784, 2816, 1584),
    (4, 665_856, 4352, 2448),
    (5, 1_065_024, 5504, 3096),
    (8, 2_359_296, 6144, 3456),
    (12, 8_912_896, 8192, 4352),
]


@dataclass(frozen=True)
class KeyPayload:
    """A grain code, 0 for none, and a frame with its header."""

    grain: int
    frame: FrameHeader
    sequence: bytes

    def temporal_unit(self, frame: bytes) -> bytes:
        """What an AV1 decoder is given: this frame, or one like it."""
        head = b"\x12\0\x0a" + _leb128(len(self.sequence)) + self.sequence
        return head + b"\x32" + _leb128(len(frame)) + frame


def _leb128(value: int) -> bytes:
    out = bytearray()
    while True:
        out.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if value == 0:
            return bytes(out)


def _sequence_header(switches: int, width: int, height: int) -> bytes:
    level = next((i for i, n, w, h in LEVELS if width * height <= n and width <= w and height <= h), 16)
    width_bits, height_bits = (width - 1).bit_length(), (height - 1).bit_length()
    fields = [(0, 3), (1, 1), (1, 1), (level, 5), (width_bits - 1, 4), (height_bits - 1, 4)]
    fields += [(width - 1, width_bits), (height - 1, height_bits)]
    fields += [(switches >> i & 1, 1) for i in range(6)]
    fields += [(0, 1), (0, 1), (1, 1), (1, 8), (13, 8), (6, 8), (1, 1), (0, 2), (switches >> 6 & 1, 1), (0, 1), (1, 1)]
    bits = "".join(format(value, f"0{count}b") for value, count in fields)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def read_key_payload(payload: bytes, width: int, height: int) -> KeyPayload:
    """Reads a key payload and checks all of it but the data of tiles."""
    if len(payload) < 2:
        raise CorruptStillError("a key payload of one byte", len(payload))
    switches, start, grain = payload[0], 1, 0
    if switches & 0x80:
        grain, start = payload[1], 2
        if grain == 0:
            raise CorruptStillError("a grain code of 0", 1)
    frame = payload[start:]
    if not frame:
        raise CorruptStillError("a key payload without a frame", start)
    if frame[-1] == 0:
        raise CorruptStillError("the last byte of the frame is 0", len(payload) - 1)
    return KeyPayload(grain, FrameHeader(frame, switches, width, height), _sequence_header(switches, width, height))
