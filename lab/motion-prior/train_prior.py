"""Trains the network that draws motion on what training-volumes.ts writes.

  python3 lab/motion-prior/train_prior.py scratch/motion-volumes.dat --out checkpoints/motion-prior --minutes 90

Run again with the same --out it goes on where it was. A checkpoint is written every few minutes and on SIGTERM. The data
may still be growing. Everything random comes from --seed.
"""
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from prior_data import in_phase, read_windows, sample
from prior_model import OCTAVES, PriorNet, smooth_noise
from training_loop import AveragedTraining, training_parser, with_weights

# Windows with less motion than this count less.
STILL = 0.01


def parse():
    parser = training_parser(__doc__, minutes=90, rate=6e-4, average=0.999, check_minutes=5)
    parser.add_argument('--batch', type=int, default=8)
    return parser.parse_args()


def load_network(path, device='cpu'):
    """The averaged weights of a checkpoint."""
    return with_weights(PriorNet(), path, device)


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


class Training(AveragedTraining):
    def __init__(self, options):
        super().__init__(options, lambda: PriorNet().to(memory_format=torch.channels_last),
                         lambda weights: torch.optim.AdamW(weights, options.rate, betas=(0.9, 0.99), weight_decay=0.01))
        self.load()

    def load(self):
        windows = read_windows(self.options.data)
        self.train = [w for w in windows if not w.held]
        self.held = [w for w in windows if w.held]
        weights = np.array([w.weight for w in self.train])
        self.chances = weights / weights.sum()

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
        self.finish_step()

    def check(self):
        """Loss on held-out windows at four times, averaged weights."""
        self.load()
        network = self.averaged(PriorNet())
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



if __name__ == '__main__':
    torch.set_flush_denormal(True)
    training = Training(parse())
    training.run()
    training.check()
