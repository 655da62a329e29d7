"""Writes networks of the motion generator as ONNX, and what PyTorch makes of some inputs, for check-motion.js.

  python3 training/export_motion.py OUT_FOLDER CHECKPOINT... [--check scratch/motion-check]

Files are named motion-filter.onnx, motion-map.onnx, motion-flow.onnx, for bench/motion-generators.ts; the first is what
ships as models/motion-N.onnx (contract in models/README.md). Weights are stored as 16-bit floats and widened when the
session starts; all arithmetic is in 32 bits.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from export_appearance import store
from train_motion import load_network

CELLS = 64


def inputs_of(kind, modes, random):
    def tensor(*shape):
        return torch.from_numpy(random.standard_normal(shape, np.float32))
    named = dict(scene=tensor(1, 29, CELLS, CELLS))
    if kind != 'filter':
        named['maps'] = tensor(modes, 11, CELLS, CELLS)
    if kind == 'flow':
        named['noisy'] = tensor(modes, 9, CELLS, CELLS)
    return named


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out')
    parser.add_argument('checkpoints', nargs='+')
    parser.add_argument('--check', default='scratch/motion-check')
    options = parser.parse_args()
    out, check = Path(options.out), Path(options.check)
    out.mkdir(parents=True, exist_ok=True)
    check.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    for path in options.checkpoints:
        network, trained = load_network(path)
        kind = trained['network']
        weights = sum(weight.numel() for weight in network.parameters())
        store(network, 16)
        named = inputs_of(kind, 3, random)
        output = 'filters' if kind == 'filter' else 'residual'
        space = {2: 'height', 3: 'width'}
        axes = {name: space if name == 'scene' else {0: 'modes', **space} for name in [*named, output]}
        if kind == 'filter':
            axes[output] = space
        torch.onnx.export(network, tuple(named.values()), out / f'motion-{kind}.onnx', input_names=list(named), output_names=[output],
                          dynamic_axes=axes, opset_version=13, do_constant_folding=False)
        with torch.no_grad():
            named[output] = network(*named.values())
        for name, value in named.items():
            value.numpy().tofile(check / f'{kind}-{name}.bin')
        (check / f'{kind}.json').write_text(json.dumps({name: list(value.shape) for name, value in named.items()}))
        content = (out / f'motion-{kind}.onnx').read_bytes()
        print(f'{kind}: {weights} weights, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}')


if __name__ == '__main__':
    main()
