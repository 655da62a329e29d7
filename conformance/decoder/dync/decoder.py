"""A stream as a whole: its groups and the seams between them (A frame, steps 9 and 10)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import floor
from typing import TypeVar

import numpy as np

from .alpha import read_alpha
from .av1 import decode_whole
from .drawn_motion import draw
from .errors import CorruptStreamError, DecodeError
from .grids import to_samples
from .group_renderer import GroupRenderer
from .key_payload import read_key_payload
from .key_picture import restore
from .motion_payload import read_motion
from .statistics import read_statistics
from .stream import ALPHA_SECTION, STATISTICS_SECTION, read_group, read_header, read_rows
from .warp import mix_samples

Read = TypeVar("Read")


class Decoder:
    """Decodes a whole stream; each group when one of its frames is first asked for."""

    def __init__(self, data: bytes, liveliness: float = 1.0, fidelity: float = 0.0) -> None:
        self.data = data
        self.liveliness = liveliness
        self.fidelity = fidelity
        self.header = read_header(data)
        self.rows, self.truncated = read_rows(data, self.header)
        self.frames = sum(row.frames for row in self.rows)
        self.groups: dict[int, GroupRenderer] = {}
        if self.header.model != 0:
            print(f"model {self.header.model} cannot be run here: decoded as by model 0", file=sys.stderr)

    def _group(self, number: int) -> GroupRenderer:
        if number not in self.groups:
            self.groups[number] = self._decode_group(number)
        return self.groups[number]

    @staticmethod
    def _located(offset: int, number: int, read: Callable[[], Read]) -> Read:
        """What `read` gives; an error of a payload becomes one of the stream and of the group."""
        try:
            return read()
        except DecodeError as error:
            place = offset + (error.offset or 0)
            raise CorruptStreamError(f"group {number}: {error}", place, number) from error

    def _decode_group(self, number: int) -> GroupRenderer:
        header, row = self.header, self.rows[number]
        size = header.width, header.height
        group = read_group(self.data, row, number)
        motion = self._located(group.motion_offset, number, lambda: read_motion(group.motion, *size, row.frames))
        sections = {section.id: section for section in group.sections}
        drawn = None
        if described := sections.get(STATISTICS_SECTION):
            drawn = self._located(described.offset, number, lambda: read_statistics(described.data, *size))
        payload = self._located(group.key_offset, number, lambda: read_key_payload(group.key, *size))
        planes = self._located(group.key_offset, number, lambda: decode_whole(payload, *size))
        key = restore(planes, len(group.key), payload.grain, header.seed, self.fidelity)
        drawing = None if drawn is None else draw(drawn, key[0], header.seed, row.first_frame)
        alpha = None
        if header.matte is not None:
            alpha = np.full((header.height, header.width), 255, np.uint8)
            if covered := sections.get(ALPHA_SECTION):
                alpha = self._located(covered.offset, number, lambda: read_alpha(covered.data, *size))
        return GroupRenderer(key, motion, drawing, self.liveliness, alpha, header.seed)

    def frame(self, time: float) -> list[np.ndarray]:
        """The planes Y, U and V at a time in frames since the stream's first; of transparent streams over black, then A."""
        planes = self._over_matte(time)
        if self.header.matte is None:
            return planes
        luma, alpha = planes[0], planes[3]
        return [to_samples(luma - (255.0 - alpha) / 255 * self.header.matte), *planes[1:]]

    def _over_matte(self, time: float) -> list[np.ndarray]:
        """The planes Y, U and V, and A of transparent streams, at a time in frames since the stream's first."""
        if time > self.frames - 1 and self.truncated is not None:
            raise self.truncated
        time = min(max(time, 0), self.frames - 1)
        number = max(i for i, row in enumerate(self.rows) if row.first_frame <= floor(time))
        t = time - self.rows[number].first_frame
        planes = self._group(number).frame(t)
        if number == 0:
            return planes
        try:
            before = self._group(number - 1)
        except DecodeError:
            return planes
        tail = before.motion.tail
        if t >= tail:
            return planes
        s = (t + 1) / (tail + 1)
        weight = s * s * (3 - 2 * s)
        going_on = before.frame(self.rows[number - 1].frames + t)
        return [mix_samples(a, b, weight) for a, b in zip(going_on, planes, strict=True)]
