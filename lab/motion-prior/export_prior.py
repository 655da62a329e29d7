"""Writes the network that draws motion, or the one that guesses statistics, as ONNX, and what PyTorch makes of some inputs.

  python3 lab/motion-prior/export_prior.py checkpoints/motion-prior/last.pt scratch/prior-2.onnx [--check scratch/prior-check]
  python3 lab/motion-prior/export_prior.py --statistics checkpoints/statistics/last.pt scratch/statistics-2.onnx
  node lab/motion-prior/check-prior.js scratch/prior-2.onnx scratch/prior-check

The contract of the file is in packages/models/README.md. Weights are stored in 8 bits with a scale for each output channel
and widened when the session starts; all arithmetic is in 32 bits.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from prior_model import SCENE, STATE
from stored_weights import store
from statistics_model import PLANES
from train_prior import load_network as load_prior
from train_statistics import load_network as load_statistics

CELLS = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('output')
    parser.add_argument('--statistics', action='store_true')
    parser.add_argument('--bits', type=int, default=8)
    parser.add_argument('--check', default='scratch/prior-check')
    options = parser.parse_args()
    output, check = Path(options.output), Path(options.check)
    output.parent.mkdir(parents=True, exist_ok=True)
    check.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    planes = lambda count: torch.from_numpy(random.standard_normal((1, count, CELLS, CELLS), np.float32))
    if options.statistics:
        network, inputs, name = load_statistics(options.checkpoint), dict(scene=planes(PLANES)), 'strengths'
    else:
        network, name = load_prior(options.checkpoint), 'velocity'
        inputs = dict(state=planes(STATE), scene=planes(SCENE), time=torch.tensor([0.25]))
    weights = sum(weight.numel() for weight in network.parameters())
    store(network, options.bits)
    space = {key: {2: 'height', 3: 'width'} for key in (*inputs, name) if key != 'time'}
    torch.onnx.export(network, tuple(inputs.values()), output, input_names=list(inputs), output_names=[name],
                      dynamic_axes=space, opset_version=13, do_constant_folding=False)
    with torch.no_grad():
        named = {**inputs, name: network(*inputs.values())}
    for key, value in named.items():
        value.numpy().tofile(check / f'{key}.f32')
    shapes = {name: list(value.shape) for name, value in named.items()}
    (check / 'index.json').write_text(json.dumps(dict(inputs=list(inputs), output=name, shapes=shapes)))
    content = output.read_bytes()
    print(f'{output}: {weights} weights, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}')


if __name__ == '__main__':
    main()
