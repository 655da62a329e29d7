"""Trains the network that guesses statistics on what training-statistics.ts writes.

  python3 lab/motion-prior/train_statistics.py scratch/statistics.dat --out checkpoints/statistics --minutes 15

Run again with the same --out it goes on where it was; the best weights on held-out clips are kept. Everything random comes from
--seed.
"""
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from prior_data import KEY_BYTES, key_of, key_planes, read_records, weight_of
from prior_model import position_planes
from statistics_model import OCTAVES, StatisticsNet
from training_loop import AveragedTraining, training_parser, with_weights

CELLS = 16
# What is faint: displacement as a share of the picture's side, light in code values.
FAINT = (1 / 32 / 256, 0.5)


def parse():
    parser = training_parser(__doc__, minutes=15, rate=1e-3, average=0.995, check_minutes=1)
    parser.add_argument('--batch', type=int, default=16)
    return parser.parse_args()


def load_network(path, device='cpu'):
    """The weights with the least error on held-out clips."""
    return with_weights(StatisticsNet(), path, device, 'best')


class Item:
    def __init__(self, description, values):
        self.clip, self.held = description['clip'], description['held']
        self.weight = weight_of(self.clip)
        self.key = key_of(values)
        strengths = values[KEY_BYTES:].view('<u2').reshape(2, OCTAVES, CELLS, CELLS).astype(np.float32)
        parts = [strengths[0] / 10_000 / FAINT[0], strengths[1] / 256 / FAINT[1]]
        self.target = torch.log2(1 + torch.from_numpy(np.concatenate(parts)))


def scene_of(key):
    planes = key_planes(key)
    return torch.cat([planes, position_planes(*planes.shape[1:])])


class Training(AveragedTraining):
    def __init__(self, options):
        self.best, self.least = None, float('inf')
        super().__init__(options, lambda: StatisticsNet().to(memory_format=torch.channels_last),
                         lambda weights: torch.optim.AdamW(weights, options.rate, betas=(0.9, 0.99), weight_decay=0.05))
        items = [Item(*one) for one in read_records(options.data)]
        self.train = [item for item in items if not item.held]
        self.held = [item for item in items if item.held]
        weights = np.array([item.weight for item in self.train])
        self.chances = weights / weights.sum()

    def resume(self, state):
        super().resume(state)
        self.best, self.least = state['best'], state['least']

    def checkpoint(self):
        return dict(super().checkpoint(), best=self.best or self.average, least=self.least)

    def one(self, item):
        random, key, target = self.random, item.key.float(), item.target
        gain = torch.from_numpy(random.uniform(0.75, 1.3, (3, 1, 1)).astype(np.float32)) ** 0.5 * float(random.uniform(0.7, 1.25))
        key = (key * gain + float(random.normal(0, 12)) + float(random.uniform(0, 6)) * torch.randn_like(key)).clamp(0, 255)
        if random.random() < 0.1:
            key = key.mean(0, keepdim=True).expand(3, -1, -1)
        if random.random() < 0.5:
            key, target = key.flip(-1), target.flip(-1)
        # Shifted by whole cells; what comes in at the other side is a mirror image.
        dx, dy = (int(random.integers(-4, 5)) for _ in range(2))
        return scene_of(shifted(key, 8 * dx, 8 * dy)), shifted(target, dx, dy)

    def run_step(self):
        options = self.options
        self.set_rate(self.tuner, 50, 0.3, 0.03)
        self.tuner.zero_grad(set_to_none=True)
        chosen = self.random.choice(len(self.train), options.batch, p=self.chances)
        scene, target = (torch.stack(part).to(self.device) for part in zip(*(self.one(self.train[i]) for i in chosen)))
        with torch.autocast(scene.device.type, dtype=torch.bfloat16):
            found = self.network(scene)
        loss = error_of(found.float(), target)
        loss.backward()
        self.sums.append(float(loss))
        self.finish_step()

    def check(self):
        network = self.averaged(StatisticsNet())
        by_clip = {}
        with torch.no_grad():
            for item in self.held:
                found = network(scene_of(item.key)[None].to(self.device))
                target = item.target[None].to(self.device)
                level = float((found[:, :OCTAVES].mean() - target[:, :OCTAVES].mean()))
                by_clip.setdefault(item.clip, []).append((float(error_of(found, target)), level))
        means = {clip: np.mean(values, 0) for clip, values in by_clip.items()}
        held = float(np.mean([error for error, _ in means.values()]))
        if held < self.least:
            self.least, self.best = held, {name: value.clone() for name, value in self.average.items()}
        levels = {clip: round(float(level), 2) for clip, (_, level) in means.items()}
        self.log(dict(step=self.step, held=round(held, 4), best=round(self.least, 4), levels=levels, train=len(self.train)))


def shifted(planes, dx, dy):
    height, width = planes.shape[1:]
    rows, columns = mirrored(height, dy), mirrored(width, dx)
    return planes[:, rows][:, :, columns]


def mirrored(count, shift):
    at = torch.arange(count) + shift
    return torch.where(at < 0, -1 - at, torch.where(at >= count, 2 * count - 1 - at, at))


def error_of(found, target):
    """Mean absolute error in octaves of strength."""
    return (found - target).abs().mean()


if __name__ == '__main__':
    torch.set_flush_denormal(True)
    training = Training(parse())
    training.run()
    training.check()
    training.save()
