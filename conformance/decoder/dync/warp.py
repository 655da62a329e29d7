"""Warping the key picture, and mixing two phases of it (A frame, steps 4 and 5)."""

from __future__ import annotations

import numpy as np

from .grids import bilinear, keys_taps, stretch, to_samples

MOST_GAIN = 1.4142
PHASES = 64


def _displaced(plane: np.ndarray, flow: list[np.ndarray], scale: float) -> tuple[np.ndarray, ...]:
    """Whole places and phases, x and y, of the samples that a plane is made of."""
    height, width = plane.shape
    out = []
    for axis, component in enumerate(flow):
        units = np.floor(stretch(component, width, height) * scale * PHASES + 0.5).astype(int)
        places = np.arange(width)[None, :] if axis == 0 else np.arange(height)[:, None]
        at = places * PHASES + units
        out += [at >> 6, at & 63]
    return tuple(out)


def warp_luma(plane: np.ndarray, flow: list[np.ndarray]) -> np.ndarray:
    """Luma by Keys' bicubic kernel with taps in 1/128."""
    height, width = plane.shape
    x, fx, y, fy = _displaced(plane, flow, 1)
    taps = np.floor(keys_taps(np.arange(PHASES) / PHASES) * 128 + 0.5)
    taps[1] = 128 - taps[0] - taps[2] - taps[3]
    out = np.zeros(plane.shape)
    for j in range(4):
        row = np.clip(y + j - 1, 0, height - 1)
        line = sum(taps[i][fx] * plane[row, np.clip(x + i - 1, 0, width - 1)] for i in range(4))
        out += taps[j][fy] * line
    return to_samples(out / 128**2)


def warp_chroma(plane: np.ndarray, flow: list[np.ndarray]) -> np.ndarray:
    """Chroma, bilinear, by half of the displacement."""
    height, width = plane.shape
    x, fx, y, fy = _displaced(plane, flow, 0.5)
    out = np.zeros(plane.shape)
    for j in range(2):
        row = np.clip(y + j, 0, height - 1)
        for i in range(2):
            weight = (fx if i else PHASES - fx) * (fy if j else PHASES - fy)
            out += weight * plane[row, np.clip(x + i, 0, width - 1)]
    return to_samples(out / PHASES**2)


def mix_samples(a: np.ndarray, b: np.ndarray, weight: float) -> np.ndarray:
    """Two planes of samples, the second with the weight given."""
    s = int(np.floor(256 * weight + 0.5))
    return ((a.astype(int) * (256 - s) + b.astype(int) * s + 128) >> 8).astype(np.uint8)


def mix_luma(
    lumas: list[np.ndarray], flows: list[list[np.ndarray]], weights: list[float], local: np.ndarray
) -> np.ndarray:
    """Luma of two phases: what both have in common stays, the contrast that mixing takes is given back."""
    height, width = lumas[0].shape
    rows, columns = flows[0][0].shape
    column = np.floor((np.arange(width) + 0.5) * columns / width).astype(int)[None, :]
    row = np.floor((np.arange(height) + 0.5) * rows / height).astype(int)[:, None]
    w0, w1 = weights
    distance = np.hypot(flows[0][0] - flows[1][0], flows[0][1] - flows[1][1])
    r = 1 / (1 + (distance / 1.5) ** 2)
    gain = np.minimum(MOST_GAIN, (w0 * w0 + w1 * w1 + 2 * r * w0 * w1) ** -0.5)
    gain = np.where(gain < 1.001, 1, gain)[row, column]
    mean = np.zeros((height, width))
    for flow, weight in zip(flows, weights, strict=True):
        x = np.arange(width)[None, :] + flow[0][row, column]
        y = np.arange(height)[:, None] + flow[1][row, column]
        lh, lw = local.shape
        mean += weight * bilinear(local, (x + 0.5) * lw / width - 0.5, (y + 0.5) * lh / height - 0.5)
    mixed = w0 * lumas[0] + w1 * lumas[1]
    return to_samples(mean + (mixed - mean) * gain)
