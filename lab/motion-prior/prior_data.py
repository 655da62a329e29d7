"""What training-volumes.ts writes, as tensors: scenes, strengths and the motion that a decoded group might lack."""
import json
import struct
import zlib

import numpy as np
import torch
import torch.nn.functional as F

from prior_model import OCTAVES, position_planes, strength_planes

SIDE = 64
KEY_SIDE = 128
KEY_BYTES = 3 * KEY_SIDE * KEY_SIDE
# Modes that might have been coded.
MODES = 4
# Cells of a place whose strength is known together, along a side.
PLACE = 4
# Standard deviation of what moves at all frequencies of an octave, per root mean square of one of its frequencies as they are
# stored, fastest octave first: it has 16, 8, ... of them, and a Hann window widens each by a half.
TOTAL = [(bins / 1.5) ** 0.5 for bins in (16, 8, 4, 2, 1)]
# Strength, in cells, of what flow takes for motion where there is none.
NOISE = 0.012
# Weight of clips that no camera has seen.
MADE_WEIGHT = 0.5


def octave_of(bin):
    """Octave of a frequency in cycles per 64 frames, fastest first."""
    return 4 - int(np.floor(np.log2(bin)))


def weight_of(clip):
    return MADE_WEIGHT if '-gen-' in clip or '-sim-' in clip else 1.0


class Window:
    def __init__(self, description, values):
        self.clip, self.held = description['clip'], description['held']
        self.name = description['window']
        bins = description['bins']
        self.octaves = [octave_of(bin) for bin in bins]
        self.key = key_of(values)
        volume = values[KEY_BYTES:].view(np.int8).reshape(len(bins), 2, 2, SIDE, SIDE).astype(np.float32)
        volume *= np.array(description['scales'], np.float32).reshape(len(bins), 2, 1, 1, 1)
        rows = torch.from_numpy(volume.reshape(2 * len(bins), -1))
        values, vectors = torch.linalg.eigh(rows @ rows.T)
        modes = vectors[:, -MODES:].T @ rows
        self.modes = (modes / modes.norm(dim=1, keepdim=True).clamp_min(1e-9)).flip(0).half()
        self.volume = torch.from_numpy(volume).half()
        self.speeds = torch.tensor(bins, dtype=torch.float32)
        self.weight = weight_of(self.clip)

    def parts(self, coded):
        """Volume that is missing beside so many coded modes, and that of the modes: bins x (re, im) x (x, y) x side x side."""
        volume = self.volume.float()
        if coded == 0:
            return volume, torch.zeros_like(volume)
        modes = self.modes[:coded].float()
        rows = volume.reshape(volume.shape[0] * 2, -1)
        sent = ((rows @ modes.T) @ modes).reshape(volume.shape)
        return volume - sent, sent


def read_records(path):
    """Descriptions and contents of a file of records; one that is still being written is left out."""
    with open(path, 'rb') as file:
        data = file.read()
    at = 0
    while at + 8 <= len(data):
        size, length = struct.unpack_from('<II', data, at)
        if at + size > len(data):
            break
        yield json.loads(data[at + 8:at + 8 + length]), np.frombuffer(zlib.decompress(data[at + 8 + length:at + size]), np.uint8)
        at += size


def read_windows(path):
    return [Window(description, values) for description, values in read_records(path)]


def key_of(values):
    """The key picture at the beginning of a record: 3 x side x side bytes, RGB."""
    return torch.from_numpy(values[:KEY_BYTES].reshape(KEY_SIDE, KEY_SIDE, 3).transpose(2, 0, 1).copy())


def key_planes(key):
    """Bytes of a picture of two pixels a cell, RGB, as 12 planes."""
    return F.pixel_unshuffle((key.float() / 127.5 - 1)[None], 2)[0]


