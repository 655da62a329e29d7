"""LPIPS, SSIM, MS-SSIM, GMSD and PSNR over tensors; the first two are losses as well."""
import functools
import os
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'packages' / 'metrics' / 'scripts'))
from export_lpips import Lpips, load

MS_SSIM_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def load_lpips(path):
    """LPIPS v0.1 with SqueezeNet 1.1: from an .npz of the weights by name, or from the installed torchvision and lpips."""
    if path and os.path.exists(path):
        weights = np.load(path)
        model = Lpips()
        state = {name.replace('lin', 'lin.', 1) if name.startswith('lin') else name: torch.from_numpy(weights[name]).float()
                 for name in weights.files}
        model.load_state_dict({**model.state_dict(), **state})
    else:
        model = load(None, None)
    for weight in model.parameters():
        weight.requires_grad_(False)
    return model.eval()


@functools.lru_cache(maxsize=None)
def window(device, size=11, sigma=1.5):
    x = torch.arange(size) - size // 2
    bell = torch.exp(-(x ** 2) / (2 * sigma ** 2)).float()
    return (bell / bell.sum())[None, None].to(device)


def blur(planes, kernel):
    return F.conv2d(F.conv2d(planes, kernel[:, :, :, None]), kernel[:, :, None, :])


def ssim_terms(a, b):
    """Mean of SSIM and of its contrast-structure part, per picture (Wang et al. 2004), over luma in [0, 1]."""
    kernel = window(a.device)
    n = a.shape[0]
    both = blur(torch.cat([a, b, a * a, b * b, a * b]), kernel)
    mean_a, mean_b, square_a, square_b, product = both.split(n)
    variance_a, variance_b = square_a - mean_a ** 2, square_b - mean_b ** 2
    covariance = product - mean_a * mean_b
    structure = (2 * covariance + 0.03 ** 2) / (variance_a + variance_b + 0.03 ** 2)
    light = (2 * mean_a * mean_b + 0.01 ** 2) / (mean_a ** 2 + mean_b ** 2 + 0.01 ** 2)
    return (light * structure).mean((1, 2, 3)), structure.mean((1, 2, 3))


def ms_ssim(a, b):
    """Wang, Simoncelli, Bovik 2003, per picture."""
    result = 1.0
    for number, weight in enumerate(MS_SSIM_WEIGHTS):
        whole, structure = ssim_terms(a, b)
        last = number == len(MS_SSIM_WEIGHTS) - 1
        result = result * (whole if last else structure).clamp(min=1e-6) ** weight
        if not last:
            a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    return result


def gmsd(a, b):
    """Gradient magnitude similarity deviation (Xue, Zhang, Mou, Bovik 2014), per picture; luma in [0, 1]."""
    a, b = F.avg_pool2d(a, 2) * 255, F.avg_pool2d(b, 2) * 255
    prewitt = torch.tensor([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]]).to(a) / 3
    kernels = torch.stack([prewitt, prewitt.T])[:, None]

    def magnitude(picture):
        return F.conv2d(F.pad(picture, (1, 1, 1, 1), 'replicate'), kernels).pow(2).sum(1, keepdim=True).sqrt()

    a, b = magnitude(a), magnitude(b)
    similarity = (2 * a * b + 170) / (a ** 2 + b ** 2 + 170)
    return similarity.std((1, 2, 3), unbiased=False)


def psnr(a, b):
    return -10 * torch.log10((a - b).pow(2).mean((1, 2, 3)).clamp(min=1e-8))
