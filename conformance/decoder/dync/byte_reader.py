"""Bytes and varuints of a stream (Conventions)."""

from __future__ import annotations

from .errors import CorruptStreamError, TruncatedStreamError

VARUINT_LIMIT = 1 << 31


class ByteReader:
    """Reads `data` from `position` up to `end`; whatever lies behind `end` is truncated."""

    def __init__(self, data: bytes, position: int = 0, end: int | None = None) -> None:
        self.data = data
        self.position = position
        self.end = len(data) if end is None else end

    def byte(self) -> int:
        """The next byte."""
        return self.bytes(1)[0]

    def bytes(self, count: int) -> bytes:
        """The next `count` bytes."""
        if self.position + count > self.end:
            raise TruncatedStreamError("the bytes end early", self.end, self.position + count)
        self.position += count
        return self.data[self.position - count : self.position]

    def varuint(self) -> int:
        """The next varuint: at most five bytes, below 2^31, shortest form."""
        start = self.position
        value = 0
        for i in range(5):
            byte = self.byte()
            value |= (byte & 0x7F) << (7 * i)
            if byte < 0x80:
                if byte == 0 and i > 0:
                    raise CorruptStreamError("a varuint is longer than it needs to be", start)
                if value >= VARUINT_LIMIT:
                    raise CorruptStreamError("a varuint is 2^31 or more", start)
                return value
        raise CorruptStreamError("a varuint has more than five bytes", start)
