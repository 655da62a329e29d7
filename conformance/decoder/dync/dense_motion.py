"""Maps on the dense grid: joint bilateral interpolation, and the moves of the camera (Dense motion, Camera)."""

from __future__ import annotations

import numpy as np

from .grids import cell_places, resample
from .maps import round_half_up


def dense_size(width: int, height: int, grid: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of the dense grid of maps of the size `grid`."""
    scale = min(1, 128 / max(width, height))
    return max(grid[0], round_half_up(width * scale)), max(grid[1], round_half_up(height * scale))


class JointBilateral:
    """Brings planes of one coarse grid to one dense grid, guided by luma in both."""

    def __init__(self, dense_luma: np.ndarray, coarse_luma: np.ndarray) -> None:
        (dh, dw), (ch, cw) = dense_luma.shape, coarse_luma.shape
        x, y = np.meshgrid(np.clip(cell_places(dw, cw), 0, cw - 1), np.clip(cell_places(dh, ch), 0, ch - 1))
        x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
        fx, fy = x - x0, y - y0
        self.taps: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for dy in range(2):
            for dx in range(2):
                cx, cy = np.minimum(x0 + dx, cw - 1), np.minimum(y0 + dy, ch - 1)
                weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy)
                difference = dense_luma - coarse_luma[cy, cx]
                self.taps.append((weight * (0.05 + np.exp(-(difference**2) / 392)), cx, cy))
        self.total = sum(weight for weight, _, _ in self.taps)

    def __call__(self, plane: np.ndarray) -> np.ndarray:
        return sum(weight * plane[cy, cx] for weight, cx, cy in self.taps) / self.total


def interpolation(luma: np.ndarray, coarse: tuple[int, int], dense: tuple[int, int]) -> JointBilateral:
    """The interpolation from one grid to another by the luma of the key picture, resampled to each."""
    return JointBilateral(resample(luma, *dense), resample(luma, *coarse))


def camera_map(move: int, width: int, height: int, dense: tuple[int, int]) -> list[np.ndarray]:
    """The map of a move at the middles of the cells of the dense grid: x and y displacement."""
    half = max(width, height) / 2
    x = (np.arange(dense[0]) + 0.5) * width / dense[0]
    y = (np.arange(dense[1]) + 0.5) * height / dense[1]
    big_x, big_y = np.meshgrid((x - width / 2) / half, (y - height / 2) / half)
    one, zero = np.ones_like(big_x), np.zeros_like(big_x)
    return [
        [one, zero],
        [zero, one],
        [big_x, big_y],
        [-big_y, big_x],
        [big_x, -big_y],
        [big_y, big_x],
    ][move]
