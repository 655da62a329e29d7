"""Trains the motion generator on what lab/motion-filters/training-motion.ts writes.

  python3 lab/motion-filters/train_motion.py scratch/motion-data --out checkpoints/motion-filter --minutes 30

Run again with the same --out it goes on where it was. A checkpoint is written every few minutes and on SIGTERM. The data
may still be growing. Everything random comes from --seed.
"""
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from motion_data import MotionData, seen_error, with_camera
from motion_model import FilterNet, coarseness, filter_inputs, filtered
from training_loop import AveragedTraining, training_parser, with_weights

# Where targets and classical maps agree, next to nothing is to be learned: the loss is not relative to their difference alone.
STILL_SHARE = 0.15


def parse():
    parser = training_parser(__doc__, minutes=30, rate=1e-3, average=0.995, check_minutes=5)
    parser.add_argument('--groups', type=int, default=2, help='of a batch')
    parser.add_argument('--camera', type=float, default=0.35, help='share of groups to which movements of the camera are added')
    return parser.parse_args()


def load_network(path, device='cpu'):
    """The averaged weights of a checkpoint."""
    return with_weights(FilterNet(), path, device)


def relative_error(maps, group, still=0.0):
    """Mean error that is seen, as a share of that of the classical maps and of `still` times that of no motion."""
    seen = [seen_error(one - group.target, group.velocity, group.position).mean() for one in (maps, group.classical, torch.zeros_like(maps))]
    return seen[0] / (seen[1] + still * seen[2] + 1e-6)


def dense_maps(network, group):
    return group.classical + filtered(group.coarse, network(filter_inputs(group)), coarseness(group.coarse, group.steps))


class Training(AveragedTraining):
    report_seconds = 30

    def __init__(self, options):
        super().__init__(options, FilterNet, lambda weights: torch.optim.Adam(weights, options.rate, betas=(0.9, 0.99)))
        self.data = MotionData(options.data)

    def sample(self):
        pair = self.data.train[self.random.integers(len(self.data.train))]
        group = self.data.group(pair).turned(int(self.random.integers(4)), bool(self.random.integers(2)))
        if self.random.random() < self.options.camera:
            group = with_camera(group, self.random)
        for name, value in vars(group).items():
            setattr(group, name, value.to(self.device))
        return group

    def run_step(self):
        options = self.options
        self.set_rate(self.tuner, 50, 0.3, 0.05)
        self.tuner.zero_grad(set_to_none=True)
        for _ in range(options.groups):
            group = self.sample()
            loss = relative_error(dense_maps(self.network, group), group, STILL_SHARE)
            (loss / options.groups).backward()
            self.sums.append(float(loss))
        self.finish_step()

    def check(self):
        """Error on held-out clips as a share of that of the classical generator, averaged weights."""
        self.data.reload()
        network = self.averaged(FilterNet())
        rows = {}
        with torch.no_grad():
            for pair in self.data.held[::2]:
                group = self.data.group(pair)
                maps = dense_maps(network, group)
                rows.setdefault(pair[0]['clip'], []).append([float(relative_error(one, group, STILL_SHARE)) for one in (maps, group.classical)])
        means = {clip: round(float(np.divide(*np.mean(values, 0))), 4) for clip, values in rows.items()}
        if means:
            self.log(dict(step=self.step, held=round(float(np.mean(list(means.values()))), 4), clips=means, train_items=len(self.data.train)))



if __name__ == '__main__':
    torch.set_flush_denormal(True)
    training = Training(parse())
    training.run()
    training.check()
