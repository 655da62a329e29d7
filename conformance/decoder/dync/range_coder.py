"""The binary range decoder, its contexts and its codes (Range coder, Context tables)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

TABLES = Path(__file__).resolve().parents[3] / "docs" / "context-tables.txt"
TABLES_SHA256 = "808b6940c74a56b6ab31425363e4a1ffdf138a7c43ee55850e4deb19dfdfa155"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SEEN = [0, 1, 2, 3, 4, 6, 8, 11, 14, 18, 22, 27, 32, 37, 42, 47]
STEP = [max(int(65536 / (n + 1.5) + 0.5), 1365) for n in range(48)]


@cache
def context_tables() -> dict[str, list[tuple[int, int]]]:
    """The first probability and count of each context, by set."""
    text = TABLES.read_bytes()
    if hashlib.sha256(text).hexdigest() != TABLES_SHA256:
        raise RuntimeError(f"{TABLES} is not the table of the specification")
    tables: dict[str, list[tuple[int, int]]] = {}
    for line in text.decode("ascii").splitlines():
        name, pairs = line.split(":")
        contexts: list[tuple[int, int]] = []
        for at in range(0, len(pairs), 2):
            first, second = pairs[at], DIGITS.index(pairs[at + 1])
            if first == "*":
                contexts += [(32768, 0)] * (second + 1)
            else:
                value = DIGITS.index(first) * 64 + second
                contexts.append((min(max(256 * (value // 16), 256), 65280), SEEN[value % 16]))
        tables[name] = contexts
    return tables


class ContextSet:
    """Adaptive contexts of one set, which start as the table of that name says."""

    def __init__(self, name: str, size: int) -> None:
        start = context_tables().get(name, [])[:size]
        start = start + [(32768, 0)] * (size - len(start))
        self.p = [p for p, _ in start]
        self.seen = [seen for _, seen in start]

    def adapt(self, index: int, bit: int) -> None:
        """Moves a context towards the bit that it has coded."""
        target = 0 if bit else 65536
        product = (target - self.p[index]) * STEP[self.seen[index]]
        product = (product + (1 << 31)) % (1 << 32) - (1 << 31)
        p = self.p[index] + (product >> 16)
        self.p[index] = min(max(p, 256), 65280)
        self.seen[index] = min(self.seen[index] + 1, 47)


class RangeDecoder:
    """Decodes bits from `data`; bytes behind its end read as 0."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 4
        self.range = (1 << 32) - 1
        self.code = int.from_bytes((data + bytes(4))[:4], "big")

    def _narrow(self, bound: int) -> int:
        if self.code < bound:
            self.range, bit = bound, 0
        else:
            self.code -= bound
            self.range -= bound
            bit = 1
        while self.range < 1 << 24:
            byte = self.data[self.position] if self.position < len(self.data) else 0
            self.position += 1
            self.range *= 256
            self.code = 256 * self.code + byte
        return bit

    def bit(self, contexts: ContextSet, index: int) -> int:
        """A bit in a context."""
        bit = self._narrow((self.range >> 16) * contexts.p[index])
        contexts.adapt(index, bit)
        return bit

    def raw(self, count: int) -> int:
        """A number of `count` bits, highest first, without contexts."""
        value = 0
        for _ in range(count):
            value = 2 * value + self._narrow(self.range >> 1)
        return value

    def field(self, contexts: ContextSet, bits: int) -> int:
        """A number of `bits` bits in a set of 2^bits contexts."""
        node = 1
        for _ in range(bits):
            node = 2 * node + self.bit(contexts, node)
        return node - (1 << bits)

    def magnitude(self, contexts: ContextSet, base: int, prefix: int) -> int:
        """A number from 0 on: a unary prefix, then an exponential code."""
        for i in range(prefix):
            if self.bit(contexts, base + i) == 0:
                return i
        exponent = 0
        while exponent < 20 and self.bit(contexts, base + prefix + exponent) == 1:
            exponent += 1
        return (1 << exponent) + self.raw(exponent) + prefix - 1
