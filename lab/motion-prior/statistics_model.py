"""The network that guesses statistics of motion from a key picture alone."""
import torch
import torch.nn as nn
import torch.nn.functional as F

OCTAVES = 5
PLANES = 12 + 2


class Block(nn.Module):
    def __init__(self, channels, dropout):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.drop = nn.Dropout2d(dropout)
        with torch.no_grad():
            self.second.weight.mul_(0.3)

    def forward(self, x):
        return x + self.second(self.drop(F.silu(self.first(F.silu(x)))))


class StatisticsNet(nn.Module):
    """`scene` B x 14 x 4h x 4w to `strengths` B x 10 x h x w: the logarithm to base 2 of 1 + strength over what is faint, five octaves
    of displacement, then five of light; sides must be multiples of 8."""

    def __init__(self, widths=(48, 96, 128), dropout=0.15):
        super().__init__()
        a, b, c = widths
        self.stem = nn.Conv2d(4 * PLANES, a, 3, padding=1)
        self.fine = Block(a, 0.0)
        self.to_middle = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.middle = Block(b, dropout)
        self.to_coarse = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.coarse = nn.Sequential(Block(c, dropout), Block(c, dropout))
        self.all = nn.Linear(c, c)
        self.rise = nn.Conv2d(c, b, 1)
        self.last = Block(b, dropout)
        self.head = nn.Conv2d(b, 2 * OCTAVES, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.ones_(self.head.bias)

    def forward(self, scene):
        x = self.fine(self.stem(F.pixel_unshuffle(scene, 2)))
        y = self.middle(self.to_middle(F.silu(x)))
        z = self.coarse(self.to_coarse(F.silu(y)))
        z = z + self.all(F.silu(z).mean((2, 3)))[:, :, None, None]
        y = self.last(y + F.interpolate(self.rise(F.silu(z)), scale_factor=2.0, mode='nearest'))
        return F.softplus(self.head(F.silu(y)))
