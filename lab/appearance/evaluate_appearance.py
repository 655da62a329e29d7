"""Figures of an appearance generator on held-out pictures, and sheets to look at.

  python3 lab/appearance/evaluate_appearance.py scratch/appearance-data checkpoints/appearance/last.pt --sheets scratch/sheets

For the decoded key picture as it is, the classical generator's (made by the TypeScript code) and the learned one: LPIPS,
LPIPS of both pictures moved by parts of a pixel (frames are warps of key pictures), MS-SSIM, GMSD and PSNR of the luma, and
CIEDE2000 (mean and 95th percentile by sample, mean over squares of 4x4) by class of bytes, and the bytes saved at equal LPIPS:
the mean over the LPIPS that both curves of a picture reach of the difference in log bytes, straight lines between codings. The power at the
frequencies of grids shows checkerboards that a network may leave: near 1 where there are none. `--kind clip` takes clips only.
Sheets show, from left to right: original, decoded, classical, learned.
"""
import argparse
import os
import sys
from pathlib import Path

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from appearance_data import KeyPictures, to_bytes, to_float, to_luma, to_rgb
from appearance_model import white_noise
from colour_difference import blurred, ciede2000, to_lab
from export_appearance import load
from picture_metrics import gmsd, load_lpips, ms_ssim, psnr
from train_appearance import LPIPS_WEIGHTS, seen_by

VARIANTS = ('decoded', 'classical', 'learned')
METRICS = ('LPIPS', 'LPIPS moved', 'MS-SSIM', 'GMSD', 'PSNR', 'CIEDE2000', 'CIEDE2000 95 %', 'CIEDE2000 4x4')
TWO_DIGITS = METRICS[4:]
SQUARE = 4
MOVE = (0.37, 0.61)
CLASSES = (0, 600, 1200, 2500, 6000, 1 << 30)
SHEET_CLASSES = ((1000, 2000), (2000, 4500))


def moved(rgb):
    """The picture turned by half a degree and moved by parts of a pixel, as a warp of it would be seen."""
    height, width = rgb.shape[2:]
    view = torch.tensor([[1, -0.009, 2 * MOVE[0] / width], [0.009, 1, 2 * MOVE[1] / height]])
    return seen_by(view, rgb)


def measure(original, shown, lpips):
    luma, true_luma = to_luma(shown), to_luma(original)
    rgb, true_rgb = to_rgb(shown).clamp(-1, 1), to_rgb(original).clamp(-1, 1)
    distances = (lpips(true_rgb, rgb)[0], lpips(moved(true_rgb), moved(rgb))[0])
    colour = ciede2000(to_lab(true_rgb), to_lab(rgb)).flatten()
    coarse = ciede2000(*(to_lab(blurred(picture, SQUARE)) for picture in (true_rgb, rgb)))
    return [float(value) for value in (*distances, ms_ssim(luma, true_luma)[0], gmsd(luma, true_luma)[0], psnr(luma, true_luma)[0],
                                       colour.mean(), colour.quantile(0.95), coarse.mean())]


def rate_difference(base, other):
    """Mean difference of log bytes at equal LPIPS; lists of (bytes, LPIPS). None where the curves do not overlap."""
    curves = []
    for points in (base, other):
        order = sorted(points, key=lambda point: point[1])
        curves.append((np.array([point[1] for point in order]), np.log([point[0] for point in order])))
    low = max(curve[0][0] for curve in curves)
    high = min(curve[0][-1] for curve in curves)
    if high <= low:
        return None
    at = np.linspace(low, high, 64)
    return float(np.mean(np.interp(at, *curves[1]) - np.interp(at, *curves[0])))


