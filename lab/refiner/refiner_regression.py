"""A frame refiner in closed form: how much of what is wrong in a frame can be told from what the decoder has.

  python3 training/refiner_regression.py scratch/refiner-data

Ridge regression of the six planes' error from 162 features of a sample: differences to its neighbours in three scales, and what
changed since the frame before, carried along by the rendered motion. Each counts once as it is and once for every map of the
renderer (stretch, unlike phases, time to the key picture, speed, light), multiplied with it, so that marked places have filters of
their own, as in RAISR (Romano, Isidoro, Milanfar 2017). It needs no steps and cannot be undertrained; it minimises squares, so
it is the regressive part of a refiner at its best, in the reach of 24 luma samples. The damping is chosen on a quarter of the
training clips. Prints the figures of evaluate_refiner.py on held-out clips and the share of the squared error that is gone.
"""
import argparse
import zlib

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from appearance_data import to_bytes
from evaluate_refiner import FIGURES, cells, measure
from picture_metrics import load_lpips
from refiner_data import SCALES, Frames
from refiner_model import PLANES, carried
from train_appearance import LPIPS_WEIGHTS

POOLS = (1, 2, 4)
DAMPINGS = (1e-4, 1e-3, 1e-2, 1e-1)
STRENGTHS = (0.5, 1.0)
CENTRE = 4


def features_of(frame, before, knowledge, velocity):
    """count x h x w for one frame and the one before (1 x 6 x h x w each)."""
    size = frame.shape[2:]
    parts = [frame - carried(before, velocity)]
    for pool in POOLS:
        planes = F.avg_pool2d(frame, pool)
        around = F.unfold(F.pad(planes, (1, 1, 1, 1), 'replicate'), 3).view(PLANES, 9, *planes.shape[2:])
        rest = [number for number in range(9) if number != CENTRE]
        near = (around[:, rest] - around[:, CENTRE:CENTRE + 1]).reshape(1, -1, *planes.shape[2:])
        if pool > 1:
            near = F.interpolate(near, size, mode='bilinear', align_corners=False)
            parts.append(frame - F.interpolate(planes, size, mode='bilinear', align_corners=False))
        parts.append(near)
    names = list(SCALES)
    maps = [knowledge[:, names.index(name)] for name in ('area', 'unlike', 'age', 'light')]
    gates = torch.cat([torch.ones_like(maps[0]), maps[0].abs(), *maps[1:], (velocity.pow(2).sum(1).sqrt() / 2).clamp(max=1)])
    own = torch.cat([*parts, knowledge / 10], 1)[0]
    return torch.cat([own * gate for gate in gates] + [gates / 10])


def examples_of(frames, entry, count, random):
    """Features and errors at random places of the frames of a run that have one before."""
    shown, filmed, knowledge, velocity = frames.run(entry).tensors()
    inputs, outputs = [], []
    for number in range(1, len(shown)):
        features = features_of(shown[number:number + 1], shown[number - 1:number], knowledge[number:number + 1], velocity[number:number + 1]).flatten(1)
        places = torch.from_numpy(random.choice(features.shape[1], count, replace=False))
        inputs.append(features[:, places].T)
        outputs.append((filmed[number] - shown[number]).flatten(1)[:, places].T)
    return torch.cat(inputs), torch.cat(outputs)


class Sums:
    """Sums of products that a regression needs."""

    def __init__(self):
        self.square = self.product = self.energy = 0

    def add(self, x, y):
        self.square = self.square + (x.T @ x).double()
        self.product = self.product + (x.T @ y).double()
        self.energy = self.energy + y.double().pow(2).sum(0)

    def solve(self, damping):
        scale = self.square.diagonal().clamp(min=1e-9).sqrt()
        square = self.square / scale[:, None] / scale
        square.diagonal().add_(damping)
        return (torch.linalg.solve(square, self.product / scale[:, None])) / scale[:, None]

    def gone(self, weights):
        """Share of the energy that weights explain, luma."""
        left = self.energy - 2 * (weights * self.product).sum(0) + (weights * (self.square @ weights)).sum(0)
        return 1 - float(left[:4].sum() / self.energy[:4].sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--places', type=int, default=1000, help='of each frame')
    parser.add_argument('--every', type=int, default=9)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    frames = Frames(options.data)
    random = np.random.default_rng(options.seed)
    parts = Sums(), Sums()
    with torch.no_grad():
        for entry in frames.train:
            parts[zlib.crc32(entry['clip'].encode()) % 4 == 0].add(*examples_of(frames, entry, options.places, random))
        gone = {damping: parts[1].gone(parts[0].solve(damping)) for damping in DAMPINGS}
        damping = max(gone, key=gone.get)
        print('features %d; squared error gone on other training clips: %s' % (len(parts[0].square), ', '.join('%g: %.4f' % pair for pair in gone.items())))
        both = Sums()
        for part in parts:
            both.square, both.product, both.energy = both.square + part.square, both.product + part.product, both.energy + part.energy
        weights = both.solve(damping)
        print('on the clips that it saw: %.4f' % both.gone(weights))
        weights = weights.float()
        lpips = load_lpips(options.lpips)
        rows = []
        names = ('codec', *('strength %g' % strength for strength in STRENGTHS))
        print('| clip | squared error gone | ' + ' | '.join('%s %s' % (figure, name) for figure in FIGURES for name in names) + ' |')
        print('| --- ' * (2 + len(FIGURES) * len(names)) + '|')
        for entry in sorted(frames.held, key=lambda entry: (entry['clip'], entry['rate'])):
            shown, filmed, knowledge, velocity = frames.run(entry).tensors()
            at = range(1, len(shown) - 1, options.every)
            variants = {name: {} for name in names}
            errors = np.zeros(2)
            for number in sorted({i + step for i in at for step in (0, 1)}):
                frame = shown[number:number + 1]
                features = features_of(frame, shown[number - 1:number], knowledge[number:number + 1], velocity[number:number + 1])
                change = (weights.T @ features.flatten(1)).view_as(frame)
                errors += [float((filmed[number] - frame - change)[:, :4].pow(2).sum()), float((filmed[number] - frame)[:, :4].pow(2).sum())]
                variants['codec'][number] = frame
                for strength, name in zip(STRENGTHS, names[1:]):
                    variants[name][number] = to_bytes(frame + strength * change)
            figures = [measure(filmed.split(1), variants[name], at, lpips) for name in names]
            rows.append(figures)
            print('| %s | %.3f | %s |' % (entry['clip'], 1 - errors[0] / errors[1], ' | '.join('%.4f' % row[k] for k in range(len(FIGURES)) for row in figures)), flush=True)
    print('\n| | %s |\n%s|' % (' | '.join(names), '| --- ' * (1 + len(names))))
    for name, line in zip(FIGURES, cells(rows)):
        print('| %s | %s |' % (name, ' | '.join(line)))
    table = np.array(rows)
    for number, name in enumerate(names[1:], 1):
        better = [(table[:, number, k] < table[:, 0, k]) for k in (FIGURES.index('LPIPS'), FIGURES.index('tOF'))]
        print('%s: lower LPIPS on %d, lower tOF on %d, both on %d of %d' % (name, better[0].sum(), better[1].sum(), (better[0] & better[1]).sum(), len(table)))


if __name__ == '__main__':
    main()
