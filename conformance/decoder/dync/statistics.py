"""Statistics of drawn motion: group section 1."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from .errors import CorruptStreamError
from .maps import GRIDS, MapReader, map_size, quantiser_step, synthesise
from .range_coder import ContextSet, RangeDecoder

OCTAVES = 5


@dataclass
class Statistics:
    """Strengths by octave on the grid of the statistics; None where nothing of the kind is drawn."""

    loop_frames: int
    displacement: list[np.ndarray] | None
    light: list[np.ndarray] | None


def read_statistics(data: bytes, width: int, height: int) -> Statistics:
    """Reads the data of the section. A section without data says that nothing is drawn."""
    if not data:
        return Statistics(0, None, None)
    decoder = RangeDecoder(data)
    grid = decoder.raw(3)
    if grid == 7:
        raise CorruptStreamError("grid index 7 of the statistics")
    size = map_size(width, height, GRIDS[grid])
    loop_frames = decoder.raw(10) + 1 if decoder.raw(1) else 0
    map_step = ContextSet("mapStep", 64)
    longer = max(width, height)
    displacement = _read_strength(decoder, map_step, size, longer / 8192, longer / 64)
    light = _read_strength(decoder, map_step, size, 0.5, 32)
    return Statistics(loop_frames, displacement, light)


def _read_strength(
    decoder: RangeDecoder, steps: ContextSet, size: tuple[int, int], faint: float, most: float
) -> list[np.ndarray] | None:
    if decoder.raw(1) == 0:
        return None
    levels = [decoder.raw(4) for _ in range(OCTAVES)]
    step = quantiser_step(decoder.field(steps, 6))
    coded = MapReader(decoder, *size).read()
    v, w = (synthesise(plane, step) for plane in coded.planes)
    v, w = np.clip(v, 0, 16), np.clip(w, -4, 4)
    weights = [2 ** (level / 2) if level else 0.0 for level in levels]
    norm = sqrt(sum(weight * weight for weight in weights))
    shares = [weight / norm if norm else 0.0 for weight in weights]
    return [
        np.minimum(share * faint * (2**v - 1) * 2 ** (w * (1 - b / 2)), most) for b, share in enumerate(shares)
    ]
