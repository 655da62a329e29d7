"""Frames as decoded and as filmed, with what the renderer knows of them, as bench/training-frames.ts writes them."""
import json
from pathlib import Path

import numpy as np
import torch

from appearance_data import planes_of, to_float

# Bytes to about -1 to 1, and whether a map has signs; in the order of the exporter.
SCALES = dict(dx=(1 / 64, True), dy=(1 / 64, True), vx=(1 / 32, True), vy=(1 / 32, True), area=(1 / 48, True),
              unlike=(1 / 255, False), light=(1 / 32, True), age=(1 / 255, False))
VELOCITY_STEP = 1 / 16


class Run:
    """Consecutive frames of a clip: `shown` and `filmed` n x 6 x h x w floats, `knowledge` n x 9 x h x w, `velocity` n x 2 x h x w pixels."""

    def __init__(self, records, side, key_bits):
        picture = side * side * 3 // 2
        half = side // 2
        self.shown = planes_of(records[:, :picture], side)
        self.filmed = planes_of(records[:, picture:2 * picture], side)
        self.maps = records[:, 2 * picture:].reshape(len(records), len(SCALES), half, half)
        self.key_bits = key_bits

    def cut(self, y, x, size):
        for name in ('shown', 'filmed', 'maps'):
            setattr(self, name, getattr(self, name)[:, :, y:y + size, x:x + size])
        return self

    def tensors(self):
        signed = self.maps.view(np.int8)
        maps = [(signed if sign else self.maps)[:, number].astype(np.float32) * scale for number, (scale, sign) in enumerate(SCALES.values())]
        maps.append(np.full_like(maps[0], np.log2(self.key_bits) / 4))
        velocity = signed[:, 2:4].astype(np.float32) * VELOCITY_STEP
        return to_float(self.shown), to_float(self.filmed), torch.from_numpy(np.stack(maps, 1)), torch.from_numpy(velocity)


class Frames:
    """The runs of a folder: `train` short ones, `held` whole clips that no training sees."""

    def __init__(self, folder):
        folder = Path(folder)
        index = json.loads((folder / 'index.json').read_text())
        if index['knowledge'] != list(SCALES):
            raise ValueError('Expected the maps %s but received %s; export the frames anew' % (list(SCALES), index['knowledge']))
        self.side = index['side']
        size = self.side ** 2 * 3 + len(SCALES) * (self.side // 2) ** 2
        self.records = np.memmap(folder / 'frames.bin', np.uint8, 'r', shape=(index['records'], size))
        self.train = [run for run in index['runs'] if not run['held']]
        self.held = [run for run in index['runs'] if run['held']]

    def run(self, entry, first=0, length=None):
        start = entry['record'] + first
        stop = entry['record'] + entry['length'] if length is None else start + length
        return Run(self.records[start:stop], self.side, entry['keyBits'])


class RunPatches:
    """Random patches of training runs, every clip equally often; all randomness comes from one seed."""

    def __init__(self, frames, patch, seed):
        self.frames = frames
        self.patch = patch // 2
        self.random = np.random.default_rng(seed)
        self.clips = {}
        for entry in frames.train:
            self.clips.setdefault(entry['clip'], []).append(entry)
        self.names = sorted(self.clips)

    def batch(self, count):
        """Lists of runs as one: count x length x planes x h x w each."""
        parts = []
        for name in self.random.choice(self.names, count):
            entries = self.clips[name]
            entry = entries[self.random.integers(len(entries))]
            room = self.frames.side // 2 - self.patch
            y, x = self.random.integers(0, room + 1, 2)
            tensors = self.frames.run(entry).cut(y, x, self.patch).tensors()
            parts.append(mirrored(*tensors) if self.random.random() < 0.5 else tensors)
        return [torch.stack(part) for part in zip(*parts)]


def mirrored(shown, filmed, knowledge, velocity):
    """Left for right: the phases of the luma change places, x components their sign."""
    order = [1, 0, 3, 2, 4, 5]
    knowledge, velocity = knowledge.flip(-1), velocity.flip(-1)
    names = list(SCALES)
    for name in ('dx', 'vx'):
        knowledge[:, names.index(name)] *= -1
    velocity[:, 0] *= -1
    return shown[:, order].flip(-1), filmed[:, order].flip(-1), knowledge, velocity
