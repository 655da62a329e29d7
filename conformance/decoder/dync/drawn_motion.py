"""Motion and light that a decoder draws from statistics (Drawn motion), without a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sqrt

import numpy as np

from .dense_motion import JointBilateral
from .grids import resample, window_deviation, window_mean
from .maps import round_half_up
from .noise import gaussian_plane, uniform
from .statistics import Statistics

REACH = [6, 7, 8, 10, 12]
LIGHT_REACH = [0.5, 0.6, 0.8, 1, 1.3]


@dataclass
class Part:
    """A map with a wave: `frequency` in cycles per frame, `quarter` periods ahead."""

    planes: list[np.ndarray]
    frequency: float
    quarter: int


@dataclass
class DrawnMotion:
    """All that is drawn for a group."""

    first_frame: int
    size: tuple[int, int]
    displacement: list[Part] = field(default_factory=list)
    light: list[Part] = field(default_factory=list)

    def _sum(self, parts: list[Part], t: float) -> list[np.ndarray]:
        out = [np.zeros(self.size[::-1]) for _ in parts[0].planes]
        for part in parts:
            wave = cos(2 * pi * (part.frequency * (self.first_frame + t) % 1 + part.quarter / 4))
            for plane, drawn in zip(out, part.planes, strict=True):
                plane += wave * drawn
        return out

    def displacement_at(self, t: float) -> list[np.ndarray]:
        """The sum of the maps of displacement times their waves; pixels."""
        return self._sum(self.displacement, t)

    def light_at(self, t: float) -> np.ndarray:
        """The sum of the maps of light times their waves; luma code values."""
        return self._sum(self.light, t)[0]


def _frequency(seed: int, octave: int, line: int, loop_frames: int) -> float:
    f = 2 ** ((line + 0.5 + 0.8 * uniform(seed, 2048, octave, line)) / 2 - octave - 2)
    return max(1, round_half_up(f * loop_frames)) / loop_frames if loop_frames else f


def _smooth(plane: np.ndarray, guide: np.ndarray, reach: float) -> np.ndarray:
    """Two passes along rows and columns, each there and back, that stop at edges of the guide."""
    out = plane.copy()
    for j in range(2):
        sigma = reach * sqrt(3) * 2 ** (1 - j) / sqrt(15)
        for transposed in range(2):
            values, luma = (out.T, guide.T) if transposed else (out, guide)
            feedback = np.exp(-(sqrt(2) / sigma) * (1 + reach * np.abs(np.diff(luma, axis=1)) / 250))
            n = values.shape[1]
            for i in range(1, n):
                values[:, i] += feedback[:, i - 1] * (values[:, i - 1] - values[:, i])
            for i in range(n - 2, -1, -1):
                values[:, i] += feedback[:, i] * (values[:, i + 1] - values[:, i])
    return out


def _noise(seed: int, streams: list[int], guide: np.ndarray, reach: float) -> list[np.ndarray]:
    """The smoothed and normalised planes of one octave and kind."""
    height, width = guide.shape
    planes = [_smooth(gaussian_plane(seed, stream, width, height), guide, reach) for stream in streams]
    power = window_mean(sum(plane**2 for plane in planes) / len(planes), 2)
    return [plane / np.sqrt(np.maximum(power, 1e-6)) for plane in planes]


def _cells(fine: np.ndarray) -> np.ndarray:
    """The mean over the four samples of each cell."""
    return (fine[0::2, 0::2] + fine[1::2, 0::2] + fine[0::2, 1::2] + fine[1::2, 1::2]) / 4


class _Structure:
    """How the key picture is built around each cell."""

    def __init__(self, fine: np.ndarray) -> None:
        padded = np.pad(fine, 1, mode="edge")
        gx = (padded[1:-1, 2:] - padded[1:-1, :-2]) / 2
        gy = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / 2
        products = gx * gx, gx * gy, gy * gy
        near, far = ([_cells(window_mean(p, radius)) for p in products] for radius in (1, 4))
        angle = np.arctan2(2 * near[1], near[0] - near[2]) / 2
        self.normal = np.cos(angle), np.sin(angle)
        self.coherence = self._coherence(*near)
        self.power = near[0] + near[2]
        far_power = far[0] + far[2]
        self.stiffness = self._coherence(*far) * far_power / (far_power + 150)

    @staticmethod
    def _coherence(xx: np.ndarray, xy: np.ndarray, yy: np.ndarray) -> np.ndarray:
        return np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (xx + yy + 4)

    def gain(self) -> np.ndarray:
        """How much a cell moves of what its strength says."""
        z, e = self.stiffness, self.power
        r = 1 - 0.85 * z
        share = (window_mean(e * r * r, 2) + 1e-6) / (window_mean(e, 2) + 1e-6)
        u = 1 / np.sqrt(np.maximum(share, 0.1))
        return r * (1 + (u - 1) * (1 - z))


def draw(
    statistics: Statistics, luma: np.ndarray, seed: int, first_frame: int
) -> DrawnMotion:
    """Draws what the statistics of a group describe, on the luma of its restored key picture."""
    height, width = luma.shape
    scale = min(1, 64 / max(width, height))
    size = max(4, round_half_up(width * scale)), max(4, round_half_up(height * scale))
    guide = resample(luma, *size)
    fine = resample(luma, 2 * size[0], 2 * size[1])
    drawn = DrawnMotion(first_frame, size)
    if statistics.displacement is not None:
        _draw_displacement(drawn, statistics, guide, fine, seed, max(width, height))
    if statistics.light is not None:
        _draw_light(drawn, statistics, guide, fine, seed)
    return drawn


def _strengths(coarse: list[np.ndarray], guide: np.ndarray) -> list[np.ndarray]:
    height, width = coarse[0].shape
    interpolate = JointBilateral(guide, resample(guide, width, height))
    return [interpolate(plane) for plane in coarse]


def _draw_displacement(
    drawn: DrawnMotion, statistics: Statistics, guide: np.ndarray, fine: np.ndarray, seed: int, longer: int
) -> None:
    structure = _Structure(fine)
    nx, ny = structure.normal
    gain = structure.gain()
    assert statistics.displacement is not None
    for b, strength in enumerate(_strengths(statistics.displacement, guide)):
        if not strength.any():
            continue
        planes = _noise(seed, [4096 + 8 * b + i for i in range(8)], guide, REACH[b])
        for k in range(4):
            x, y = planes[2 * k], planes[2 * k + 1]
            across = x * nx + y * ny
            along = (y * nx - x * ny) * (1 - 0.7 * structure.coherence)
            factor = strength * gain / sqrt(2)
            maps = [factor * (across * nx - along * ny), factor * (across * ny + along * nx)]
            drawn.displacement.append(Part(maps, _frequency(seed, b, k // 2, statistics.loop_frames), k % 2))
    if drawn.displacement:
        total = sum(np.hypot(*part.planes) for part in drawn.displacement)
        share = np.minimum(1, longer / 24 / np.maximum(total, 1e-12))
        for part in drawn.displacement:
            part.planes = [plane * share for plane in part.planes]


def _draw_light(drawn: DrawnMotion, statistics: Statistics, guide: np.ndarray, fine: np.ndarray, seed: int) -> None:
    ceiling = _cells(window_deviation(fine, 1)) / 2
    assert statistics.light is not None
    for b, strength in enumerate(_strengths(statistics.light, guide)):
        if not strength.any():
            continue
        planes = _noise(seed, [1024 + 4 * b + k for k in range(4)], guide, LIGHT_REACH[b])
        for k in range(4):
            map_ = planes[k] * np.minimum(strength, ceiling) / sqrt(2)
            drawn.light.append(Part([map_], _frequency(seed, b, k // 2, statistics.loop_frames), k % 2))
