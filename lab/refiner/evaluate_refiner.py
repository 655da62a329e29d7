"""Figures of a frame refiner on held-out clips, and sheets to look at.

  python3 training/evaluate_refiner.py scratch/refiner-data checkpoints/refiner/last.pt --sheets scratch/refiner-sheets

Whole clips are refined frame by frame. Compared are the codec's frames, the same with their luma sharpened (the classical
twin), and the refined ones with ("refined") and without ("alone") what was changed in the frame before. Per variant: LPIPS, as it
is and of both pictures moved by parts of a pixel, MS-SSIM, PSNR of the luma, tOF (OpenCV's DIS flow, preset fast, in pixels),
|LPIPS of a step - that of the originals' step| times 100, and motion energy ("flicker": frame differences against those of
the originals). Frames 1, 1 + every, ... and each with the one after. Sheets: original, codec, refined, the change fivefold
around grey; below them how one row of each goes on in time.
"""
import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from appearance_data import to_bytes, to_luma, to_rgb
from evaluate_appearance import moved, to_bgr, write_png
from export_refiner import load
from picture_metrics import load_lpips, ms_ssim, psnr
from refiner_data import Frames
from refiner_model import carried
from train_appearance import LPIPS_WEIGHTS

VARIANTS = ('codec', 'sharpened', 'refined', 'alone')
FIGURES = ('LPIPS', 'LPIPS moved', 'MS-SSIM', 'PSNR', 'tOF', 'tLPIPS', 'flicker')
SHARPENED = 0.35


def sharpened(planes):
    """Luma with a share of what a small blur takes away added to it."""
    luma = to_luma(planes)
    kernel = torch.tensor([1.0, 2.0, 1.0]) / 4
    blurred = F.conv2d(F.pad(luma, (1, 1, 1, 1), 'replicate'), (kernel[:, None] * kernel)[None, None])
    return torch.cat([F.pixel_unshuffle(luma + SHARPENED * (luma - blurred) - 0.5, 2), planes[:, 4:]], 1)


def refine(model, run, strength):
    """The frames of all variants, as a decoder would show them: lists of 1 x 6 x h x w."""
    shown, filmed, knowledge, velocity = run.tensors()
    out = {name: [] for name in VARIANTS}
    change = torch.zeros_like(shown[:1])
    for number in range(len(shown)):
        frame, known = shown[number:number + 1], knowledge[number:number + 1]
        if number:
            change = carried(change, velocity[number:number + 1])
        change = model(frame, known, change)
        alone = model(frame, known, torch.zeros_like(change))
        out['codec'].append(frame)
        out['sharpened'].append(to_bytes(sharpened(frame)))
        out['refined'].append(to_bytes(frame + strength * change))
        out['alone'].append(to_bytes(frame + strength * alone))
    return filmed.split(1), out


def measure(filmed, frames, at, lpips):
    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    rgb = {}

    def seen(clip, number):
        if (id(clip), number) not in rgb:
            rgb[id(clip), number] = to_rgb(clip[number]).clamp(-1, 1)
        return rgb[id(clip), number]

    def flow(clip, number):
        return dis.calc(*(cv2.cvtColor(to_bgr(clip[i]), cv2.COLOR_BGR2GRAY) for i in (number, number + 1)), None)

    sums, steps = np.zeros(len(FIGURES) - 1), np.zeros(2)
    for number in at:
        a, b = seen(filmed, number), seen(frames, number)
        luma, true_luma = to_luma(frames[number]), to_luma(filmed[number])
        lpips_steps = [float(lpips(seen(clip, number), seen(clip, number + 1))) for clip in (filmed, frames)]
        sums += [float(lpips(a, b)), float(lpips(moved(a), moved(b))), float(ms_ssim(luma, true_luma)), float(psnr(luma, true_luma)),
                 float(np.linalg.norm(flow(filmed, number) - flow(frames, number), axis=-1).mean()), 100 * abs(lpips_steps[0] - lpips_steps[1])]
        steps += [float((seen(clip, number + 1) - seen(clip, number)).abs().mean()) for clip in (filmed, frames)]
    return [*(sums / len(at)), steps[1] / max(steps[0], 1e-6)]


