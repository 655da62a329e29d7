"""Trains the frame refiner on what bench/training-frames.ts wrote.

  python3 training/train_refiner.py scratch/refiner-data --out checkpoints/refiner --minutes 30

Runs of frames are refined one after the other, each with what was changed in the one before. Minimised are, per frame, the
terms of the appearance generator (planes and grids; structure and LPIPS of one frame of each run), the size of the change, and, per pair of frames, the
difference of their difference to that of the originals, and a differentiable likeness of tOF: flow by Lucas and Kanade in two
scales, of the refined pair against the original pair. Run again with the same --out it continues where it was. A checkpoint is
written every few minutes and on SIGTERM. Everything random comes from --seed.
"""
import argparse
import sys
import time

import torch
import torch.nn.functional as F

from appearance_data import to_luma, to_rgb
from picture_metrics import load_lpips, ssim_terms
from refiner_data import Frames, RunPatches
from refiner_model import RefinerNet, carried
from train_appearance import LPIPS_WEIGHTS, Averaged, Training as AppearanceTraining, grid_error, seen_by, single_thread
from training_loop import TrainingLoop

REPORT_SECONDS = 60
FLOW_WINDOW = 7
# What the flow of flat places is pulled to nothing by: squared gradients of the luma of about two and a half levels.
FLOW_DAMPING = 1e-4
# Pixels of the halved picture beyond which differences of flows hardly count.
FLOW_LIMIT = 4


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--out', required=True)
    parser.add_argument('--from', dest='start', help='checkpoint whose weights to begin with')
    parser.add_argument('--minutes', type=float, default=30, help='of the processor on a CPU, of the clock on a GPU')
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--patch', type=int, default=96)
    parser.add_argument('--batch', type=int, default=4, help='runs of a step')
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--final-rate', type=float, default=0.05)
    parser.add_argument('--average', type=float, default=0.99)
    parser.add_argument('--reconstruction', type=float, default=1)
    parser.add_argument('--structure', type=float, default=0.3)
    parser.add_argument('--perceptual', type=float, default=2)
    parser.add_argument('--grid', type=float, default=20)
    parser.add_argument('--varied', type=float, default=0.6, help='share of steps whose perceptual term sees turned, scaled, shifted patches')
    parser.add_argument('--temporal', type=float, default=1)
    parser.add_argument('--motion', type=float, default=0.3)
    parser.add_argument('--change', type=float, default=0)
    parser.add_argument('--alone', type=float, default=0.25, help='share of steps in which no frame knows of the one before')
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    parser.add_argument('--save-minutes', type=float, default=3)
    return parser.parse_args()


def distance(a, b):
    return (a - b).pow(2).add(1e-6).sqrt().mean()


def local_flow(frame, following):
    """Flow between lumas, in their pixels, from the gradients of windows (Lucas and Kanade 1981), damped where these are flat."""
    mean = F.pad((frame + following) / 2, (1, 1, 1, 1), 'replicate')
    x = (mean[:, :, 1:-1, 2:] - mean[:, :, 1:-1, :-2]) / 2
    y = (mean[:, :, 2:, 1:-1] - mean[:, :, :-2, 1:-1]) / 2
    t = following - frame
    xx, yy, xy, xt, yt = F.avg_pool2d(torch.cat([x * x, y * y, x * y, x * t, y * t], 1), FLOW_WINDOW, 1).split(1, 1)
    xx, yy = xx + FLOW_DAMPING, yy + FLOW_DAMPING
    flow = torch.cat([xy * yt - yy * xt, xy * xt - xx * yt], 1) / (xx * yy - xy * xy)
    return FLOW_LIMIT * torch.tanh(flow / FLOW_LIMIT)


def motion_error(pair, original_pair):
    """Mean distance in pixels of the flows of two pairs of lumas, over halved and quartered pictures."""
    total = 0
    for scale in (2, 4):
        flows = [local_flow(*(F.avg_pool2d(luma, scale) for luma in each)) for each in (pair, original_pair)]
        total = total + scale * (flows[0] - flows[1]).pow(2).sum(1).add(1e-4).sqrt().mean()
    return total / 2


