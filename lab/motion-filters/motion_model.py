"""The network of the learned motion generator.

`FilterNet` looks at the key picture and at where things move, once per group, and gives for each cell of the dense maps a
filter, whose outcome is added to the classical generator's map, over the 5 x 5 nearest cells of the coarse ones and 3 x 3
blurred ones further away: a learned joint upsampling (kernel prediction: Bako et al., SIGGRAPH 2017; Jia et al., "Dynamic
filter networks", NIPS 2016). All modes are filtered alike, up to a share that grows with the
mode's quantiser step: what comes out is linear in the hints, turns with their sign, and costs the same for any number of modes.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

KEY_PLANES = 24
SUPPORT = 5
FAR = 4
TAPS = SUPPORT ** 2 + 9
PHASES = 4


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        with torch.no_grad():
            self.second.weight.mul_(0.3)

    def forward(self, x):
        return x + self.second(F.leaky_relu(self.first(F.leaky_relu(x, 0.1)), 0.1))


class Hourglass(nn.Module):
    """Three scales, a block or two on each; sides must be multiples of 4."""

    def __init__(self, inputs, widths, outputs):
        super().__init__()
        a, b, c = widths
        self.stem = nn.Conv2d(inputs, a, 3, padding=1)
        self.fine_in = Block(a)
        self.down = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.middle_in = Block(b)
        self.deeper = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.deep = nn.Sequential(Block(c), Block(c))
        self.rise = nn.Conv2d(c, b, 1)
        self.middle_out = Block(b)
        self.up = nn.Conv2d(b, a, 1)
        self.fine_out = Block(a)
        self.head = nn.Conv2d(a, outputs, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x):
        fine = self.fine_in(self.stem(x))
        middle = self.middle_in(self.down(F.leaky_relu(fine, 0.1)))
        deep = self.deep(self.deeper(F.leaky_relu(middle, 0.1)))
        middle = self.middle_out(middle + F.interpolate(self.rise(deep), scale_factor=2.0, mode='nearest'))
        fine = self.fine_out(fine + F.interpolate(self.up(middle), scale_factor=2.0, mode='nearest'))
        return self.head(F.leaky_relu(fine, 0.1))


def moving_planes(coarse, velocity):
    """Where and how a group moves: 4 planes on the grid of the hints, from the coarse maps and the covariance of velocities.

    Speed over its root mean square (logarithm of 1 + it), two planes of direction (cosine and sine of twice the angle, as
    far as there is one), and the logarithm of that root mean square everywhere.
    """
    moved = torch.einsum('kl,kcyx,ldyx->cdyx', velocity, coarse, coarse)
    energy = (moved[0, 0] + moved[1, 1]).clamp_min(0)
    mean = energy.mean() + 1e-8
    trace = energy + 0.01 * mean
    speed = torch.log1p((energy / mean).sqrt())
    level = 0.25 * torch.log(mean)
    return torch.stack([speed, (moved[0, 0] - moved[1, 1]) / trace, 2 * moved[0, 1] / trace, level.expand_as(speed)])


def coarseness(coarse, steps):
    """How coarsely each mode was quantised: logarithm of its step over its root mean square, about -1 to 1."""
    size = coarse.pow(2).mean((1, 2, 3)).sqrt()
    return (0.4 * torch.log(steps / (size + 1e-6))).clamp(-2, 2)


def filter_inputs(group):
    """`scene`, 1 x 29 x height x width, of `FilterNet`."""
    mean_coarseness = coarseness(group.coarse, group.steps).mean()
    moving = moving_planes(group.coarse, group.velocity)
    return torch.cat([group.key, moving, mean_coarseness.expand(1, *moving.shape[1:])])[None]


class FilterNet(nn.Module):
    """`scene` 1 x 29 x h x w to `filters` 1 x 272 x h x w: for both shares and each of 2 x 2 phases, weights of 34 cells."""

    def __init__(self, widths=(32, 64, 96)):
        super().__init__()
        self.shape = dict(widths=tuple(widths))
        self.body = Hourglass(KEY_PLANES + 5, widths, 2 * PHASES * TAPS)

    def forward(self, scene):
        return self.body(scene) * 0.1


def filtered(coarse, filters, coarse_by):
    """What the filters of `FilterNet` add to the classical dense maps: modes x 2 x 2h x 2w."""
    count, _, height, width = coarse.shape
    planes = coarse.reshape(-1, 1, height, width)
    near = F.unfold(F.pad(planes, (2, 2, 2, 2), mode='replicate'), SUPPORT)
    blurred = F.avg_pool2d(F.pad(planes, (2, 2, 2, 2), mode='replicate'), SUPPORT, 1)
    far = F.unfold(F.pad(blurred, (FAR, FAR, FAR, FAR), mode='replicate'), 3, dilation=FAR)
    near = torch.cat([near, far], 1).reshape(2 * count, 1, TAPS, height, width)
    shares = filters.reshape(2, 1, PHASES, TAPS, height, width)
    even, more = ((near * share).sum(2).reshape(count, 2 * PHASES, height, width) for share in shares)
    return F.pixel_shuffle(even + coarse_by[:, None, None, None] * more, 2)