def sheet_of(filmed, variants, number, row):
    clips = (filmed, variants['codec'], variants['refined'])
    pictures = [to_bgr(clip[number]) for clip in clips]
    change = (pictures[2].astype(np.float32) - pictures[1]) * 5 + 128
    slices = [np.concatenate([to_bgr(frame)[row:row + 1] for frame in clip]) for clip in clips]
    slices.append((slices[2].astype(np.float32) - slices[1]) * 5 + 128)
    return np.concatenate([np.concatenate([*pictures, change.clip(0, 255).astype(np.uint8)], 1),
                           np.concatenate([*slices[:3], slices[3].clip(0, 255).astype(np.uint8)], 1)])


def cells(rows):
    """Mean logarithms of ratios to the codec's own frames for what is better low, differences for the others."""
    table = np.array(rows)
    base = table[:, :1]
    out = []
    for number, name in enumerate(FIGURES):
        if name in ('LPIPS', 'LPIPS moved', 'tOF', 'tLPIPS'):
            ratio = np.exp(np.log(np.maximum(table[:, :, number], 1e-6) / np.maximum(base[:, :, number], 1e-6)).mean(0))
            out.append(['%+.1f %%' % (100 * (value - 1)) for value in ratio])
        elif name == 'flicker':
            out.append(['%.2f' % value for value in np.median(table[:, :, number], 0)])
        else:
            out.append(['%+.4f' % value for value in (table - base)[:, :, number].mean(0)])
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('checkpoint')
    parser.add_argument('--every', type=int, default=9)
    parser.add_argument('--frames', type=int, default=100)
    parser.add_argument('--rate', type=int, help='take one rate only')
    parser.add_argument('--clips', help='take these only, names with commas between')
    parser.add_argument('--strength', type=float, default=1)
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    parser.add_argument('--sheets', help='folder for PNG files')
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    frames = Frames(options.data)
    model, checkpoint = load(options.checkpoint)
    lpips = load_lpips(options.lpips)
    print('step %d, strength %.2f' % (checkpoint['step'], options.strength))
    print('| clip | rate | ' + ' | '.join('%s %s' % (name, variant) for name in FIGURES for variant in VARIANTS) + ' |')
    print('| --- ' * (2 + len(FIGURES) * len(VARIANTS)) + '|')
    rows = []
    with torch.no_grad():
        for entry in sorted(frames.held, key=lambda entry: (entry['clip'], entry['rate'])):
            wanted = (options.rate in (None, entry['rate'])) and (options.clips is None or entry['clip'] in options.clips.split(','))
            length = min(entry['length'], options.frames)
            if not wanted or length < 3:
                continue
            filmed, variants = refine(model, frames.run(entry, 0, length), options.strength)
            at = range(1, length - 1, options.every)
            figures = [measure(filmed, variants[name], at, lpips) for name in VARIANTS]
            rows.append(figures)
            values = ['%.*f' % (2 if name in ('PSNR', 'flicker', 'tLPIPS') else 4, row[number]) for number, name in enumerate(FIGURES) for row in figures]
            print('| %s | %d | %s |' % (entry['clip'], entry['rate'], ' | '.join(values)), flush=True)
            if options.sheets:
                folder = Path(options.sheets)
                folder.mkdir(parents=True, exist_ok=True)
                sheet = sheet_of(filmed, variants, min(length - 1, 30), frames.side * 5 // 8)
                write_png(folder / ('%s-%d.png' % (entry['clip'], entry['rate'])), sheet)
    print('\nAgainst the codec, mean over %d clips (ratios for distances, differences else, median of flicker):\n' % len(rows))
    print('| | %s |\n%s|' % (' | '.join(VARIANTS), '| --- ' * (1 + len(VARIANTS))))
    for name, line in zip(FIGURES, cells(rows)):
        print('| %s | %s |' % (name, ' | '.join(line)))
    table = np.array(rows)
    for number, name in enumerate(VARIANTS[1:], 1):
        better = [(table[:, number, k] < table[:, 0, k]) for k in (FIGURES.index('LPIPS'), FIGURES.index('tOF'))]
        print('%s: lower LPIPS on %d, lower tOF on %d, both on %d of %d' % (name, better[0].sum(), better[1].sum(), (better[0] & better[1]).sum(), len(table)))


if __name__ == '__main__':
    main()