class Training(TrainingLoop):
    view = AppearanceTraining.view

    def __init__(self, options):
        super().__init__(options, time.process_time if options.device == 'cpu' else time.monotonic)
        self.frames = Frames(options.data)
        self.model = RefinerNet().to(self.device)
        checkpoint = self.last()
        if checkpoint is None and options.start:
            self.model.load_state_dict(torch.load(options.start, map_location=self.device)['average'])
        self.average = Averaged(self.model, options.average)
        self.tuner = torch.optim.Adam(self.model.parameters(), options.rate, betas=(0.9, 0.99))
        if checkpoint is not None:
            self.model.load_state_dict(checkpoint['model'])
            self.average.weights = checkpoint['average']
            self.average.steps = self.step = checkpoint['step']
            self.seconds = checkpoint['seconds']
            self.tuner.load_state_dict(checkpoint['tuner'])
        self.patches = RunPatches(self.frames, options.patch, [options.seed, self.step])
        self.lpips = load_lpips(options.lpips).to(self.device)
        self.sums = {}

    def checkpoint(self):
        return dict(model=self.model.state_dict(), average=self.average.weights, tuner=self.tuner.state_dict(), shape=self.model.shape)

    def terms(self, shown, filmed, changes):
        """Terms of the loss for runs (n x length x 6 x h x w) with some changes; those of no changes are the codec's own."""
        refined = shown + changes
        flat, true = refined.flatten(0, 1), filmed.flatten(0, 1)
        luma, true_luma = to_luma(flat), to_luma(true)
        looked_at = [each[:, self.looked_at] for each in (filmed, refined)]
        coarse = ssim_terms(*(F.avg_pool2d(to_luma(each), 2) for each in looked_at))[0]
        pairs = [luma.view(*refined.shape[:2], *luma.shape[1:]) for luma in (luma, true_luma)]
        couples = [(each[:, :-1].flatten(0, 1), each[:, 1:].flatten(0, 1)) for each in pairs]
        return dict(
            reconstruction=distance(flat, true),
            structure=1 - coarse.mean(),
            perceptual=self.lpips(*(seen_by(self.seen, to_rgb(each)) for each in looked_at)).mean(),
            grid=grid_error(flat, true),
            temporal=distance(refined[:, 1:] - refined[:, :-1], filmed[:, 1:] - filmed[:, :-1]),
            motion=motion_error(*couples),
            change=changes.abs().mean(),
        )

    def run_step(self):
        options = self.options
        self.set_rate(self.tuner, 100, 0.4, options.final_rate)
        shown, filmed, knowledge, velocity = (part.to(self.device) for part in self.patches.batch(options.batch))
        self.seen = self.view()
        self.looked_at = int(self.patches.random.integers(shown.shape[1]))
        alone = self.patches.random.random() < options.alone
        changes = []
        for number in range(shown.shape[1]):
            before = torch.zeros_like(shown[:, 0]) if alone or not changes else carried(changes[-1], velocity[:, number])
            changes.append(self.model(shown[:, number], knowledge[:, number], before))
        terms = self.terms(shown, filmed, torch.stack(changes, 1))
        loss = sum(getattr(options, name) * value for name, value in terms.items())
        self.tuner.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.tuner.step()
        self.average.update(self.model)
        self.step += 1
        self.note({name: float(value) for name, value in terms.items()})
        if self.step % 10 == 0:
            with torch.no_grad():
                self.note({'codec ' + name: float(value) for name, value in self.terms(shown, filmed, torch.zeros_like(shown)).items()})

    def note(self, values):
        for name, value in values.items():
            total, count = self.sums.get(name, (0.0, 0))
            self.sums[name] = (total + value, count + 1)

    def report(self):
        figures = {name: round(total / count, 5) for name, (total, count) in self.sums.items()}
        self.sums = {}
        self.log(dict(step=self.step, minutes=round(self.seconds / 60, 1), clips=len(self.patches.names), **figures))

    def duties(self):
        return [(REPORT_SECONDS, self.report)]


def main():
    options = parse()
    torch.manual_seed(options.seed)
    single_thread()
    Training(options).run()


if __name__ == '__main__':
    sys.exit(main())
