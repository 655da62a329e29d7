"""The network of the learned appearance generator.

A residual U-Net over the six planes of a 4:2:0 picture at half size: the four phases of the luma, U and V. No
normalisation over space, so any size works and tiles agree; no transposed convolutions, so no checkerboard by
construction. Each residual block is scaled and shifted by what the quantiser of the still says (FiLM: Perez, Strub, de
Vries, Dumoulin, Courville, AAAI 2018, arXiv 1709.07871). The last convolution starts at zero: training begins at identity.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

PLANES = 6
# Quantiser (AV1's base_q_idx / 255) from which the full residual is added, and up to which nothing is: a good picture is left
# alone. The first is the finest of the training; of a finer one the network is told that one.
FULL_QUANTISER = 0.565
NO_QUANTISER = 0.1
# Coarse pictures of 256x256 have some 2 ** -3.4 bits per pixel, and the logarithm grows like this as the quantiser gets finer:
# weights that were trained on bits per pixel go on from where they are.
COARSE_QUANTISER = 0.976
COARSE_BITS = -3.4
BITS_SLOPE = 5.0
# Deviation of the noise that is added as it is, per unit of the soft threshold of what the network gives, and where it begins:
# about one level.
GRAIN_UNIT = 0.02
FIRST_GRAIN = -1.5


class Block(nn.Module):
    def __init__(self, channels, embedding):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.film = nn.Linear(embedding, 2 * channels)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)
        with torch.no_grad():
            self.second.weight.mul_(0.3)

    def forward(self, x, condition):
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        hidden = F.leaky_relu(self.first(x), 0.1)
        return x + self.second(hidden * (1 + scale) + shift)


class AppearanceNet(nn.Module):
    """`picture` n x 6 x h/2 x w/2 (Y phases 00, 01, 10, 11, then U, V; value / 255 - 0.5), `quantiser` n: base_q_idx / 255.

    `noise` n x planes x h/2 x w/2, white, uniform, of variance 1, for networks with planes of it: what texture is drawn from.
    It is seen beside the picture, and added to the first planes with an amplitude that the network decides for each sample.
    """

    def __init__(self, widths=(48, 80, 112), blocks=(1, 2, 2), embedding=32, noise=0):
        super().__init__()
        self.shape = dict(widths=tuple(widths), blocks=tuple(blocks), embedding=embedding, noise=noise)
        half, quarter, eighth = widths
        self.embed = nn.Sequential(nn.Linear(3, embedding), nn.LeakyReLU(0.1), nn.Linear(embedding, embedding), nn.LeakyReLU(0.1))

        def stack(channels, count):
            return nn.ModuleList(Block(channels, embedding) for _ in range(count))

        self.stem = nn.Conv2d(PLANES, half, 3, padding=1)
        self.noise_stem = nn.Conv2d(noise, half, 3, padding=1, bias=False) if noise else None
        self.grain_head = nn.Conv2d(half, noise, 3, padding=1) if noise else None
        if noise:
            with torch.no_grad():
                self.noise_stem.weight.mul_(0.1)
            nn.init.zeros_(self.grain_head.weight)
            nn.init.constant_(self.grain_head.bias, FIRST_GRAIN)
        self.half_in = stack(half, blocks[0])
        self.to_quarter = nn.Conv2d(half, quarter, 3, stride=2, padding=1)
        self.quarter_in = stack(quarter, blocks[1])
        self.to_eighth = nn.Conv2d(quarter, eighth, 3, stride=2, padding=1)
        self.eighth = stack(eighth, blocks[2])
        self.from_eighth = nn.Conv2d(eighth, quarter, 1)
        self.quarter_out = stack(quarter, blocks[1])
        self.from_quarter = nn.Conv2d(quarter, half, 1)
        self.half_out = stack(half, blocks[0])
        self.head = nn.Conv2d(half, PLANES, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, picture, quantiser, noise=None):
        told = quantiser[:, None].clamp(min=FULL_QUANTISER)
        bits = COARSE_BITS + BITS_SLOPE * (COARSE_QUANTISER - told)
        condition = self.embed(torch.cat([bits * 0.5, torch.sin(bits), torch.cos(bits)], 1))
        begun = self.stem(picture)
        if self.noise_stem is not None:
            begun = begun + self.noise_stem(noise)
        half = run(self.half_in, begun, condition)
        quarter = run(self.quarter_in, F.leaky_relu(self.to_quarter(half), 0.1), condition)
        eighth = run(self.eighth, F.leaky_relu(self.to_eighth(quarter), 0.1), condition)
        quarter = run(self.quarter_out, quarter + double(self.from_eighth(eighth)), condition)
        half = run(self.half_out, half + double(self.from_quarter(quarter)), condition)
        half = F.leaky_relu(half, 0.1)
        residual = self.head(half)
        if self.grain_head is not None:
            grain = GRAIN_UNIT * F.softplus(self.grain_head(half)) * noise
            residual = residual + F.pad(grain, (0, 0, 0, 0, 0, PLANES - grain.shape[1]))
        gate = ((quantiser - NO_QUANTISER) / (FULL_QUANTISER - NO_QUANTISER)).clamp(0, 1)
        return picture + residual * gate[:, None, None, None]


def white_noise(like, planes, generator=None):
    """What a network with planes of noise is given: uniform, of variance 1, for a batch of pictures."""
    shape = (like.shape[0], planes, *like.shape[2:])
    return (torch.rand(shape, generator=generator, device=like.device) - 0.5) * math.sqrt(12)


def run(blocks, x, condition):
    for block in blocks:
        x = block(x, condition)
    return x


def double(x):
    return F.interpolate(x, scale_factor=2.0, mode='nearest')


class PatchDiscriminator(nn.Module):
    """Judges patches of 6 planes beside the decoded ones they were made from; also gives its features for matching."""

    def __init__(self, width=48):
        super().__init__()
        norm = nn.utils.spectral_norm
        self.layers = nn.ModuleList([
            norm(nn.Conv2d(2 * PLANES, width, 3, padding=1)),
            norm(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
            norm(nn.Conv2d(2 * width, 2 * width, 4, stride=2, padding=1)),
            norm(nn.Conv2d(2 * width, 2 * width, 3, padding=1)),
        ])
        self.score = nn.Conv2d(2 * width, 1, 3, padding=1)

    def forward(self, planes, decoded):
        x = torch.cat([planes, decoded], 1)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.score(x), features


def macs(model, height, width):
    """Multiplications of the convolutions for one picture."""
    total = [0]

    def count(layer, _, output):
        total[0] += output.shape[2] * output.shape[3] * layer.weight.numel()

    hooks = [layer.register_forward_hook(count) for layer in model.modules() if isinstance(layer, nn.Conv2d)]
    with torch.no_grad():
        picture = torch.zeros(1, PLANES, height // 2, width // 2)
        model(picture, torch.zeros(1), white_noise(picture, model.shape['noise']))
    for hook in hooks:
        hook.remove()
    return total[0]
