"""The AV1 decoder: the program dav1d (Debian: dav1d) or else ffmpeg, which is not part of this decoder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .errors import CorruptStillError, MissingProgramError
from .key_payload import KeyPayload

LAST_BIT = 1 << 16
MOST_TRIES = 16
MOST_TILES = 8


def _command(source: Path, target: Path) -> list[str]:
    if shutil.which("dav1d"):
        return ["dav1d", "--quiet", "--demuxer", "section5", "-i", str(source), "--muxer", "yuv", "-o", str(target)]
    if shutil.which("ffmpeg"):
        head = ["ffmpeg", "-v", "error", "-xerror", "-f", "obu", "-i", str(source), "-frames:v", "1"]
        return [*head, "-pix_fmt", "yuvj420p", "-f", "rawvideo", "-y", str(target)]
    raise MissingProgramError("expected the program dav1d or ffmpeg to decode key pictures: apt install dav1d")


def decode_still(unit: bytes, width: int, height: int) -> list[np.ndarray]:
    """The planes Y, U and V of the only picture of a temporal unit."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "still.obu"), Path(folder, "still.yuv")
        source.write_bytes(unit)
        command = _command(source, target)
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        samples = target.read_bytes() if target.exists() else b""
    shapes = [(height, width), *[((height + 1) // 2, (width + 1) // 2)] * 2]
    if result.returncode != 0 or len(samples) != sum(h * w for h, w in shapes):
        raise CorruptStillError(f"{command[0]} refuses the key picture", 0)
    planes, at = [], 0
    for h, w in shapes:
        planes.append(np.frombuffer(samples, np.uint8, h * w, at).reshape(h, w))
        at += h * w
    return planes


def decode_whole(payload: KeyPayload, width: int, height: int) -> list[np.ndarray]:
    """The planes of a key payload whose tiles hold all of its picture."""
    header = payload.frame
    planes = decode_still(payload.temporal_unit(header.frame), width, height)
    count = len(header.tiles)
    for index in range(count - 1 if count > MOST_TILES else 0, count):

        def alike(steps: int, index: int = index) -> bool:
            frame = header.changed(index, steps)
            if frame is None:
                return False
            try:
                others = decode_still(payload.temporal_unit(frame), width, height)
            except CorruptStillError:
                return True
            return all(np.array_equal(a, b) for a, b in zip(planes, others, strict=True))

        if not _is_wide(alike):
            raise CorruptStillError("the tiles end before the picture does", 0)
    return planes


def _is_wide(alike: Callable[[int], bool]) -> bool:
    """Whether the interval of numbers that decode alike is as wide as two units of the last bit (Key payload)."""
    inside, outside = {1: 0, -1: 0}, {1: 4 * LAST_BIT, -1: 4 * LAST_BIT}
    tries = {1: LAST_BIT, -1: LAST_BIT}
    for k in range(MOST_TRIES):
        if sum(inside.values()) >= 2 * LAST_BIT:
            return True
        if sum(outside.values()) <= 2 * LAST_BIT:
            return False
        side = (1, -1)[k] if k < 2 else max((1, -1), key=lambda s: outside[s] - inside[s])
        if alike(side * tries[side]):
            inside[side] = tries[side]
        else:
            outside[side] = tries[side]
        tries[side] = (inside[side] + outside[side]) // 2
    return True
