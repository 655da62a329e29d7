"""Writes the network that draws motion as ONNX, and what PyTorch makes of some inputs, for check-prior.js.

  python3 lab/motion-prior/export_prior.py checkpoints/motion-prior/last.pt scratch/prior-1.onnx [--check scratch/prior-check]
  node lab/motion-prior/check-prior.js scratch/prior-1.onnx scratch/prior-check

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
from train_prior import load_network

CELLS = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('output')
    parser.add_argument('--bits', type=int, default=8)
    parser.add_argument('--check', default='scratch/prior-check')
    options = parser.parse_args()
    output, check = Path(options.output), Path(options.check)
    output.parent.mkdir(parents=True, exist_ok=True)
    check.mkdir(parents=True, exist_ok=True)
    network = load_network(options.checkpoint)
    weights = sum(weight.numel() for weight in network.parameters())
    store(network, options.bits)
    random = np.random.default_rng(1)
    state, scene = (torch.from_numpy(random.standard_normal((1, planes, CELLS, CELLS), np.float32)) for planes in (STATE, SCENE))
    time = torch.tensor([0.25])
    space = {2: 'height', 3: 'width'}
    torch.onnx.export(network, (state, scene, time), output, input_names=['state', 'scene', 'time'], output_names=['velocity'],
                      dynamic_axes=dict(state=space, scene=space, velocity=space), opset_version=13, do_constant_folding=False)
    with torch.no_grad():
        named = dict(state=state, scene=scene, time=time, velocity=network(state, scene, time))
    for name, value in named.items():
        value.numpy().tofile(check / f'{name}.f32')
    (check / 'index.json').write_text(json.dumps({name: list(value.shape) for name, value in named.items()}))
    content = output.read_bytes()
    print(f'{output}: {weights} weights, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}')


if __name__ == '__main__':
    main()
