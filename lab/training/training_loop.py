"""What every training has: a folder with checkpoints and a log, time that is counted over resumptions, and regular duties."""
import json
import os
import signal
import time
from pathlib import Path

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
            group['lr'] = self.options.rate * min((self.step + 1) / warm, 1) * fall

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
