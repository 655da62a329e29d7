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


def sent(tensor, device):
    """The same on the device, without waiting for it where it is a GPU."""
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == 'cuda' else tensor.to(device)


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

    def on_device(self, device):
        """All pictures as bytes, count x 6 x side/2 x side/2."""
        parts = [torch.from_numpy(planes_of(self.records[at:at + 512], self.side)).to(device) for at in range(0, len(self.records), 512)]
        return torch.cat(parts)

    def bits(self, coding):
        return float(np.log2(8 * coding['bytes'] / self.side ** 2))

    def quantiser(self, coding):
        return coding['quantiser'] / 255


class Patches:
    """Random patches of the training pictures in one of the eight ways to lay a square; all randomness comes from one seed.

    On a GPU the pictures lie in its memory.
    """

    def __init__(self, pictures, patch, seed, device):
        self.pictures = pictures
        self.patch = patch // 2
        self.random = np.random.default_rng(seed)
        bits = np.array([2 ** pictures.bits(coding) for _, coding in pictures.train])
        # The rates that the codec sends key pictures at count most; clips have fewer pictures than photographs.
        weight = np.where((bits > 0.1) & (bits < 0.9), 1.0, 0.35)
        weight *= np.where(bits > 1.6, 0.1, 1)
        weight *= [2.0 if entry['kind'] == 'clip' else 1.0 for entry, _ in pictures.train]
        self.chance = weight / weight.sum()
        self.device = device
        self.bank = pictures.on_device(device) if device.type == 'cuda' else None

    def batch(self, count):
        """Originals and decoded pictures, n x 6 x patch/2 x patch/2, and the quantisers, n."""
        chosen = [self.pictures.train[number] for number in self.random.choice(len(self.chance), count, p=self.chance)]
        room = self.pictures.side // 2 - self.patch
        corners = self.random.integers(0, room + 1, (count, 2))
        patches = torch.stack([self.picture(place)[:, y:y + self.patch, x:x + self.patch]
                               for (entry, coding), (y, x) in zip(chosen, corners) for place in (entry['original'], coding['decoded'])])
        ways = sent(torch.from_numpy(self.random.integers(0, 8, count)), self.device).repeat_interleave(2)
        patches = laid(patches, ways).float() / 255 - 0.5
        quantisers = torch.tensor([self.pictures.quantiser(coding) for _, coding in chosen])
        return patches[0::2], patches[1::2], sent(quantisers, self.device)

    def picture(self, place):
        return self.bank[place] if self.bank is not None else torch.from_numpy(self.pictures.planes(place))[0]


def laid(planes, ways):
    """Each picture turned and mirrored in one of eight ways; the four phases of the luma change places as their samples do."""
    turned = torch.where(bit(ways, 1), planes[:, [1, 0, 3, 2, 4, 5]].flip(3), planes)
    turned = torch.where(bit(ways, 2), turned[:, [2, 3, 0, 1, 4, 5]].flip(2), turned)
    return torch.where(bit(ways, 4), turned[:, [0, 2, 1, 3, 4, 5]].transpose(2, 3), turned)


def bit(ways, value):
    return (ways & value).bool()[:, None, None, None]
