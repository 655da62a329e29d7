"""Texture that a steady velocity carries: two phases, renewed in turn (A frame, step 3)."""

from __future__ import annotations

from math import floor

import numpy as np

from .grids import bilinear, cell_places
from .maps import round_half_up
from .motion_payload import Advection
from .noise import gaussian_plane


def _wrapped(time: float, period: float) -> tuple[float, int]:
    """A time held to -period/2 to period/2, and how many periods were taken away."""
    n = floor(time / period + 0.5)
    return time - n * period, n


def _stray(m: int) -> float:
    value = m * 2654435761 % 2**32
    return (value - 2**32 if value >= 2**31 else value) / 2**31


def _spline_weights(cells: int, spacing: int) -> np.ndarray:
    """How much of each point of a lattice a cell is made of; the weights of a cell have unit length."""
    out = np.zeros((cells, (cells - 1) // spacing + 4))
    for cell in range(cells):
        first, rest = divmod(cell, spacing)
        f = rest / spacing
        weights = np.array([(1 - f) ** 3, 3 * f**3 - 6 * f**2 + 4, -3 * f**3 + 3 * f**2 + 3 * f + 1, f**3])
        out[cell, first : first + 4] = weights / np.sqrt((weights**2).sum())
    return out


class CarriedTexture:
    """The displacements of a steady velocity, in pixels per frame, on the dense grid."""

    def __init__(self, velocity: list[np.ndarray], advection: Advection, seed: int, width: int, height: int) -> None:
        self.velocity = velocity
        self.period = advection.period
        self.strays = advection.strays
        self.by_place = advection.by_place
        self.seed = seed
        rows, columns = velocity[0].shape
        self.sides = width, height
        self.cell = width / columns, height / rows
        self.still = np.meshgrid(cell_places(columns, columns), cell_places(rows, rows))
        self.whole: dict[int, list[np.ndarray]] = {0: [np.zeros((rows, columns))] * 2}

    def phases(self, time: float, loop_frames: int) -> list[tuple[float | np.ndarray, float]]:
        """Age and weight of both phases, `time` frames after the key picture; the age of each cell where they differ."""
        out: list[tuple[float | np.ndarray, float]] = []
        for second in range(2):
            age, n = _wrapped(time + second * self.period / 2, self.period)
            weight = 1 - abs(2 * age / self.period)
            if loop_frames:
                n %= max(1, round_half_up(loop_frames / self.period))
            m = 2 * n - second
            if self.by_place:
                out.append((age + self._stray_by_place(m) * self.period / 4, weight))
            elif self.strays:
                out.append((age + _stray(m) * self.period / 4, weight))
            else:
                out.append((age, weight))
        return out

    def _stray_by_place(self, m: int) -> np.ndarray:
        rows, columns = self.velocity[0].shape
        if m == 0:
            return np.zeros((rows, columns))
        spacing = max(1, round_half_up(3 * max(columns, rows) / 16))
        across, down = _spline_weights(columns, spacing), _spline_weights(rows, spacing)
        noise = down @ gaussian_plane(self.seed, 2**31 + m, across.shape[1], down.shape[1]) @ across.T
        return np.clip(0.6 * _stray(m) + 0.5 * noise, -1, 1)

    def displacement(self, age: float | np.ndarray) -> list[np.ndarray]:
        """D_a, linear between whole ages."""
        ages = np.broadcast_to(np.asarray(age, float), self.velocity[0].shape)
        first = np.floor(ages).astype(int)
        f = ages - first
        out = [np.zeros(ages.shape), np.zeros(ages.shape)]
        for whole in np.unique(first):
            here = first == whole
            for plane, p, q in zip(out, self._shown_at(int(whole)), self._shown_at(int(whole) + 1), strict=True):
                plane[here] = (p * (1 - f) + q * f)[here]
        return out

    def _velocity_at(self, displacement: list[np.ndarray]) -> list[np.ndarray]:
        x, y = (still + d / cell for still, d, cell in zip(self.still, displacement, self.cell, strict=True))
        return [bilinear(plane, x, y) for plane in self.velocity]

    def _shown_at(self, age: int) -> list[np.ndarray]:
        """The displacement at a whole age; where lives stray by place, paths are folded at the borders."""
        walked = self._at_whole(age)
        if not self.by_place:
            return walked
        out = []
        for still, d, cell, side in zip(self.still, walked, self.cell, self.sides, strict=True):
            place = (still + 0.5) * cell
            there = place + d
            folded = np.where(there < 0, np.minimum(-there, side), np.maximum(2 * side - there, 0))
            out.append(np.where((there < 0) | (there > side), folded - place, d))
        return out

    def _at_whole(self, age: int) -> list[np.ndarray]:
        if age not in self.whole:
            towards = 1 if age > 0 else -1
            d = self._at_whole(age - towards)
            step = towards * 0.5
            for _ in range(2):
                v = self._velocity_at(d)
                middle = self._velocity_at([p - step / 2 * q for p, q in zip(d, v, strict=True)])
                d = [p - step * q for p, q in zip(d, middle, strict=True)]
            self.whole[age] = d
        return self.whole[age]
