"""The network that draws motion: flow matching over spectral volumes.

`PriorNet` turns noise into the complex displacement of one frequency in each of five octaves, all at once, so that they fit
together. It is given the key picture, the strength of what is to be drawn by place and octave, and where and how the coded
modes move. Displacements are divided by their strength: the network decides shape, direction and phase.

Flow matching: Lipman et al., "Flow matching for generative modeling", ICLR 2023; the noise it begins with is smooth (a sum of
three lattices), since motion is, and few steps then suffice.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

OCTAVES = 5
STATE = 4 * OCTAVES
KEY_PLANES = 12
HINT_PLANES = 4
SCENE = KEY_PLANES + OCTAVES + HINT_PLANES + 2
# Cells between the points of the lattices that noise is a sum of.
SPACINGS = (2, 7, 24)
WAVES = 8


def spline_rows(cells, spacing):
    """cells x points: cubic B-splines on a lattice, each row of unit length, so that noise keeps its variance."""
    points = math.ceil((cells - 1) / spacing) + 4
    place = (torch.arange(cells, dtype=torch.float64) / spacing)[:, None] - (torch.arange(points, dtype=torch.float64) - 1)[None]
    d = place.abs()
    rows = torch.where(d < 1, 2 / 3 - d * d + d ** 3 / 2, torch.where(d < 2, (2 - d) ** 3 / 6, torch.zeros_like(d)))
    return (rows / rows.norm(dim=1, keepdim=True)).float()


def smooth_noise(shape, generator=None, device='cpu'):
    """Noise of variance 1; `shape` ends with height and width."""
    *front, height, width = shape
    out = torch.zeros(shape, device=device)
    for spacing in SPACINGS:
        down, across = spline_rows(height, spacing).to(device), spline_rows(width, spacing).to(device)
        white = torch.randn(*front, down.shape[1], across.shape[1], generator=generator).to(device)
        out += down @ white @ across.T
    return out / math.sqrt(len(SPACINGS))


def strength_planes(strength):
    """What the network is told of strengths in cells."""
    return torch.log2(1 + 32 * strength) / 4


def position_planes(height, width, device='cpu'):
    y = torch.linspace(-1, 1, height, device=device)[:, None].expand(height, width)
    x = torch.linspace(-1, 1, width, device=device)[None].expand(height, width)
    return torch.stack([x, y])


class Block(nn.Module):
    def __init__(self, channels, dropout):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.film = nn.Linear(64, 2 * channels)
        self.drop = nn.Dropout2d(dropout)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)
        with torch.no_grad():
            self.second.weight.mul_(0.3)

    def forward(self, x, time):
        scale, shift = self.film(time)[:, :, None, None].chunk(2, 1)
        y = self.first(F.silu(x)) * (1 + scale) + shift
        return x + self.second(self.drop(F.silu(y)))


class PriorNet(nn.Module):
    """`state` B x 20 x h x w, `scene` B x 23 x h x w, `time` B: the velocity of `state`. Sides must be multiples of 8."""

    def __init__(self, widths=(64, 112, 160), dropout=0.1):
        super().__init__()
        self.shape = dict(widths=tuple(widths), dropout=dropout)
        a, b, c = widths
        self.clock = nn.Sequential(nn.Linear(2 * WAVES, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU())
        self.stem = nn.Conv2d(4 * (STATE + SCENE), a, 3, padding=1)
        self.fine_in = nn.ModuleList([Block(a, dropout), Block(a, dropout)])
        self.down = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.middle_in = nn.ModuleList([Block(b, dropout), Block(b, dropout)])
        self.deeper = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.deep = nn.ModuleList([Block(c, dropout), Block(c, dropout)])
        self.rise = nn.Conv2d(c, b, 1)
        self.middle_out = nn.ModuleList([Block(b, dropout), Block(b, dropout)])
        self.up = nn.Conv2d(b, a, 1)
        self.fine_out = nn.ModuleList([Block(a, dropout), Block(a, dropout)])
        self.head = nn.Conv2d(a, 4 * STATE, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, state, scene, time):
        turns = time[:, None] * (math.pi * 2.0 ** torch.arange(WAVES, device=time.device) / 4)[None]
        clock = self.clock(torch.cat([torch.sin(turns), torch.cos(turns)], 1))
        x = self.stem(F.pixel_unshuffle(torch.cat([state, scene], 1), 2))
        for block in self.fine_in:
            x = block(x, clock)
        y = self.down(F.silu(x))
        for block in self.middle_in:
            y = block(y, clock)
        z = self.deeper(F.silu(y))
        for block in self.deep:
            z = block(z, clock)
        y = y + F.interpolate(self.rise(z), scale_factor=2.0, mode='nearest')
        for block in self.middle_out:
            y = block(y, clock)
        x = x + F.interpolate(self.up(y), scale_factor=2.0, mode='nearest')
        for block in self.fine_out:
            x = block(x, clock)
        return F.pixel_shuffle(self.head(F.silu(x)), 2)


def drawn(network, scene, noise, steps):
    """Noise turned into motion by Euler's method."""
    state = noise
    for step in range(steps):
        time = torch.full((len(state),), step / steps, device=state.device)
        state = state + network(state, scene, time) / steps
    return state
