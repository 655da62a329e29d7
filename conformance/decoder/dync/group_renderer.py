"""Frames of one group at any time (A frame, steps 1 to 8)."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from .carried_texture import CarriedTexture
from .dense_motion import camera_map, dense_size, interpolation
from .drawn_motion import DrawnMotion
from .grids import resample, stretch, to_samples
from .inverse import invert
from .motion_payload import Motion
from .series import series_at
from .warp import mix_luma, mix_samples, warp_chroma, warp_luma

FOLDED = 0.4


class GroupRenderer:
    """Renders frames from a restored key picture, the motion of its group and what is drawn."""

    def __init__(
        self,
        key: list[np.ndarray],
        motion: Motion,
        drawn: DrawnMotion | None,
        liveliness: float,
        alpha: np.ndarray | None,
        seed: int,
    ) -> None:
        self.key = key
        self.alpha = alpha
        self.seed = seed
        self.motion = motion
        self.drawn = drawn
        self.liveliness = liveliness
        self.height, self.width = key[0].shape
        sent = bool(motion.modes or motion.camera or motion.advection)
        self.grid = dense_size(self.width, self.height, motion.grid)
        if not sent and drawn is not None and drawn.displacement:
            self.grid = drawn.size
        self.moves_at_all = sent or (drawn is not None and bool(drawn.displacement))
        self._make_dense()
        self.local = resample(key[0], max(2, ceil(self.width / 8)), max(2, ceil(self.height / 8)))

    def _make_dense(self) -> None:
        motion = self.motion
        self.maps: list[tuple[list[np.ndarray], list[int], float]] = []
        self.carried: CarriedTexture | None = None
        if motion.modes or motion.advection:
            dense = interpolation(self.key[0], motion.grid, self.grid)
            for mode in motion.modes:
                self.maps.append(([dense(plane) for plane in mode.map], mode.series, mode.series_step))
            if motion.advection is not None:
                flow = motion.advection
                velocity = [dense(plane) for plane in flow.velocity]
                self.carried = CarriedTexture(velocity, flow, self.seed, self.width, self.height)
        for move in motion.camera:
            map_ = camera_map(move.move, self.width, self.height, self.grid)
            self.maps.append((map_, move.series, move.series_step))

    def _weight(self, series: list[int], step: float, t: float) -> float:
        return series_at(series, step, self.motion.samples, self.motion.looped, t)

    def _swing(self, t: float) -> list[np.ndarray]:
        columns, rows = self.grid
        flow = [np.zeros((rows, columns)), np.zeros((rows, columns))]
        for map_, series, step in self.maps:
            weight = self._weight(series, step, t)
            for axis in range(2):
                flow[axis] += weight * map_[axis]
        if self.motion.lagrangian and self.maps:
            flow = invert(flow, self.width, self.height)
        if self.drawn is not None and self.drawn.displacement:
            for axis, plane in enumerate(self.drawn.displacement_at(t)):
                flow[axis] += self.liveliness * stretch(plane, columns, rows)
        return flow if self.motion.lagrangian else self._unfold(flow)

    def _unfold(self, flow: list[np.ndarray]) -> list[np.ndarray]:
        columns, rows = self.grid
        cell_x, cell_y = self.width / columns, self.height / rows
        inner = np.s_[1:-1, 1:-1]
        dx = [(f[1:-1, 2:] - f[1:-1, :-2]) / (2 * cell_x) for f in flow]
        dy = [(f[2:, 1:-1] - f[:-2, 1:-1]) / (2 * cell_y) for f in flow]
        determinant = (1 + dx[0]) * (1 + dy[1]) - dx[1] * dy[0]
        folded = np.zeros((rows, columns), bool)
        folded[inner] = determinant < FOLDED
        length = flow[0] ** 2 + flow[1] ** 2
        out = [plane.copy() for plane in flow]
        for j, i in zip(*np.nonzero(folded), strict=True):
            around = length[j - 1 : j + 2, i - 1 : i + 2]
            k = int(np.argmin(around))
            for axis in range(2):
                out[axis][j, i] = flow[axis][j - 1 + k // 3, i - 1 + k % 3]
        return out

    def _light(self, t: float) -> np.ndarray | None:
        sent: np.ndarray | None = None
        for mode in self.motion.light:
            plane = self._weight(mode.series, mode.series_step, t) * mode.map[0]
            sent = plane if sent is None else sent + plane
        if self.drawn is not None and self.drawn.light:
            light = self.liveliness * self.drawn.light_at(t)
            if sent is not None:
                light = light + stretch(sent, *self.drawn.size)
            return stretch(light, self.width, self.height)
        return None if sent is None else stretch(sent, self.width, self.height)

    def frame(self, t: float) -> list[np.ndarray]:
        """The planes at time t, in frames since the group's first; alpha is the last, where there is one."""
        luma, chroma, alpha = self.key[0], self.key[1:], self.alpha
        if self.moves_at_all:
            luma, chroma, alpha = self._moved(t)
        light = self._light(t)
        if light is not None:
            luma = to_samples(luma + light)
        planes = self._toned([luma, *chroma], t) if self.motion.tone else [luma, *chroma]
        return planes if alpha is None else [*planes, alpha]

    def _tone(self, frame: int) -> np.ndarray:
        """The gain and the offsets of Y, U and V at a whole frame."""
        out = np.array([1.0, 0, 0, 0])
        for direction in self.motion.tone:
            weight = self._weight(direction.series, direction.series_step, frame)
            out += weight * np.array([direction.gain, *direction.offsets])
        return out

    def _toned(self, planes: list[np.ndarray], t: float) -> list[np.ndarray]:
        first = floor(t)
        gain, *offsets = self._tone(first) + (t - first) * (self._tone(first + 1) - self._tone(first))
        return [to_samples(128 + gain * (p - 128.0) + o) for p, o in zip(planes, offsets, strict=True)]

    def _moved(self, t: float) -> tuple[np.ndarray, list[np.ndarray], np.ndarray | None]:
        swing = self._swing(t)
        if self.carried is None:
            alpha = None if self.alpha is None else warp_luma(self.alpha, swing)
            return warp_luma(self.key[0], swing), [warp_chroma(plane, swing) for plane in self.key[1:]], alpha
        flows, weights = [], []
        for age, weight in self.carried.phases(t - self.motion.key_frame, self.motion.loop_frames):
            moved = self.carried.displacement(age)
            flows.append([a + b for a, b in zip(swing, moved, strict=True)])
            weights.append(weight)
        lumas = [warp_luma(self.key[0], flow) for flow in flows]
        luma = mix_luma(lumas, flows, weights, self.local)
        chroma = [
            mix_samples(warp_chroma(plane, flows[0]), warp_chroma(plane, flows[1]), weights[1])
            for plane in self.key[1:]
        ]
        alpha = self.alpha
        if alpha is not None:
            alpha = mix_samples(warp_luma(alpha, flows[0]), warp_luma(alpha, flows[1]), weights[1])
        return luma, chroma, alpha
