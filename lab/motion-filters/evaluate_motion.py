"""Errors of motion generators on held-out clips, by price of the motion, as shares of the classical generator's.

  python3 training/evaluate_motion.py scratch/motion-data checkpoints/motion-filter/last.pt [checkpoints/motion-map/last.pt ...]

The error is what is seen in velocity (`seen_error`), everywhere and in the tenth of the cells where the true speed
changes most. Map and flow networks take the first checkpoint, of a filter network, as their mean. What frames look like and move like is
measured by bench/motion-generators.ts.
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from motion_data import MotionData, seen_error
from motion_model import filter_inputs, map_inputs
from train_motion import load_network, mean_maps

STEPS = (1, 2, 4, 8)


def boundary(group):
    speed = seen_error(group.target, group.velocity, torch.zeros_like(group.velocity))
    change = F.pad((speed[1:] - speed[:-1]).abs(), (0, 0, 0, 1)) + F.pad((speed[:, 1:] - speed[:, :-1]).abs(), (0, 1))
    return change >= change.flatten().quantile(0.9)


def sample(network, scene, maps, steps, noise, seed):
    """Euler steps; a single one starts from no noise."""
    random = torch.Generator().manual_seed(seed)
    state = (0 if steps == 1 else noise) * torch.randn(len(maps), 8, *maps.shape[-2:], generator=random)
    for step in range(steps):
        when = torch.full_like(state[:, :1], step / steps)
        state = state + network(scene, maps, torch.cat([state, when], 1)) / steps
    return state


def generators(networks, group):
    """Maps of every generator by name."""
    out = dict(classical=group.classical)
    mean = out['filters'] = mean_maps(networks[0][0], group)
    scene = filter_inputs(group)
    maps, unit = map_inputs(group, mean)
    for network, options in networks[1:]:
        if options['network'] == 'map':
            out['regression'] = mean + F.pixel_shuffle(network(scene, maps) * unit, 2)
        else:
            for steps in STEPS:
                out[f'flow matching, {steps}'] = mean + F.pixel_shuffle(sample(network, scene, maps, steps, options['noise'], 1) * unit, 2)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('checkpoints', nargs='+')
    parser.add_argument('--every', type=int, default=1, help='take every n-th group')
    options = parser.parse_args()
    data = MotionData(options.data)
    networks = [load_network(path) for path in options.checkpoints]
    rows = {}
    with torch.no_grad():
        for pair in data.held[::options.every]:
            group = data.group(pair)
            edges = boundary(group)
            for name, maps in generators(networks, group).items():
                seen = seen_error(maps - group.target, group.velocity, torch.zeros_like(group.velocity))
                for key in (pair[1]['price'], pair[0]['clip'], 'all'):
                    rows.setdefault(key, {}).setdefault(name, []).append((float(seen.mean()), float(seen[edges].mean())))
    for key, named in rows.items():
        base = np.mean(named['classical'], 0)
        shares = {name: np.mean(values, 0) / base for name, values in named.items()}
        print(f'{key}: ' + ', '.join(f'{name} {all_cells:.3f} ({at_edges:.3f})' for name, (all_cells, at_edges) in shares.items()))


if __name__ == '__main__':
    main()
