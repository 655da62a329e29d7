"""The seeded noise of grain and of drawn motion."""

from __future__ import annotations

from math import sqrt

import numpy as np

MASK = 0xFFFFFFFF
GAUSSIAN_SCALE = sqrt(4 * (256**2 - 1) / 12)


def _mix(h: np.ndarray) -> np.ndarray:
    h = h.astype(np.uint64)
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(0x85EBCA6B)) & np.uint64(MASK)
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(0xC2B2AE35)) & np.uint64(MASK)
    return h ^ (h >> np.uint64(16))


def _hash(seed: int, stream: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    start = np.array((seed ^ ((stream + 1) * 0x9E3779B1)) & MASK, np.uint64)
    return _mix(_mix(_mix(start) ^ y.astype(np.uint64)) ^ x.astype(np.uint64))


def _byte_sum(h: np.ndarray) -> np.ndarray:
    bytes_ = sum((h >> np.uint64(shift)) & np.uint64(255) for shift in (0, 8, 16, 24))
    return (bytes_.astype(np.float64) - 510) / GAUSSIAN_SCALE


def uniform(seed: int, stream: int, x: int, y: int) -> float:
    """A number from -0.5 to 0.5."""
    h = _hash(seed, stream, np.array(x), np.array(y))
    return int(h >> np.uint64(8)) / 2**24 - 0.5


def gaussian_plane(seed: int, stream: int, width: int, height: int) -> np.ndarray:
    """A plane of Gaussian numbers at the cells of a grid."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return _byte_sum(_hash(seed, stream, x, y))


def grain_plane(seed: int, width: int, height: int) -> np.ndarray:
    """The numbers n(i) of the grain, from a xorshift generator."""
    x = ((seed + 1) * 0x9E3779B1) & MASK or 1
    out = np.empty(width * height, np.uint64)
    for i in range(width * height):
        x ^= (x << 13) & MASK
        x ^= x >> 17
        x ^= (x << 5) & MASK
        out[i] = x
    return _byte_sum(out).reshape(height, width)
