"""Maps: trees of wavelet coefficients, and their synthesis (Maps, Transform)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from .range_coder import ContextSet, RangeDecoder

GRIDS = [16, 24, 32, 48, 64, 96, 128]
LOW_BOUNDS = [1, 4, 12]
DETAIL_BOUNDS = [1, 2, 3, 5, 8, 14, 28]
STRAIGHT = [1.0781, 2.5352, 8.5244, 32.5217, 128.5211, 512.5209]
DIAGONAL = [0.5166, 0.8499, 2.5152, 9.2597, 36.2583, 144.2579]
LOW = [2.25, 7.5625, 28.8906, 114.223, 455.556, 1820.89]


def round_half_up(value: float) -> int:
    """Rounding as the whole specification means it."""
    return int(np.floor(value + 0.5))


def map_size(width: int, height: int, cells: int) -> tuple[int, int]:
    """Columns and rows of a map whose longer side has `cells` cells."""
    scale = cells / max(width, height)
    return max(4, round_half_up(width * scale)), max(4, round_half_up(height * scale))


def quantiser_step(index: int) -> float:
    """The step of a step index."""
    return 2 ** (index / 4 - 8)


def low_bands(width: int, height: int) -> list[tuple[int, int]]:
    """The low band of each level; level 0 is the map."""
    bands = [(width, height)]
    while min(bands[-1]) > 2 and len(bands) <= 6:
        w, h = bands[-1]
        bands.append(((w + 1) // 2, (h + 1) // 2))
    return bands


@dataclass
class CodedMap:
    """Integers of a map in the Mallat layout, by component, and which nodes were alive."""

    planes: list[np.ndarray]
    alive: list[np.ndarray]


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _class(value: int, bounds: list[int]) -> int:
    return sum(value >= bound for bound in bounds)


class MapReader:
    """Reads maps of one grid one after another, with contexts that live through all of them."""

    def __init__(self, decoder: RangeDecoder, width: int, height: int, components: int = 2) -> None:
        self.decoder = decoder
        self.bands = low_bands(width, height)
        self.components = components
        self.alive = ContextSet("alive", 42)
        self.descend = ContextSet("descend", 28)
        self.low = ContextSet("low", 270)
        self.detail = ContextSet("detail", 128 * 24)
        self.sign = ContextSet("mapSign", 51)
        self.before = self._blank()

    def _blank(self) -> CodedMap:
        w, h = self.bands[0]
        planes = [np.zeros((h, w), np.int64) for _ in range(2)]
        return CodedMap(planes, [np.zeros((bh, bw), bool) for bw, bh in self.bands])

    def read(self) -> CodedMap:
        """The next map."""
        self.map = self._blank()
        self.alignment = 0
        top = len(self.bands) - 1
        w, h = self.bands[top]
        for axis in range(self.components):
            for y in range(h):
                for x in range(w):
                    self._low(axis, x, y)
        if top > 0:
            for y in range(h):
                for x in range(w):
                    self._node(top, x, y)
        self.before = self.map
        return self.map

    def _note(self, axis: int, x: int, y: int, value: int) -> None:
        self.map.planes[axis][y, x] = value
        if axis == 1 and value != 0:
            product = int(self.map.planes[0][y, x]) * value
            self.alignment += min(max(product, -255), 255)

    def _low(self, axis: int, x: int, y: int) -> None:
        plane = self.map.planes[axis]
        left = int(plane[y, x - 1]) if x > 0 else 0
        above = int(plane[y - 1, x]) if y > 0 else 0
        m = abs(left) + abs(above)
        if axis == 1:
            m += abs(int(self.map.planes[0][y, x]))
        c = 0 if axis == 0 and x == 0 and y == 0 else 1 + _class(m, LOW_BOUNDS)
        value = self.decoder.magnitude(self.low, 27 * (5 * axis + c), 6)
        if value:
            if self.decoder.bit(self.sign, 33 + 9 * axis + 3 * (_sign(left) + 1) + _sign(above) + 1):
                value = -value
        self._note(axis, x, y, value)

    def _node(self, level: int, i: int, j: int) -> None:
        alive = self.map.alive[level]
        neighbours = int(i > 0 and alive[j, i - 1]) + int(j > 0 and alive[j - 1, i])
        before = int(self.before.alive[level][j, i])
        if self.decoder.bit(self.alive, (level * 3 + neighbours) * 2 + before) == 0:
            return
        alive[j, i] = True
        (w, h), (width, height) = self.bands[level], self.bands[level - 1]
        own = 0
        for direction in range(3):
            x = i + (w if direction != 1 else 0)
            y = j + (h if direction != 0 else 0)
            if x < width and y < height:
                for axis in range(self.components):
                    own += abs(self._detail(level, direction, axis, i, j))
        if level > 1 and self.decoder.bit(self.descend, level * 4 + min(own, 3)) == 1:
            cw, ch = self.bands[level - 1]
            for dy in range(2):
                for dx in range(2):
                    if 2 * i + dx < cw and 2 * j + dy < ch:
                        self._node(level - 1, 2 * i + dx, 2 * j + dy)

    def _parent(self, plane: np.ndarray, level: int, direction: int, i: int, j: int) -> int:
        if level + 1 >= len(self.bands):
            return 0
        (w, h), (width, height) = self.bands[level + 1], self.bands[level]
        x = i // 2 + (w if direction != 1 else 0)
        y = j // 2 + (h if direction != 0 else 0)
        return int(plane[y, x]) if x < width and y < height else 0

    def _detail(self, level: int, direction: int, axis: int, i: int, j: int) -> int:
        w, h = self.bands[level]
        x0, y0 = (w if direction != 1 else 0), (h if direction != 0 else 0)
        x, y = x0 + i, y0 + j
        plane = self.map.planes[axis]
        left = int(plane[y, x - 1]) if i > 0 else 0
        above = int(plane[y - 1, x]) if j > 0 else 0
        m = abs(left) + abs(above) + abs(self._parent(plane, level, direction, i, j))
        m = 2 * (m + abs(int(self.before.planes[axis][y, x])))
        if i > 0 and j > 0:
            m += abs(int(plane[y - 1, x - 1]))
        other = int(self.map.planes[0][y, x]) if axis == 1 else 0
        m += 2 * abs(other)
        base = ((min(level - 1, 3) * 2 + int(direction == 2)) * 2 + axis) * 8 + _class(m, DETAIL_BOUNDS)
        value = self.decoder.magnitude(self.detail, 24 * base, 3)
        if value:
            if other:
                s = 2 * (_sign(self.alignment) * _sign(other) + 1) + int(abs(self.alignment) > 8)
            else:
                s = 6 + 9 * direction + 3 * (_sign(left) + 1) + _sign(above) + 1
            if self.decoder.bit(self.sign, s):
                value = -value
        self._note(axis, x, y, value)
        return abs(value)


def _synthesise_lines(lines: np.ndarray) -> np.ndarray:
    """5/3 lifting along the first axis: even samples are the first half, rounded up."""
    n = len(lines)
    if n == 1:
        return lines
    evens = (n + 1) // 2
    s, d = lines[:evens].copy(), lines[evens:].copy()
    left = np.concatenate([d[:1], d])[:evens]
    right = np.concatenate([d, d[-1:]])[:evens]
    s -= (left + right) / 4
    following = np.concatenate([s[1:], s[-1:]])[: len(d)]
    d += (s[: len(d)] + following) / 2
    out = np.empty_like(lines)
    out[0::2], out[1::2] = s, d
    return out


def synthesise(plane: np.ndarray, step: float) -> np.ndarray:
    """The values of a component from its integers and its quantiser step."""
    height, width = plane.shape
    bands = low_bands(width, height)
    values = plane.astype(np.float64) * step
    levels = len(bands) - 1
    if levels > 0:
        w, h = bands[levels]
        values[:h, :w] /= sqrt(LOW[levels - 1])
    for level in range(levels, 0, -1):
        (w, h), (bw, bh) = bands[level], bands[level - 1]
        values[:h, w:bw] /= sqrt(STRAIGHT[level - 1])
        values[h:bh, :w] /= sqrt(STRAIGHT[level - 1])
        values[h:bh, w:bw] /= sqrt(DIAGONAL[level - 1])
        band = _synthesise_lines(values[:bh, :bw])
        values[:bh, :bw] = _synthesise_lines(band.T).T
    return values
