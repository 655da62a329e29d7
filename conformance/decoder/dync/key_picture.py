"""The key picture as it is shown: restored without a model, then with its grain (Key picture)."""

from __future__ import annotations

import numpy as np

from .grids import to_samples, window_deviation, window_least, window_mean
from .noise import grain_plane


def _sharpened(luma: np.ndarray, bits_per_pixel: float, share: float) -> np.ndarray:
    if bits_per_pixel >= 1.2:
        return luma
    strength = min((1.2 - bits_per_pixel) / 0.8, 1)
    height, width = luma.shape
    padded = np.pad(luma.astype(np.float64), 1, mode="edge")
    mean = sum(padded[dy : dy + height, dx : dx + width] for dy in range(3) for dx in range(3)) / 9
    return to_samples(luma + np.clip(0.4 * strength * share * (luma - mean), -10, 10))


def _grained(luma: np.ndarray, grain: int, seed: int, share: float) -> np.ndarray:
    if grain == 0:
        return luma
    even, textured = 0.2 * (grain // 16) * share, 0.05 * (grain % 16) * share
    contrast = window_mean(window_least(window_deviation(luma, 2), 3), 3)
    height, width = luma.shape
    return to_samples(luma + grain_plane(seed, width, height) * np.sqrt(even**2 + (textured * contrast) ** 2))


def restore(
    planes: list[np.ndarray], payload_bytes: int, grain: int, seed: int, fidelity: float
) -> list[np.ndarray]:
    """The key picture, sharpened where its payload is small, with its grain."""
    luma = planes[0]
    bits_per_pixel = 8 * payload_bytes / luma.size
    share = 1 - fidelity
    return [_grained(_sharpened(luma, bits_per_pixel, share), grain, seed, share), *planes[1:]]
