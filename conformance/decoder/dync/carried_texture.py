"""Texture that a steady velocity carries: two phases, renewed in turn (A frame, step 3)."""

from __future__ import annotations

from math import floor

import numpy as np

from .grids import bilinear, cell_places
from .maps import round_half_up


def _wrapped(time: float, period: float) -> tuple[float, int]:
    """A time held to -period/2 to period/2, and how many periods were taken away."""
    n = floor(time / period + 0.5)
    return time - n * period, n


def _stray(m: int) -> float:
    value = m * 2654435761 % 2**32
    return (value - 2**32 if value >= 2**31 else value) / 2**31


class CarriedTexture:
    """The displacements of a steady velocity, in pixels per frame, on the dense grid."""

    def __init__(self, velocity: list[np.ndarray], period: int, strays: bool, width: int, height: int) -> None:
        self.velocity = velocity
        self.period = period
        self.strays = strays
        rows, columns = velocity[0].shape
        self.cell = width / columns, height / rows
        self.still = np.meshgrid(cell_places(columns, columns), cell_places(rows, rows))
        self.whole: dict[int, list[np.ndarray]] = {0: [np.zeros((rows, columns))] * 2}

    def phases(self, time: float, loop_frames: int) -> list[tuple[float, float]]:
        """Age and weight of both phases, `time` frames after the key picture."""
        out = []
        for second in range(2):
            age, n = _wrapped(time + second * self.period / 2, self.period)
            weight = 1 - abs(2 * age / self.period)
            if loop_frames:
                n %= max(1, round_half_up(loop_frames / self.period))
            if self.strays:
                age += _stray(2 * n - second) * self.period / 4
            out.append((age, weight))
        return out

    def displacement(self, age: float) -> list[np.ndarray]:
        """D_a, linear between whole ages."""
        first = floor(age)
        f = age - first
        a, b = self._at_whole(first), self._at_whole(first + 1)
        return [p * (1 - f) + q * f for p, q in zip(a, b, strict=True)]

    def _velocity_at(self, displacement: list[np.ndarray]) -> list[np.ndarray]:
        x, y = (still + d / cell for still, d, cell in zip(self.still, displacement, self.cell, strict=True))
        return [bilinear(plane, x, y) for plane in self.velocity]

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
