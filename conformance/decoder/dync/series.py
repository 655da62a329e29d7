"""Series: their coding and their meaning (Series)."""

from __future__ import annotations

from math import cos, floor, log2, pi, sin, sqrt

from .errors import CorruptStreamError
from .range_coder import ContextSet, RangeDecoder

BOUNDS = [5, 10, 16, 25, 40, 70, 120, 240, 480, 1000]


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


class SeriesReader:
    """Reads the series of one kind one after another."""

    def __init__(self, decoder: RangeDecoder, kind: str, samples: int) -> None:
        self.decoder = decoder
        self.samples = samples
        self.length = ContextSet(f"{kind}Length", 211)
        self.magnitude = ContextSet(f"{kind}Magnitude", 48 * 27)
        self.sign = ContextSet(f"{kind}Sign", 9)
        self.before: list[int] | None = None

    def read(self) -> list[int]:
        """The coded values of the next series; those behind its end are 0."""
        length = self._length()
        values: list[int] = []
        for i in range(length):
            values.append(self._value(values, i))
        self.before = values
        return values

    def _length(self) -> int:
        bit = self.decoder.bit
        g = 0 if self.before is None else 1 + min(7, floor(log2(len(self.before) + 1)))
        e = 0
        while e < 10 and bit(self.length, 21 * g + e) == 1:
            e += 1
        v = 1
        if e > 0:
            b = bit(self.length, 21 * g + 10 + e)
            v = 2 * v + b
            if e > 1:
                v = 2 * v + bit(self.length, 189 + 2 * e + b)
                v = (v << (e - 2)) + self.decoder.raw(e - 2)
        if v - 1 > self.samples:
            raise CorruptStreamError(f"a series of {v - 1} values for {self.samples} samples")
        return v - 1

    def _value(self, values: list[int], i: int) -> int:
        def coded(list_: list[int], at: int) -> int:
            return list_[at] if 0 <= at < len(list_) else 0

        f = 0 if i < 2 else 1 if i < 8 else 2 if i < 24 else 3
        n = sum(w * abs(coded(values, i - k)) for k, w in ((1, 3), (2, 2), (3, 1), (4, 1)))
        w = 7
        if self.before is not None:
            u = self.before
            n += 2 * abs(coded(u, i)) + abs(coded(u, i - 1)) + abs(coded(u, i + 1))
            w = 11
        c = 0 if n == 0 else 1 + sum(20 * n >= t * w for t in BOUNDS)
        value = self.decoder.magnitude(self.magnitude, 27 * (12 * f + c), 6)
        if value:
            s = 3 * (_sign(coded(values, i - 1)) + 1) + _sign(coded(values, i - 2)) + 1
            if self.decoder.bit(self.sign, s):
                value = -value
        return value


def series_at(values: list[int], step: float, samples: int, looped: bool, t: float) -> float:
    """The weight of a series at time t, in frames since the group's first."""
    total = 0.0
    for k, value in enumerate(values):
        if value == 0:
            continue
        if k == 0:
            basis = sqrt(1 / samples)
        elif not looped:
            basis = sqrt(2 / samples) * cos(pi * (t + 0.5) * k / samples)
        else:
            h = (k + 1) >> 1
            wave = cos if k & 1 else sin
            basis = sqrt((1 if 2 * h == samples else 2) / samples) * wave(2 * pi * h * t / samples)
        total += value * step * basis
    return total
