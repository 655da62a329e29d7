"""Pairs of original and decoded key pictures, as lab/appearance/training-keys.ts writes them."""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


def planes_of(records, side):
    """Six planes of each 4:2:0 picture: n x (side * side * 3 / 2) bytes to n x 6 x side/2 x side/2 bytes."""
    half = side // 2
    luma = records[:, :side * side].reshape(-1, half, 2, half, 2).transpose(0, 2, 4, 1, 3).reshape(-1, 4, half, half)
    chroma = records[:, side * side:].reshape(-1, 2, half, half)
    return np.concatenate([luma, chroma], 1)


def to_float(planes):
    return torch.from_numpy(np.ascontiguousarray(planes)).float() / 255 - 0.5


def to_bytes(planes):
    """What a decoder shows: rounded and clamped."""
    return ((planes + 0.5) * 255).round().clamp(0, 255) / 255 - 0.5


def to_rgb(planes):
    """RGB in [-1, 1] at full size: chroma interpolated between its centred places, JFIF matrix, not clamped."""
    luma = F.pixel_shuffle(planes[:, :4], 2) + 0.5
    chroma = F.interpolate(planes[:, 4:], scale_factor=2.0, mode='bilinear', align_corners=False)
    blue, red = chroma[:, :1], chroma[:, 1:]
    green = luma - (0.114 * 1.772 / 0.587) * blue - (0.299 * 1.402 / 0.587) * red
    return torch.cat([luma + 1.402 * red, green, luma + 1.772 * blue], 1) * 2 - 1


def to_luma(planes):
    """Luma in [0, 1] at full size."""
    return F.pixel_shuffle(planes[:, :4], 2) + 0.5


class KeyPictures:
    """The pictures of a folder. `train` and `held` list (entry, coding) pairs."""

    def __init__(self, folder):
        folder = Path(folder)
        index = json.loads((folder / 'index.json').read_text())
        self.side = index['side']
        size = self.side * self.side * 3 // 2
        count = (folder / 'pictures.bin').stat().st_size // size
        self.records = np.memmap(folder / 'pictures.bin', np.uint8, 'r', shape=(count, size))
        pairs = [(entry, coding) for entry in index['entries'] for coding in entry['codings']]
        self.train = [pair for pair in pairs if not pair[0]['held']]
        self.held = [pair for pair in pairs if pair[0]['held']]

    def planes(self, *places):
        return planes_of(self.records[list(places)], self.side)

    def bits(self, coding):
        return float(np.log2(8 * coding['bytes'] / self.side ** 2))

    def quantiser(self, coding):
        return coding['quantiser'] / 255


class Patches:
    """Random patches of the training pictures, flipped at random; all randomness comes from one seed."""

    def __init__(self, pictures, patch, seed):
        self.pictures = pictures
        self.patch = patch // 2
        self.random = np.random.default_rng(seed)
        bits = np.array([2 ** pictures.bits(coding) for _, coding in pictures.train])
        # The rates that the codec sends key pictures at count most; clips have fewer pictures than photographs.
        weight = np.where((bits > 0.1) & (bits < 0.9), 1.0, 0.35)
        weight *= np.where(bits > 1.6, 0.1, 1)
        weight *= [2.0 if entry['kind'] == 'clip' else 1.0 for entry, _ in pictures.train]
        self.chance = weight / weight.sum()

    def batch(self, count):
        originals, decoded, quantisers = [], [], []
        for number in self.random.choice(len(self.chance), count, p=self.chance):
            entry, coding = self.pictures.train[number]
            pair = self.pictures.planes(entry['original'], coding['decoded'])
            room = self.pictures.side // 2 - self.patch
            y, x = self.random.integers(0, room + 1, 2)
            pair = pair[:, :, y:y + self.patch, x:x + self.patch]
            if self.random.random() < 0.5:
                pair = pair[:, [1, 0, 3, 2, 4, 5], :, ::-1]
            originals.append(pair[0])
            decoded.append(pair[1])
            quantisers.append(self.pictures.quantiser(coding))
        return to_float(np.stack(originals)), to_float(np.stack(decoded)), torch.tensor(quantisers)
