"""CIEDE2000 of pictures (CIE 142-2001; formulas as in Sharma, Wu, Dalal, Color Research and Application 30(1), 2005)."""
import functools
import math

import torch
import torch.nn.functional as F

# sRGB (IEC 61966-2-1) to XYZ under D65, each row divided by the white point.
TO_XYZ = ((0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
          (0.2126729, 0.7151522, 0.0721750),
          (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883))
TINY = 1e-8


@functools.lru_cache(maxsize=None)
def to_xyz(device, dtype):
    return torch.tensor(TO_XYZ, device=device, dtype=dtype)


def to_lab(rgb):
    """CIELAB (n x 3 x h x w) of sRGB in [-1, 1]."""
    value = ((rgb + 1) / 2).clamp(0, 1)
    linear = torch.where(value <= 0.04045, value / 12.92, ((value.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)
    xyz = torch.einsum('ij,njhw->nihw', to_xyz(linear.device, linear.dtype), linear)
    cube = torch.where(xyz > 216 / 24389, xyz.clamp_min(216 / 24389) ** (1 / 3), (24389 / 27 * xyz + 16) / 116)
    x, y, z = cube.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)


def soft_root(square):
    return (square + TINY).sqrt()


def ciede2000(lab, other):
    """Colour differences, n x h x w, of two CIELAB pictures."""
    (l1, a1, b1), (l2, a2, b2) = lab.unbind(1), other.unbind(1)
    mean = (soft_root(a1 ** 2 + b1 ** 2) + soft_root(a2 ** 2 + b2 ** 2)) / 2
    boost = 1.5 - 0.5 * soft_root(mean ** 7 / (mean ** 7 + 25 ** 7))
    a1, a2 = a1 * boost, a2 * boost
    c1, c2 = soft_root(a1 ** 2 + b1 ** 2), soft_root(a2 ** 2 + b2 ** 2)
    h1, h2 = torch.atan2(b1, a1 + TINY), torch.atan2(b2, a2 + TINY)
    turn = torch.remainder(h2 - h1 + math.pi, 2 * math.pi) - math.pi
    hue = h1 + turn / 2
    dl, dc, dh = l2 - l1, c2 - c1, 2 * soft_root(c1 * c2) * torch.sin(turn / 2)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    degrees = torch.remainder(hue * 180 / math.pi, 360)
    t = (1 - 0.17 * torch.cos(hue - math.pi / 6) + 0.24 * torch.cos(2 * hue)
         + 0.32 * torch.cos(3 * hue + math.pi / 30) - 0.20 * torch.cos(4 * hue - 63 * math.pi / 180))
    sl = 1 + 0.015 * (light - 50) ** 2 / (20 + (light - 50) ** 2).sqrt()
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    blue = math.pi / 3 * torch.exp(-(((degrees - 275) / 25) ** 2))
    rt = -2 * soft_root(chroma ** 7 / (chroma ** 7 + 25 ** 7)) * torch.sin(blue)
    square = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)
    return soft_root(square.clamp_min(0))


def blurred(rgb, size):
    """Means over squares: what an eye that does not resolve the texture sees of the colour."""
    return F.avg_pool2d(rgb, size)
