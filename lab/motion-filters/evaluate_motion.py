"""Errors of motion generators on held-out clips, by price of the motion, as shares of the classical generator's.

  python3 lab/motion-filters/evaluate_motion.py scratch/motion-data checkpoints/motion-filter/last.pt

The error is what is seen in velocity (`seen_error`), everywhere and in the tenth of the cells where the true speed
changes most. What frames look like and move like is measured by lab/motion-filters/motion-generators.ts.
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from motion_data import MotionData, seen_error
from train_motion import dense_maps, load_network


def boundary(group):
    speed = seen_error(group.target, group.velocity, torch.zeros_like(group.velocity))
    change = F.pad((speed[1:] - speed[:-1]).abs(), (0, 0, 0, 1)) + F.pad((speed[:, 1:] - speed[:, :-1]).abs(), (0, 1))
    return change >= change.flatten().quantile(0.9)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('checkpoint')
    parser.add_argument('--every', type=int, default=1, help='take every n-th group')
    options = parser.parse_args()
    data = MotionData(options.data)
    network = load_network(options.checkpoint)
    rows = {}
    with torch.no_grad():
        for pair in data.held[::options.every]:
            group = data.group(pair)
            edges = boundary(group)
            for name, maps in dict(classical=group.classical, filters=dense_maps(network, group)).items():
                seen = seen_error(maps - group.target, group.velocity, torch.zeros_like(group.velocity))
                for key in (pair[1]['price'], pair[0]['clip'], 'all'):
                    rows.setdefault(key, {}).setdefault(name, []).append((float(seen.mean()), float(seen[edges].mean())))
    for key, named in rows.items():
        base = np.mean(named['classical'], 0)
        shares = {name: np.mean(values, 0) / base for name, values in named.items()}
        print(f'{key}: ' + ', '.join(f'{name} {all_cells:.3f} ({at_edges:.3f})' for name, (all_cells, at_edges) in shares.items()))


if __name__ == '__main__':
    main()