def texture(key):
    """How much displacement is seen, by cell: 0.1 to 1.1."""
    luma = (key.float() * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(0)
    dx = F.pad(luma[:, 2:] - luma[:, :-2], (1, 1)) / 2
    dy = F.pad((luma[2:] - luma[:-2]).T, (1, 1)).T / 2
    power = F.avg_pool2d((dx * dx + dy * dy)[None], 2)[0]
    return power / (power + 30) + 0.1


def hint_planes(sent, speeds):
    """Where and how the coded modes move, as `moving_planes` of the motion filters has it: speed, direction, level."""
    velocity = sent * (2 * np.pi / 64 * speeds)[:, None, None, None, None]
    x, y = velocity[:, :, 0].reshape(-1, SIDE, SIDE), velocity[:, :, 1].reshape(-1, SIDE, SIDE)
    xx, xy, yy = (x * x).sum(0), (x * y).sum(0), (y * y).sum(0)
    energy = xx + yy
    mean = energy.mean() + 1e-8
    trace = energy + 0.01 * mean
    level = (0.25 * torch.log(mean)).expand_as(energy)
    return torch.stack([torch.log1p((energy / mean).sqrt()), (xx - yy) / trace, 2 * xy / trace, level])


NO_HINTS = torch.zeros(4, SIDE, SIDE)


def strengths_of(missing, octaves):
    """Root mean square over frequencies, phases and directions of what is missing, by octave and cell: known by place only."""
    out = torch.zeros(OCTAVES, SIDE, SIDE)
    for octave in range(OCTAVES):
        mine = [k for k, o in enumerate(octaves) if o == octave]
        if not mine:
            continue
        power = missing[mine].pow(2).mean((0, 1, 2))
        placed = F.avg_pool2d(power[None, None], PLACE)
        out[octave] = F.interpolate(placed, scale_factor=PLACE, mode='bilinear', align_corners=False)[0, 0].sqrt()
    return out


class Sample:
    """`scene` 23, `target` 20, `weight` 5, all x side x side; `octaves` of the target are in the order of the strengths."""


def sample(window, random, train=True):
    coded = int(random.choice([0, 0, 1, 2, 3, 4])) if train else 2
    missing, sent = window.parts(coded)
    shift = int(random.choice([-1, 0, 0, 0, 1])) if train else 0
    octaves = [o + shift for o in window.octaves]
    known = strengths_of(missing, octaves)
    told = known * 2 ** torch.from_numpy(random.normal(0, 0.15, (OCTAVES, 1, 1)).astype(np.float32)) if train else known
    target = torch.zeros(OCTAVES, 4, SIDE, SIDE)
    weight = torch.zeros(OCTAVES, SIDE, SIDE)
    seen = texture(window.key)
    for octave in range(OCTAVES):
        mine = [k for k, o in enumerate(octaves) if o == octave]
        if not mine:
            continue
        one = missing[int(random.choice(mine))]
        if train and random.random() < 0.5:
            one = one * torch.tensor([1.0, -1.0])[:, None, None, None]
        target[octave] = (one / (known[octave] + 0.3 * NOISE)).clamp(-4, 4).reshape(4, SIDE, SIDE)
        power = known[octave] ** 2
        weight[octave] = seen * power / (power + NOISE ** 2)
    key = key_planes(window.key)
    planes = strength_planes(told * torch.tensor(TOTAL)[:, None, None])
    hints = hint_planes(sent, window.speeds) if coded else NO_HINTS
    if train:
        if random.random() < 0.12:
            planes = torch.full_like(planes, -0.5)
        if random.random() < 0.12:
            hints = NO_HINTS
        key = key * float(random.uniform(0.75, 1.2)) + float(random.normal(0, 0.1)) + 0.03 * torch.randn_like(key)
    out = Sample()
    out.scene = torch.cat([key, planes, hints, position_planes(SIDE, SIDE)])
    out.target, out.weight = target, weight
    if train and random.random() < 0.5:
        mirror(out)
    out.target = out.target.reshape(4 * OCTAVES, SIDE, SIDE)
    return out


def mirror(one):
    """Left and right exchanged; a cell's four pixels too."""
    scene = one.scene.flip(-1)
    colours = scene[:12].reshape(3, 2, 2, SIDE, SIDE).flip(2).reshape(12, SIDE, SIDE)
    sine = 12 + OCTAVES + 2
    scene = torch.cat([colours, scene[12:]])
    scene[sine] = -scene[sine]
    scene[-2] = -scene[-2]
    one.scene = scene
    one.target = one.target.flip(-1).clone()
    one.target[:, 0::2] *= -1
    one.weight = one.weight.flip(-1)


def in_phase(target, noise, weight):
    """The target turned in phase, octave by octave, to be as near to the noise as it can: phases of a spectral volume are
    arbitrary, and near pairs make paths straight (Pooladian et al., "Multisample flow matching", ICML 2023)."""
    batch = target.shape[0]
    c = target.reshape(batch, OCTAVES, 2, 2, SIDE, SIDE)
    n = noise.reshape(batch, OCTAVES, 2, 2, SIDE, SIDE)
    w = weight[:, :, None]
    real = (w * (c[:, :, 0] * n[:, :, 0] + c[:, :, 1] * n[:, :, 1])).sum((2, 3, 4))
    imaginary = (w * (c[:, :, 0] * n[:, :, 1] - c[:, :, 1] * n[:, :, 0])).sum((2, 3, 4))
    size = (real ** 2 + imaginary ** 2).sqrt().clamp_min(1e-6)
    cos, sin = (real / size)[:, :, None, None, None], (imaginary / size)[:, :, None, None, None]
    turned = torch.stack([c[:, :, 0] * cos - c[:, :, 1] * sin, c[:, :, 0] * sin + c[:, :, 1] * cos], 2)
    return turned.reshape(target.shape)
