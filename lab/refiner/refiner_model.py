"""The network of the frame refiner.

A small residual U-Net over the six planes of a frame at half size. Beside the frame it sees what the renderer knows of it (maps
of bench/frame-knowledge.ts, bits of the key payload) and what was changed in the frame before, carried along by the rendered
motion. Without a frame before that is zero. The last convolution starts at zero: training begins at identity.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

PLANES = 6
KNOWLEDGE = 9


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        with torch.no_grad():
            self.second.weight.mul_(0.3)

    def forward(self, x):
        return x + self.second(F.leaky_relu(self.first(x), 0.1))


class RefinerNet(nn.Module):
    """`frame` n x 6 x h/2 x w/2 (value / 255 - 0.5), `knowledge` n x 9 x h/2 x w/2, `change` like `frame`; gives the new change."""

    def __init__(self, widths=(16, 32, 48)):
        super().__init__()
        self.shape = dict(widths=tuple(widths))
        half, quarter, eighth = widths
        self.stem = nn.Conv2d(2 * PLANES + KNOWLEDGE, half, 3, padding=1)
        self.to_quarter = nn.Conv2d(half, quarter, 3, stride=2, padding=1)
        self.quarter_in = nn.Sequential(Block(quarter), Block(quarter))
        self.to_eighth = nn.Conv2d(quarter, eighth, 3, stride=2, padding=1)
        self.eighth = nn.Sequential(Block(eighth), Block(eighth))
        self.from_eighth = nn.Conv2d(eighth, quarter, 1)
        self.quarter_out = nn.Sequential(Block(quarter), Block(quarter))
        self.from_quarter = nn.Conv2d(quarter, half, 1)
        self.half_out = Block(half)
        self.head = nn.Conv2d(half, PLANES, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, frame, knowledge, change):
        half = self.stem(torch.cat([frame, knowledge, change], 1))
        quarter = self.quarter_in(F.leaky_relu(self.to_quarter(half), 0.1))
        eighth = self.eighth(F.leaky_relu(self.to_eighth(quarter), 0.1))
        quarter = self.quarter_out(quarter + double(self.from_eighth(eighth)))
        half = self.half_out(half + double(self.from_quarter(quarter)))
        return self.head(F.leaky_relu(half, 0.1))


def double(x):
    return F.interpolate(x, scale_factor=2.0, mode='nearest')


def carried(change, velocity):
    """What was changed in the frame before, where its content is now: `velocity` in pixels of the whole frame, half those of the planes."""
    n, _, height, width = change.shape
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing='ij')
    base = torch.stack([x, y])[None].to(change)
    place = base + velocity / 2
    size = torch.tensor([width, height]).to(change).view(1, 2, 1, 1)
    grid = ((2 * place + 1) / size - 1).permute(0, 2, 3, 1)
    return F.grid_sample(change, grid, 'bilinear', 'border', align_corners=False)


def macs(model, height, width):
    """Multiplications of the convolutions for one frame."""
    total = [0]

    def count(layer, _, output):
        total[0] += output.shape[2] * output.shape[3] * layer.weight.numel()

    hooks = [layer.register_forward_hook(count) for layer in model.modules() if isinstance(layer, nn.Conv2d)]
    with torch.no_grad():
        model(*(torch.zeros(1, planes, height // 2, width // 2) for planes in (PLANES, KNOWLEDGE, PLANES)))
    for hook in hooks:
        hook.remove()
    return total[0]
