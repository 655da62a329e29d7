"""The alpha of a key picture: group section 2 of transparent streams (Alpha of the key picture)."""

from __future__ import annotations

import numpy as np

from .av1 import decode_whole
from .errors import CorruptStillError
from .grids import resample
from .key_payload import read_key_payload

CONTRASTS = [1, 1.25, 1.5, 2, 3]


def read_alpha(data: bytes, width: int, height: int) -> np.ndarray:
    """The alpha of each sample of the key picture, 0 to 255."""
    form = data[0] if data else 0xFF
    scale, contrast = form & 3, form >> 2
    if scale > 2 or contrast >= len(CONTRASTS):
        raise CorruptStillError(f"an alpha of form {form}", 0)
    small = -(-width // 2**scale), -(-height // 2**scale)
    payload = read_key_payload(data[1:], *small)
    if payload.grain:
        raise CorruptStillError("grain in an alpha", 1)
    luma = decode_whole(payload, *small)[0].astype(np.float64)
    if scale > 0:
        luma = resample(luma, width, height)
    return np.clip(np.floor((luma - 127.5) * CONTRASTS[contrast] + 128), 0, 255).astype(np.uint8)
