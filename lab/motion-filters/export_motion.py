"""Writes the network of the motion generator as ONNX, and what PyTorch makes of some inputs, for check-motion.js.

  python3 lab/motion-filters/export_motion.py checkpoints/motion-filter/last.pt scratch/motion-2.onnx [--check scratch/motion-check]
  node lab/motion-filters/check-motion.js scratch/motion-2.onnx scratch/motion-check

The contract of the file is in packages/models/README.md. Weights are stored as 16-bit floats and widened when the session
starts; all arithmetic is in 32 bits.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from stored_weights import store
from train_motion import load_network

CELLS = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('output')
    parser.add_argument('--check', default='scratch/motion-check')
    options = parser.parse_args()
    output, check = Path(options.output), Path(options.check)
    output.parent.mkdir(parents=True, exist_ok=True)
    check.mkdir(parents=True, exist_ok=True)
    network = load_network(options.checkpoint)
    weights = sum(weight.numel() for weight in network.parameters())
    store(network, 16)
    scene = torch.from_numpy(np.random.default_rng(1).standard_normal((1, 29, CELLS, CELLS), np.float32))
    space = {2: 'height', 3: 'width'}
    torch.onnx.export(network, (scene,), output, input_names=['scene'], output_names=['filters'],
                      dynamic_axes=dict(scene=space, filters=space), opset_version=13, do_constant_folding=False)
    with torch.no_grad():
        named = dict(scene=scene, filters=network(scene))
    for name, value in named.items():
        value.numpy().tofile(check / f'{name}.f32')
    (check / 'index.json').write_text(json.dumps({name: list(value.shape) for name, value in named.items()}))
    content = output.read_bytes()
    print(f'{output}: {weights} weights, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}')


if __name__ == '__main__':
    main()
