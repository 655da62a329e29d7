"""The motion payload of a group: modes, camera, advection, light, tone (Motion payload)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .errors import CorruptStreamError
from .maps import GRIDS, CodedMap, MapReader, map_size, quantiser_step, synthesise
from .range_coder import ContextSet, RangeDecoder
from .series import SeriesReader


@dataclass
class Mode:
    """A map (a plane of values for each component) and the coded values of its series."""

    map: list[np.ndarray]
    series: list[int]
    series_step: float


@dataclass
class Move:
    """A move of the camera."""

    move: int
    series: list[int]
    series_step: float


@dataclass
class Advection:
    """A steady velocity that carries the texture."""

    velocity: list[np.ndarray]
    period: int
    strays: bool
    by_place: bool


@dataclass
class ToneDirection:
    """A gain, and offsets of Y, U and V, that change together."""

    gain: float
    offsets: list[float]
    series: list[int]
    series_step: float


@dataclass
class Motion:
    """All motion that a group sends."""

    key_frame: int = 0
    looped: bool = False
    loop_frames: int = 0
    tail: int = 0
    samples: int = 0
    grid: tuple[int, int] = (4, 4)
    lagrangian: bool = False
    modes: list[Mode] = field(default_factory=list)
    camera: list[Move] = field(default_factory=list)
    advection: Advection | None = None
    light: list[Mode] = field(default_factory=list)
    tone: list[ToneDirection] = field(default_factory=list)


def _values(coded: CodedMap, step_index: int, components: int = 2) -> list[np.ndarray]:
    return [synthesise(plane, quantiser_step(step_index)) for plane in coded.planes[:components]]


class _StepReader:
    """Reads the map and the series step of each mode."""

    def __init__(self, decoder: RangeDecoder) -> None:
        self.decoder = decoder
        self.step = ContextSet("step", 4 * 27)
        self.sign = ContextSet("stepSign", 4)
        self.last: tuple[int, int] | None = None

    def _difference(self, k: int) -> int:
        m = self.decoder.magnitude(self.step, 27 * k, 6)
        return -m if m != 0 and self.decoder.bit(self.sign, k) == 1 else m

    def read(self) -> tuple[int, int]:
        """Indices of the map step and of the series step of the next mode."""
        if self.last is None:
            map_step = self.decoder.field(ContextSet("mapStep", 64), 6)
            steps = map_step, self.decoder.field(ContextSet("seriesStep", 64), 6)
        else:
            d = self._difference(0)
            steps = self.last[0] + d, self.last[1] + self._difference(1 if d < 0 else 2 if d == 0 else 3)
        if not all(0 <= step <= 63 for step in steps):
            raise CorruptStreamError(f"quantiser steps {steps}")
        self.last = steps
        return steps


def read_motion(data: bytes, width: int, height: int, frames: int) -> Motion:
    """Reads a motion payload of a group of `frames` frames of `width` x `height` pixels."""
    decoder = RangeDecoder(data)
    motion = Motion()
    tools = decoder.field(ContextSet("tools", 8), 3)
    motion.key_frame = decoder.raw((frames - 1).bit_length())
    if motion.key_frame >= frames:
        raise CorruptStreamError(f"key frame {motion.key_frame} of {frames}")
    count = decoder.field(ContextSet("count", 32), 5)
    if count == 0 and tools == 0:
        return motion
    motion.looped = decoder.raw(1) == 1
    if motion.looped:
        motion.loop_frames = decoder.raw(10) + 1
    else:
        motion.tail = decoder.raw(5)
    motion.samples = motion.loop_frames if motion.looped else frames + motion.tail
    grid = decoder.raw(3)
    strays = by_place = False
    if grid == 7:
        grid = decoder.raw(3)
        strays = bool(tools & 1)
        motion.lagrangian = not strays
        if grid == 7 and strays:
            grid = decoder.raw(3)
            by_place = True
        if grid == 7:
            raise CorruptStreamError("grid index 7")
    motion.grid = map_size(width, height, GRIDS[grid])
    if tools & 2:
        _read_camera(decoder, motion)
    maps = MapReader(decoder, *motion.grid)
    steps = _StepReader(decoder)
    series = SeriesReader(decoder, "mode", motion.samples)
    for _ in range(count):
        map_step, series_step = steps.read()
        values = _values(maps.read(), map_step)
        motion.modes.append(Mode(values, series.read(), quantiser_step(series_step)))
    if tools & 1:
        step = decoder.field(ContextSet("flowStep", 64), 6)
        period = decoder.field(ContextSet("flowPeriod", 64), 6) + 4
        motion.advection = Advection(_values(maps.read(), step), period, strays, by_place)
    if tools & 4:
        _read_light(decoder, motion, width, height)
    return motion


def _read_camera(decoder: RangeDecoder, motion: Motion) -> None:
    mask = decoder.field(ContextSet("cameraMoves", 64), 6)
    steps = ContextSet("cameraStep", 64)
    series = SeriesReader(decoder, "camera", motion.samples)
    for move in range(6):
        if mask >> move & 1:
            step = decoder.field(steps, 6)
            motion.camera.append(Move(move, series.read(), quantiser_step(step)))


def _read_light(decoder: RangeDecoder, motion: Motion, width: int, height: int) -> None:
    grid = decoder.raw(3)
    map_steps, series_steps = ContextSet("lightMapStep", 64), ContextSet("lightSeriesStep", 64)
    series = SeriesReader(decoder, "light", motion.samples)
    if grid == 7:
        _read_tone(decoder, motion, series_steps, series)
        if decoder.raw(1) == 0:
            return
        grid = decoder.raw(3)
        if grid == 7:
            raise CorruptStreamError("grid index 7 of the light")
    count = decoder.field(ContextSet("lightCount", 4), 2) + 1
    maps = MapReader(decoder, *map_size(width, height, GRIDS[grid]), components=1)
    for _ in range(count):
        map_step = decoder.field(map_steps, 6)
        series_step = decoder.field(series_steps, 6)
        values = _values(maps.read(), map_step, 1)
        motion.light.append(Mode(values, series.read(), quantiser_step(series_step)))


def _read_tone(decoder: RangeDecoder, motion: Motion, steps: ContextSet, series: SeriesReader) -> None:
    for _ in range(decoder.raw(2) + 1):
        gain, *offsets = (decoder.raw(10) - 512 for _ in range(4))
        step = decoder.field(steps, 6)
        direction = ToneDirection(gain / 256, [o / 4 for o in offsets], series.read(), quantiser_step(step))
        motion.tone.append(direction)
