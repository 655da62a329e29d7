"""Trains the network that draws motion on what training-volumes.ts writes.

  python3 lab/motion-prior/train_prior.py scratch/motion-volumes.dat --out checkpoints/motion-prior --minutes 90

Run again with the same --out it goes on where it was. A checkpoint is written every few minutes and on SIGTERM. The data
may still be growing. Everything random comes from --seed.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from prior_data import in_phase, read_windows, sample
from prior_model import OCTAVES, PriorNet, smooth_noise
from training_loop import TrainingLoop

REPORT_SECONDS = 60
# Windows with less motion than this count less.
STILL = 0.01


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--out', required=True)
    parser.add_argument('--minutes', type=float, default=90)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--batch', type=int, default=8)
    parser.add_argument('--rate', type=float, default=6e-4)
    parser.add_argument('--average', type=float, default=0.999)
    parser.add_argument('--check-minutes', type=float, default=5)
    parser.add_argument('--save-minutes', type=float, default=2)
    return parser.parse_args()


def load_network(path, device='cpu'):
    """The averaged weights of a checkpoint."""
    network = PriorNet()
    network.load_state_dict(torch.load(path, map_location=device)['average'])
    return network.to(device).eval()


def loss_of(network, scene, target, weight, noise, time):
    """Mean square error of the velocity as a share of its mean square, window by window."""
    t = time[:, None, None, None]
    velocity = target - noise
    with torch.autocast(scene.device.type, dtype=torch.bfloat16):
        found = network(noise + t * velocity, scene, time)
    error = found.float() - velocity
    w = weight.repeat_interleave(4, 1)
    part, whole = ((w * value ** 2).mean((1, 2, 3)) for value in (error, velocity))
    return (part / (whole + STILL)).mean()


class Training(TrainingLoop):
    def __init__(self, options):
        super().__init__(options)
        self.load()
        torch.manual_seed(options.seed)
        self.network = PriorNet().to(self.device, memory_format=torch.channels_last)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.tuner = torch.optim.AdamW(self.network.parameters(), options.rate, betas=(0.9, 0.99), weight_decay=0.01)
        self.sums = []
        state = self.last()
        if state is not None:
            self.network.load_state_dict(state['model'])
            self.tuner.load_state_dict(state['tuner'])
            self.average, self.step, self.seconds = state['average'], state['step'], state['seconds']
        self.random = np.random.default_rng([options.seed, self.step])
        torch.manual_seed(options.seed + self.step)

    def load(self):
        windows = read_windows(self.options.data)
        self.train = [w for w in windows if not w.held]
        self.held = [w for w in windows if w.held]
        weights = np.array([w.weight for w in self.train])
        self.chances = weights / weights.sum()

    def checkpoint(self):
        return dict(model=self.network.state_dict(), average=self.average, tuner=self.tuner.state_dict())

    def batch(self, windows, random, train):
        parts = [sample(window, random, train) for window in windows]
        stacked = [torch.stack([getattr(part, name) for part in parts]) for name in ('scene', 'target', 'weight')]
        noise = smooth_noise(stacked[1].shape)
        stacked[1] = in_phase(stacked[1], noise, stacked[2])
        return [value.to(self.device) for value in (*stacked, noise)]

    def run_step(self):
        options = self.options
        self.set_rate(self.tuner, 100, 0.4, 0.03)
        self.tuner.zero_grad(set_to_none=True)
        chosen = self.random.choice(len(self.train), options.batch, p=self.chances)
        scene, target, weight, noise = self.batch([self.train[i] for i in chosen], self.random, True)
        # Half of the times are those of the first of few steps, which have the most to do.
        time = torch.rand(options.batch, device=self.device) ** 1.5
        loss = loss_of(self.network, scene, target, weight, noise, time)
        loss.backward()
        self.sums.append(float(loss))
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.tuner.step()
        self.step += 1
        decay = min(options.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - decay)

    def check(self):
        """Loss on held-out windows at four times, averaged weights."""
        self.load()
        network = PriorNet().to(self.device).eval()
        network.load_state_dict(self.average)
        state = torch.random.get_rng_state()
        torch.manual_seed(0)
        rows = {}
        with torch.no_grad():
            for window in self.held[::2]:
                scene, target, weight, noise = self.batch([window], np.random.default_rng(0), False)
                for time in (0.0, 0.25, 0.5, 0.75):
                    rows.setdefault(time, []).append(float(loss_of(network, scene, target, weight, noise, torch.tensor([time], device=self.device))))
        torch.random.set_rng_state(state)
        held = {time: round(float(np.mean(values)), 4) for time, values in rows.items()}
        self.log(dict(step=self.step, held=held, train_windows=len(self.train), held_windows=len(self.held)))

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
