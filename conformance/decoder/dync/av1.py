"""The AV1 decoder: the program dav1d (Debian: dav1d) or else ffmpeg, which is not part of this decoder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from .errors import CorruptStillError, MissingProgramError


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