def grid_power(planes):
    """Power of the luma at the frequencies of a checkerboard and of lines two samples wide, against that beside them."""
    luma = to_luma(planes)[0, 0]
    power = torch.fft.fft2(luma - luma.mean()).abs().pow(2)
    height, width = power.shape
    beside = 0.0
    peaks = 0.0
    for y, x in ((height // 2, width // 2), (0, width // 2), (height // 2, 0)):
        rows, columns = [(y + d) % height for d in range(-4, 5)], [(x + d) % width for d in range(-4, 5)]
        around = power[rows][:, columns]
        peaks += float(power[y, x])
        beside += float((around.sum() - power[y, x]) / (around.numel() - 1))
    return peaks, beside


def to_bgr(planes):
    rgb = ((to_rgb(planes)[0].permute(1, 2, 0) + 1) * 127.5).round().clamp(0, 255)
    return rgb.numpy().astype(np.uint8)[..., ::-1]


def write_png(path, picture):
    ok, data = cv2.imencode('.png', picture)
    temporary = path.with_suffix('.tmp')
    temporary.write_bytes(data.tobytes())
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('checkpoint')
    parser.add_argument('--kind', choices=('clip', 'photograph'))
    parser.add_argument('--every', type=int, default=1, help='take one held-out original of so many')
    parser.add_argument('--strength', type=float, default=1)
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    parser.add_argument('--sheets', help='folder for PNG files')
    parser.add_argument('--rows', type=int, default=5, help='pictures on a sheet')
    parser.add_argument('--zoom', type=int, default=1)
    parser.add_argument('--threads', type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    pictures = KeyPictures(options.data)
    model, checkpoint = load(options.checkpoint)
    lpips = load_lpips(options.lpips)
    originals = sorted({entry['original'] for entry, _ in pictures.held if options.kind in (None, entry['kind'])})
    chosen = set(originals[::options.every])
    grids = {variant: np.zeros(2) for variant in ('original', *VARIANTS)}
    rows, curves, sheets = [], {}, {bounds: {} for bounds in SHEET_CLASSES}
    with torch.no_grad():
        for entry, coding in pictures.held:
            if entry['original'] not in chosen:
                continue
            original, decoded, classical = to_float(pictures.planes(entry['original'], coding['decoded'], coding['classical'])).split(1)
            noise = white_noise(decoded, model.shape['noise'], torch.Generator().manual_seed(entry['original']))
            restored = model(decoded, torch.tensor([pictures.quantiser(coding)]), noise)
            restored = to_bytes(decoded + options.strength * (restored - decoded))
            shown = (decoded, classical, restored)
            figures = [measure(original, picture, lpips) for picture in shown]
            rows.append((coding['bytes'], figures))
            for variant, picture in zip(grids, (original, *shown)):
                grids[variant] += grid_power(picture)
            for variant, values in zip(VARIANTS, figures):
                curves.setdefault((entry['original'], variant), []).append((coding['bytes'], values[0]))
            for (low, high), lines in sheets.items():
                if options.sheets and low <= coding['bytes'] < high:
                    lines[entry['source']] = np.concatenate([to_bgr(picture) for picture in (original, *shown)], 1)
    print('step %d, %d originals, %d codings' % (checkpoint['step'], len(chosen), len(rows)))
    print('| bytes | pictures | ' + ' | '.join('%s %s' % (metric, variant) for metric in METRICS for variant in VARIANTS) + ' | LPIPS against classical |')
    print('| --- ' * (3 + len(METRICS) * len(VARIANTS)) + '|')
    for low, high in [*zip(CLASSES, CLASSES[1:]), (1200, 6000), (0, 1 << 30)]:
        part = np.array([figures for size, figures in rows if low <= size < high])
        if not len(part):
            continue
        mean = part.mean(0)
        cells = ['%.*f' % (2 if metric in TWO_DIGITS else 4, mean[variant, number])
                 for number, metric in enumerate(METRICS) for variant in range(len(VARIANTS))]
        name = '%d to %s' % (low, high if high < 1 << 30 else 'all')
        print('| %s | %d | %s | %+.1f %% |' % (name, len(part), ' | '.join(cells), 100 * (mean[2, 0] / mean[1, 0] - 1)))
    print('power at the frequencies of grids, against that beside them: '
          + ', '.join('%s %.2f' % (variant, peaks / beside) for variant, (peaks, beside) in grids.items()))
    for base in ('decoded', 'classical'):
        saved = [rate_difference(curves[original, base], curves[original, 'learned']) for original in chosen]
        saved = [value for value in saved if value is not None]
        print('bytes at equal LPIPS against %s: mean %+.1f %%, median %+.1f %% (%d pictures)'
              % (base, 100 * np.expm1(np.mean(saved)), 100 * np.expm1(np.median(saved)), len(saved)))
    if options.sheets:
        folder = Path(options.sheets)
        folder.mkdir(parents=True, exist_ok=True)
        for (low, high), lines in ((bounds, list(lines.values())) for bounds, lines in sheets.items()):
            for start in range(0, len(lines), options.rows):
                sheet = np.concatenate(lines[start:start + options.rows])
                sheet = cv2.resize(sheet, None, fx=options.zoom, fy=options.zoom, interpolation=cv2.INTER_NEAREST)
                write_png(folder / ('%d-%02d.png' % (low, start // options.rows)), sheet)


if __name__ == '__main__':
    main()
