"""Grids of cells that span the picture: bilinear values, resampling, means over windows (Rendering)."""

from __future__ import annotations

import numpy as np


def cell_places(samples: int, cells: int) -> np.ndarray:
    """Where the middles of `samples` samples lie among `cells` cells: 0 is the middle of the first."""
    return (np.arange(samples) + 0.5) * cells / samples - 0.5


def bilinear(plane: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Values between the middles of cells, held to the first and last middle."""
    height, width = plane.shape
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    x1, y1 = np.minimum(x0 + 1, width - 1), np.minimum(y0 + 1, height - 1)
    fx, fy = x - x0, y - y0
    top = plane[y0, x0] * (1 - fx) + plane[y0, x1] * fx
    bottom = plane[y1, x0] * (1 - fx) + plane[y1, x1] * fx
    return top * (1 - fy) + bottom * fy


def stretch(plane: np.ndarray, width: int, height: int) -> np.ndarray:
    """A plane brought to another grid, bilinear."""
    if plane.shape == (height, width):
        return plane
    x, y = np.meshgrid(cell_places(width, plane.shape[1]), cell_places(height, plane.shape[0]))
    return bilinear(plane, x, y)


def _weights(samples: int, cells: int) -> np.ndarray:
    """Weights of samples in cells along one axis: exact areas where it shrinks, Catmull-Rom where it grows."""
    out = np.zeros((cells, samples))
    if cells == samples:
        return np.eye(cells)
    if cells < samples:
        for i in range(cells):
            start, end = i * samples / cells, (i + 1) * samples / cells
            for k in range(int(start), min(int(np.ceil(end)), samples)):
                out[i, k] = max(0.0, min(end, k + 1) - max(start, k))
        return out / out.sum(axis=1, keepdims=True)
    for i, place in enumerate(cell_places(cells, samples)):
        first = int(np.floor(place))
        f = place - first
        taps = keys_taps(np.array(f))
        for k in range(4):
            out[i, min(max(first - 1 + k, 0), samples - 1)] += taps[k]
    return out


def keys_taps(f: np.ndarray) -> np.ndarray:
    """The four taps of Keys' cubic kernel (a = -1/2) at the phase f."""
    return np.stack(
        [
            ((-f + 2) * f - 1) * f / 2,
            ((3 * f - 5) * f * f + 2) / 2,
            ((-3 * f + 4) * f + 1) * f / 2,
            (f - 1) * f * f / 2,
        ]
    )


def resample(plane: np.ndarray, width: int, height: int) -> np.ndarray:
    """A plane brought to another number of samples along each axis."""
    rows = _weights(plane.shape[0], height)
    columns = _weights(plane.shape[1], width)
    return rows @ plane.astype(np.float64) @ columns.T


def window_mean(plane: np.ndarray, radius: int) -> np.ndarray:
    """The mean over a window of 2 radius + 1 samples a side, cut off at the borders."""
    return _window_sum(plane, radius) / _window_sum(np.ones(plane.shape), radius)


def _shifted(plane: np.ndarray, radius: int, axis: int, beyond: float) -> list[np.ndarray]:
    """A plane shifted along an axis by -radius to radius samples; `beyond` is what lies outside."""
    padding = [(0, 0), (0, 0)]
    padding[axis] = (radius, radius)
    padded = np.pad(plane, padding, constant_values=beyond)
    n = plane.shape[axis]
    return [np.take(padded, range(k, k + n), axis) for k in range(2 * radius + 1)]


def _window_sum(plane: np.ndarray, radius: int) -> np.ndarray:
    out = plane.astype(np.float64)
    for axis in range(2):
        out = sum(_shifted(out, radius, axis, 0))
    return out


def window_least(plane: np.ndarray, radius: int) -> np.ndarray:
    """The least value in a window, cut off at the borders."""
    out = plane
    for axis in range(2):
        out = np.min(_shifted(out, radius, axis, np.inf), axis=0)
    return out


def window_deviation(plane: np.ndarray, radius: int) -> np.ndarray:
    """The standard deviation over a window, cut off at the borders."""
    mean = window_mean(plane, radius)
    return np.sqrt(np.maximum(window_mean(plane.astype(np.float64) ** 2, radius) - mean**2, 0))


def to_samples(plane: np.ndarray) -> np.ndarray:
    """Rounds half up and holds to 0 to 255."""
    return np.clip(np.floor(plane + 0.5), 0, 255).astype(np.uint8)
