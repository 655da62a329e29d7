"""What every training has: a folder with checkpoints and a log, time that is counted over resumptions, and regular duties."""
import argparse
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch


class TrainingLoop:
    """Subclasses have `run_step`, `checkpoint` and `duties`, and count `step`."""

    def __init__(self, options, clock=time.monotonic):
        self.options = options
        self.clock = clock
        self.folder = Path(options.out)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.device = torch.device(options.device)
        self.step = 0
        self.seconds = 0.0

    def last(self):
        """The checkpoint to go on from; `None` at the beginning."""
        path = self.folder / 'last.pt'
        return torch.load(path, map_location=self.device) if path.exists() else None

    def save(self):
        state = dict(self.checkpoint(), step=self.step, seconds=self.seconds, options=vars(self.options))
        torch.save(state, self.folder / 'last.pt.tmp')
        os.replace(self.folder / 'last.pt.tmp', self.folder / 'last.pt')

    def log(self, line):
        print(json.dumps(line), flush=True)
        with open(self.folder / 'log.jsonl', 'a') as file:
            file.write(json.dumps(line) + '\n')

    def set_rate(self, tuner, warm, hold, final):
        """The learning rate rises over `warm` steps, holds for a share of the minutes, then falls in a straight line."""
        done = min(self.seconds / (self.options.minutes * 60), 1)
        fall = 1 - (1 - final) * max(0.0, (done - hold) / (1 - hold))
        for group in tuner.param_groups:
            rate = self.options.rate * min((self.step + 1) / warm, 1) * fall
            if torch.is_tensor(group['lr']):
                group['lr'].fill_(rate)
            else:
                group['lr'] = rate

    def run(self):
        """Steps until the minutes are over or a signal comes, with duties, `(seconds, function)`, in between; tells whether it got to the end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        self.stopping = False
        duties = [*self.duties(), (self.options.save_minutes * 60, self.save)]
        due = [time.monotonic() + seconds for seconds, _ in duties]
        while not self.stopping and self.seconds < self.options.minutes * 60:
            before = self.clock()
            self.run_step()
            self.seconds += self.clock() - before
            for number, (seconds, duty) in enumerate(duties):
                if time.monotonic() >= due[number]:
                    duty()
                    due[number] = time.monotonic() + seconds
        self.save()
        return not self.stopping

    def stop(self):
        self.stopping = True


def training_parser(description, minutes, rate, average, check_minutes):
    """The options that every training of an averaged network has, with the defaults that differ."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--out', required=True)
    parser.add_argument('--minutes', type=float, default=minutes)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--rate', type=float, default=rate)
    parser.add_argument('--average', type=float, default=average)
    parser.add_argument('--check-minutes', type=float, default=check_minutes)
    parser.add_argument('--save-minutes', type=float, default=2)
    return parser


def with_weights(network, path, device='cpu', name='average'):
    """A network with weights of a checkpoint."""
    network.load_state_dict(torch.load(path, map_location=device)[name])
    return network.to(device).eval()


class AveragedTraining(TrainingLoop):
    """Trains one network and keeps an exponential average of its weights, which is what ships.

    Subclasses have `run_step`, which ends with `finish_step`, and `check`.
    """
    report_seconds = 60

    def __init__(self, options, make_network, make_tuner):
        super().__init__(options)
        torch.manual_seed(options.seed)
        self.network = make_network().to(self.device)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.tuner = make_tuner(self.network.parameters())
        self.sums = []
        state = self.last()
        if state is not None:
            self.resume(state)
        self.random = np.random.default_rng([options.seed, self.step])
        torch.manual_seed(options.seed + self.step)

    def resume(self, state):
        self.network.load_state_dict(state['model'])
        self.tuner.load_state_dict(state['tuner'])
        self.average, self.step, self.seconds = state['average'], state['step'], state['seconds']

    def checkpoint(self):
        return dict(model=self.network.state_dict(), average=self.average, tuner=self.tuner.state_dict())

    def finish_step(self):
        """Moves the weights by the gradients that are there, and the average after them."""
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.tuner.step()
        self.step += 1
        decay = min(self.options.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - decay)

    def averaged(self, network):
        """A network of the same kind with the averaged weights."""
        network.load_state_dict(self.average)
        return network.to(self.device).eval()

    def report(self):
        self.log(dict(step=self.step, minutes=round(self.seconds / 60, 1), loss=round(float(np.mean(self.sums)), 5)))
        self.sums = []

    def duties(self):
        return [(self.report_seconds, self.report), (self.options.check_minutes * 60, self.check)]
