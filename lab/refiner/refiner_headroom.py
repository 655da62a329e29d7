"""How much a frame refiner could gain at most, on held-out clips, without any network.

  python3 training/refiner_headroom.py scratch/refiner-data

Two questions. Do the renderer's maps tell where a frame is wrong: the share of samples that they mark, the share of the
squared error of the luma there, and the share of the error in the same number of the worst samples. And what would perfect
filling bring: the figures of evaluate_refiner.py for the codec's frames, for the same with the original where the maps mark
it ("marked"), and with the original where its own motion does not explain it from the frame before ("news", the same number of
samples): glitter, foam, flame, which only a guess could fill. Marked are stretched or folded places, cross-fades of unlike phases,
and fast motion, grown by a sample to each side. The last lines give LPIPS by distance in time from the key picture.
"""
import argparse

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from appearance_data import to_luma, to_rgb
from evaluate_appearance import to_bgr
from evaluate_refiner import FIGURES, cells, measure
from picture_metrics import load_lpips
from refiner_data import SCALES, Frames
from train_appearance import LPIPS_WEIGHTS

VARIANTS = ('codec', 'marked', 'news')
STRETCH = 0.25
UNLIKE = 0.35
SPEED = 1.0
AGES = (0, 5, 15, 30, 60, 100)


def marks_of(knowledge, velocity):
    """n x 1 x h x w, 1 where the renderer knows that it guesses."""
    names = list(SCALES)
    area = knowledge[:, names.index('area')].abs() > STRETCH
    unlike = knowledge[:, names.index('unlike')] > UNLIKE
    fast = velocity.pow(2).sum(1).sqrt() > SPEED
    return F.max_pool2d((area | unlike | fast).float()[:, None], 3, 1, 1)


def news_of(filmed):
    """n x 1 x h x w: difference of each original frame to the one before, moved along by DIS flow; nothing for the first."""
    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    greys = [cv2.cvtColor(to_bgr(frame), cv2.COLOR_BGR2GRAY) for frame in filmed]
    height, width = greys[0].shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    out = [np.zeros((height // 2, width // 2), np.float32)]
    for before, frame in zip(greys, greys[1:]):
        flow = dis.calc(frame, before, None)
        moved = cv2.remap(before.astype(np.float32), x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        out.append(cv2.resize((moved - frame) ** 2, (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    return torch.from_numpy(np.stack(out))[:, None]


def largest(values, share):
    """1 at the given share of each frame's samples, those of the largest values."""
    count = max(int(round(share * values[0].numel())), 1)
    limits = values.flatten(1).kthvalue(values[0].numel() - count + 1, 1).values
    return (values >= limits[:, None, None, None]).float() if share > 0 else torch.zeros_like(values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--every', type=int, default=9)
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    frames = Frames(options.data)
    lpips = load_lpips(options.lpips)
    rows, by_age = [], {}
    print('| clip | rate | marked | error there | error in the worst | ' + ' | '.join('%s %s' % (name, variant) for name in ('LPIPS', 'tOF') for variant in VARIANTS) + ' |')
    print('| --- ' * (5 + 2 * len(VARIANTS)) + '|')
    with torch.no_grad():
        for entry in sorted(frames.held, key=lambda entry: (entry['clip'], entry['rate'])):
            shown, filmed, knowledge, velocity = frames.run(entry).tensors()
            marks = marks_of(knowledge, velocity)
            share = float(marks.mean())
            error = F.avg_pool2d((to_luma(shown) - to_luma(filmed)).pow(2), 2)
            there = float((error * marks).sum() / error.sum())
            worst = float((error * largest(error, share)).sum() / error.sum())
            filled = {'marked': shown + marks * (filmed - shown), 'news': shown + largest(news_of(filmed.split(1)), share) * (filmed - shown)}
            at = range(1, len(shown) - 1, options.every)
            figures = [measure(filmed.split(1), clip.split(1), at, lpips) for clip in (shown, filled['marked'], filled['news'])]
            rows.append(figures)
            print('| %s | %d | %.3f | %.3f | %.3f | %s |' % (entry['clip'], entry['rate'], share, there, worst, ' | '.join(
                '%.4f' % row[FIGURES.index(name)] for name in ('LPIPS', 'tOF') for row in figures)), flush=True)
            age = -25 * torch.log(1 - knowledge[:, list(SCALES).index('age'), 0, 0].clamp(max=0.996))
            for number in range(0, len(shown), 5):
                distance = float(lpips(to_rgb(filmed[number:number + 1]).clamp(-1, 1), to_rgb(shown[number:number + 1]).clamp(-1, 1)))
                by_age.setdefault(entry['clip'], []).append((float(age[number]), distance))
    print('\n| | %s |\n%s|' % (' | '.join(VARIANTS), '| --- ' * (1 + len(VARIANTS))))
    for name, line in zip(FIGURES, cells(rows)):
        print('| %s | %s |' % (name, ' | '.join(line)))
    print('\nLPIPS against that of frames within %d frames of the key picture, geometric mean over clips:' % AGES[1])
    for low, high in zip(AGES, AGES[1:]):
        ratios = []
        for points in by_age.values():
            near = [value for age, value in points if age < AGES[1]]
            here = [value for age, value in points if low <= age < high]
            if near and here:
                ratios.append(np.log(np.mean(here) / np.mean(near)))
        if ratios:
            print('  %d to %d frames: %.2f (%d clips)' % (low, high, np.exp(np.mean(ratios)), len(ratios)))


if __name__ == '__main__':
    main()
