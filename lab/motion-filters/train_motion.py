"""Trains the motion generator on what bench/training-motion.ts writes.

  python3 training/train_motion.py scratch/motion-data --network filter --out checkpoints/motion-filter --minutes 30
  python3 training/train_motion.py scratch/motion-data --network map --mean checkpoints/motion-filter/last.pt --out checkpoints/motion-map
  python3 training/train_motion.py scratch/motion-data --network flow --mean checkpoints/motion-filter/last.pt --out checkpoints/motion-flow

`filter` is the regression that predicts filters, `map` the plain regression of a residual around it, mode by mode, and
`flow` flow matching of that residual with a network of the same size. Run again with the same --out it goes on where it
was. A checkpoint is written every few minutes and on SIGTERM. The data may still be growing. Everything random comes
from --seed.
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from motion_data import MotionData, seen_error, with_camera
from motion_model import FilterNet, MapNet, coarseness, filter_inputs, filtered, map_inputs
from training_loop import TrainingLoop

REPORT_SECONDS = 30
# Where targets and classical maps agree, next to nothing is to be learned: the loss is not relative to their difference alone.
STILL_SHARE = 0.15


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--out', required=True)
    parser.add_argument('--network', choices=['filter', 'map', 'flow'], default='filter')
    parser.add_argument('--mean', help='checkpoint of a filter network: what map and flow add to')
    parser.add_argument('--minutes', type=float, default=30)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--groups', type=int, default=2, help='of a batch')
    parser.add_argument('--modes', type=int, default=6, help='most modes of a group that map and flow see at once')
    parser.add_argument('--crop', type=int, default=32, help='side of the window of map and flow, in cells of the hints')
    parser.add_argument('--rate', type=float, default=1e-3)
    parser.add_argument('--average', type=float, default=0.995)
    parser.add_argument('--camera', type=float, default=0.35, help='share of groups to which movements of the camera are added')
    parser.add_argument('--noise', type=float, default=0.25, help='deviation of the noise that flow matching starts from, in units of a mode')
    parser.add_argument('--check-minutes', type=float, default=5)
    parser.add_argument('--save-minutes', type=float, default=2)
    return parser.parse_args()


def network_of(kind):
    return FilterNet() if kind == 'filter' else MapNet(timed=kind == 'flow')


def load_network(path, device='cpu'):
    """The averaged weights of a checkpoint, and its options."""
    state = torch.load(path, map_location=device)
    network = network_of(state['options']['network'])
    network.load_state_dict(state['average'])
    return network.to(device).eval(), state['options']


def relative_error(maps, group, still=0.0):
    """Mean error that is seen, as a share of that of the classical maps and of `still` times that of no motion."""
    seen = [seen_error(one - group.target, group.velocity, group.position).mean() for one in (maps, group.classical, torch.zeros_like(maps))]
    return seen[0] / (seen[1] + still * seen[2] + 1e-6)


def mean_maps(network, group):
    return group.classical + filtered(group.coarse, network(filter_inputs(group)), coarseness(group.coarse, group.steps))


class Training(TrainingLoop):
    def __init__(self, options):
        super().__init__(options)
        self.data = MotionData(options.data)
        torch.manual_seed(options.seed)
        self.network = network_of(options.network).to(self.device)
        self.mean = load_network(options.mean, self.device)[0] if options.mean else None
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.tuner = torch.optim.Adam(self.network.parameters(), options.rate, betas=(0.9, 0.99))
        self.sums = []
        state = self.last()
        if state is not None:
            self.network.load_state_dict(state['model'])
            self.tuner.load_state_dict(state['tuner'])
            self.average, self.step, self.seconds = state['average'], state['step'], state['seconds']
        self.random = np.random.default_rng([options.seed, self.step])
        torch.manual_seed(options.seed + self.step)

    def checkpoint(self):
        return dict(model=self.network.state_dict(), average=self.average, tuner=self.tuner.state_dict())

    def sample(self):
        pair = self.data.train[self.random.integers(len(self.data.train))]
        group = self.data.group(pair).turned(int(self.random.integers(4)), bool(self.random.integers(2)))
        if self.random.random() < self.options.camera:
            group = with_camera(group, self.random)
        for name, value in vars(group).items():
            setattr(group, name, value.to(self.device))
        return group

    def loss(self, group):
        if self.options.network == 'filter':
            return relative_error(mean_maps(self.network, group), group, STILL_SHARE)
        with torch.no_grad():
            mean = mean_maps(self.mean, group)
        scene = filter_inputs(group)
        maps, unit = map_inputs(group, mean)
        residual = F.pixel_unshuffle(group.target - mean, 2) / unit
        # Modes that hardly move count little.
        motion = (torch.diagonal(group.velocity + group.position / 24)[:, None, None, None] * unit ** 2)
        chosen = torch.from_numpy(self.random.permutation(len(maps))[:self.options.modes])
        crop = self.options.crop
        y, x = (int(self.random.integers(side - crop + 1)) for side in maps.shape[-2:])
        scene = scene[..., y:y + crop, x:x + crop]
        maps, residual = (part[chosen][..., y:y + crop, x:x + crop] for part in (maps, residual))
        weight = (motion / motion.max())[chosen].sqrt()
        if self.options.network == 'map':
            error = self.network(scene, maps) - residual
        else:
            residual = residual.clamp(-3, 3)
            start = self.options.noise * torch.randn_like(residual)
            when = torch.rand(len(residual), 1, 1, 1, device=self.device)
            noisy = torch.cat([torch.lerp(start, residual, when), when.expand(-1, 1, crop, crop)], 1)
            error = self.network(scene, maps, noisy) - (residual - start)
        root = error.pow(2).add(1e-4).sqrt() if self.options.network == 'map' else error.pow(2)
        return (weight * root).mean() / weight.mean()

    def run_step(self):
        options = self.options
        self.set_rate(self.tuner, 50, 0.3, 0.05)
        self.tuner.zero_grad(set_to_none=True)
        for _ in range(options.groups):
            loss = self.loss(self.sample())
            (loss / options.groups).backward()
            self.sums.append(float(loss))
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.tuner.step()
        self.step += 1
        decay = min(options.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - decay)

    def check(self):
        """Error on held-out clips as a share of that of the classical generator, averaged weights."""
        self.data.reload()
        network = network_of(self.options.network).to(self.device).eval()
        network.load_state_dict(self.average)
        rows = {}
        with torch.no_grad():
            for pair in self.data.held[::2]:
                group = self.data.group(pair)
                if self.options.network == 'filter':
                    maps = mean_maps(network, group)
                else:
                    mean = mean_maps(self.mean, group)
                    inputs, unit = map_inputs(group, mean)
                    noisy = [] if self.options.network == 'map' else [torch.zeros(len(inputs), 9, *inputs.shape[-2:])]
                    maps = mean + F.pixel_shuffle(network(filter_inputs(group), inputs, *noisy) * unit, 2)
                rows.setdefault(pair[0]['clip'], []).append([float(relative_error(one, group, STILL_SHARE)) for one in (maps, group.classical)])
        means = {clip: round(float(np.divide(*np.mean(values, 0))), 4) for clip, values in rows.items()}
        if means:
            self.log(dict(step=self.step, held=round(float(np.mean(list(means.values()))), 4), clips=means, train_items=len(self.data.train)))

    def report(self):
        self.log(dict(step=self.step, minutes=round(self.seconds / 60, 1), loss=round(float(np.mean(self.sums)), 5)))
        self.sums = []

    def duties(self):
        return [(REPORT_SECONDS, self.report), (self.options.check_minutes * 60, self.check)]


if __name__ == '__main__':
    torch.set_flush_denormal(True)
    training = Training(parse())
    training.run()
    training.check()
