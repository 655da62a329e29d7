"""Hints and dense mode maps, as lab/motion-filters/training-motion.ts writes them.

Everything of one group comes as a `Group`: maps are modes x 2 x height x width (pixels per unit of their series; x, then y),
the key picture is 24 planes on the grid of the hints (4 x 4 phases of the luma, 2 x 2 of each chroma).
"""
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


@dataclass
class Group:
    key: torch.Tensor
    coarse: torch.Tensor
    classical: torch.Tensor
    target: torch.Tensor
    steps: torch.Tensor
    velocity: torch.Tensor
    position: torch.Tensor

    def turned(self, quarter_turns, mirror):
        """The same scene turned and mirrored, with its vectors."""
        key, maps = self.key, [self.coarse, self.classical, self.target]
        luma, blue, red = F.pixel_shuffle(key[None, :16], 4), F.pixel_shuffle(key[None, 16:20], 2), F.pixel_shuffle(key[None, 20:], 2)
        planes = [luma, blue, red]
        if mirror:
            planes = [plane.flip(-1) for plane in planes]
            maps = [one.flip(-1) * torch.tensor([-1.0, 1.0])[None, :, None, None] for one in maps]
        for _ in range(quarter_turns):
            # Anticlockwise on the screen: what lay to the right now lies above, (x, y) becomes (y, -x).
            planes = [torch.rot90(plane, 1, (-2, -1)) for plane in planes]
            maps = [torch.rot90(one, 1, (-2, -1))[:, [1, 0]] * torch.tensor([1.0, -1.0])[None, :, None, None] for one in maps]
        key = torch.cat([F.pixel_unshuffle(planes[0], 4), F.pixel_unshuffle(planes[1], 2), F.pixel_unshuffle(planes[2], 2)], 1)[0]
        return Group(key, *maps, self.steps, self.velocity, self.position)


def with_camera(group, random):
    """The same group while the camera moves too: affine movements added to some of its modes, or in place of them.

    Few clips have motion that spans the whole picture; without this, networks learn that backgrounds stand still.
    """
    count, _, height, width = group.coarse.shape
    moves = torch.from_numpy(random.standard_normal((count, 2, 3)).astype(np.float32)) * torch.tensor([1.0, 0.5, 0.5])
    size = group.coarse.pow(2).mean((1, 2, 3)).sqrt() * torch.from_numpy(np.exp(random.uniform(-1.2, 0.7, count)).astype(np.float32))
    chosen = torch.from_numpy((random.random(count) < 0.6).astype(np.float32))
    moves = moves * (size * chosen)[:, None, None]

    def affine(high, wide):
        y = (torch.arange(high) + 0.5) / high * 2 - 1
        x = (torch.arange(wide) + 0.5) / wide * 2 - 1
        plane = torch.stack([torch.ones(high, wide), x.expand(high, wide), y[:, None].expand(high, wide)])
        return torch.einsum('kcj,jyx->kcyx', moves, plane)

    dense = affine(2 * height, 2 * width)
    keep = 0.0 if random.random() < 0.3 else 1.0
    # Alone, a movement comes with an error such as coarse quantisation leaves.
    rough = torch.from_numpy(random.standard_normal((count, 2, 8, 8)).astype(np.float32)) * (0.2 * size * (1 - keep) * chosen)[:, None, None, None]
    coarse = keep * group.coarse + affine(height, width) + F.interpolate(rough, (height, width), mode='bilinear', align_corners=False)
    classical = keep * group.classical + dense + F.interpolate(rough, (2 * height, 2 * width), mode='bilinear', align_corners=False)
    return Group(group.key, coarse, classical, keep * group.target + dense, group.steps, group.velocity, group.position)


class MotionData:
    """The groups of a folder: `train` and `held` list (entry, item) pairs."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.reload()

    def reload(self):
        """Reads what has been written since."""
        index = json.loads((self.folder / 'index.json').read_text())
        self.side, self.picture_side = index['side'], index['pictureSide']
        self.bytes = np.memmap(self.folder / 'motion.bin', np.uint8, 'r')
        pairs = [(entry, item) for entry in index['entries'] for item in entry['items']]
        self.train = [pair for pair in pairs if not pair[0]['held']]
        self.held = [pair for pair in pairs if pair[0]['held']]

    def group(self, pair):
        entry, item = pair
        count = item['count']
        square = torch.tensor([item['velocity'], item['position']]).reshape(2, count, count)
        return Group(
            self.key(entry['keys'][item['key']]), self.maps(item['coarse'], count, *item['grid']),
            self.maps(item['classical'], count, self.side, self.side), self.maps(item['target'], count, self.side, self.side),
            torch.tensor(item['steps']), square[0], square[1])

    def maps(self, stored, count, width, height):
        size = count * width * height * 2
        integers = self.bytes[stored['at']:stored['at'] + 2 * size].view(np.int16).reshape(count, height, width, 2)
        return torch.from_numpy(integers.transpose(0, 3, 1, 2).astype(np.float32)) * stored['scale']

    def key(self, at):
        side = self.picture_side
        half = side // 2
        record = torch.from_numpy(self.bytes[at:at + side * side * 3 // 2].astype(np.float32)) / 255 - 0.5
        luma = record[:side * side].reshape(1, 1, side, side)
        chroma = record[side * side:].reshape(1, 2, half, half)
        return torch.cat([F.pixel_unshuffle(luma, 4), F.pixel_unshuffle(chroma, 2)], 1)[0]


def seen_error(error, velocity, position, weight=24.0):
    """Root mean square over time, per cell, of what an error of the maps does to velocity (and, `weight` times less, to place).

    `error` modes x 2 x height x width; the result is height x width, in pixels per frame.
    """
    both = velocity + position / weight
    return torch.einsum('kl,kcyx,lcyx->yx', both, error, error).clamp_min(0).add(1e-8).sqrt()
