"""Writes the averaged weights of a checkpoint as an ONNX file, and what PyTorch makes of a test picture beside it.

  python3 training/export_appearance.py checkpoints/appearance/last.pt models/appearance-3.onnx
  node training/check-appearance.js models/appearance-3.onnx scratch/appearance-check

Weights are stored as 16-bit floats and widened when the session starts; all arithmetic is in 32 bits.
Inputs `picture` (1 x 6 x h/2 x w/2) and `bits` (1), output `restored` like `picture`; see models/README.md.
"""
import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn

from appearance_model import PLANES, AppearanceNet, macs


class Halved(nn.Module):
    """A layer whose weights are kept in 16 bits; the cast is part of the graph."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        self.stored = nn.ParameterDict({name: nn.Parameter(value.detach().half(), requires_grad=False)
                                        for name, value in layer.named_parameters()})
        for name in list(layer._parameters):
            del layer._parameters[name]

    def forward(self, x):
        for name, value in self.stored.items():
            setattr(self.layer, name, value.float())
        return self.layer(x)


def halve(module):
    for name, child in module.named_children():
        if isinstance(child, (nn.Conv2d, nn.Linear)):
            setattr(module, name, Halved(child))
        else:
            halve(child)
    return module


def load(path):
    checkpoint = torch.load(path, map_location='cpu')
    model = AppearanceNet(**checkpoint['shape'])
    model.load_state_dict(checkpoint['average'])
    return model.eval(), checkpoint


def test_picture(height, width):
    """A picture by formula: slopes, waves and an edge in all six planes."""
    plane, y, x = np.meshgrid(np.arange(PLANES), np.arange(height // 2), np.arange(width // 2), indexing='ij')
    waves = 0.3 * np.sin(0.21 * x + 0.13 * y + plane) + 0.15 * np.sin(0.9 * x - 0.7 * y)
    return (waves + 0.2 * ((x + 2 * y) % 40 > 20) - 0.1).astype(np.float32)[None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('output')
    parser.add_argument('--check', default='scratch/appearance-check')
    parser.add_argument('--wide', action='store_true', help='keep weights in 32 bits')
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    model, checkpoint = load(options.checkpoint)
    parameters = sum(weight.numel() for weight in model.parameters())
    work = 2 * macs(model, 256, 256) / 1e9
    examples = [(test_picture(height, width), bits) for height, width, bits in ((256, 256, -1.5), (144, 200, -0.4), (64, 64, -3.0))]
    folder = Path(options.check)
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    with torch.no_grad():
        for number, (picture, bits) in enumerate(examples):
            restored = model(torch.from_numpy(picture), torch.tensor([bits])).numpy()
            picture.tofile(folder / ('picture-%d.f32' % number))
            restored.tofile(folder / ('restored-%d.f32' % number))
            index.append(dict(shape=list(picture.shape), bits=bits))
    (folder / 'index.json').write_text(json.dumps(index))
    if not options.wide:
        halve(model)
    os.makedirs(os.path.dirname(options.output) or '.', exist_ok=True)
    free = {2: 'rows', 3: 'columns'}
    torch.onnx.export(model, (torch.from_numpy(examples[0][0]), torch.tensor([examples[0][1]])), options.output + '.tmp',
                      opset_version=13, input_names=['picture', 'bits'], output_names=['restored'],
                      dynamic_axes={'picture': free, 'restored': free}, do_constant_folding=options.wide)
    os.replace(options.output + '.tmp', options.output)
    digest = hashlib.sha256(Path(options.output).read_bytes()).hexdigest()
    print('%s: %d bytes, %d parameters, %.1f GFLOP at 256x256, step %d, SHA-256 %s'
          % (options.output, os.path.getsize(options.output), parameters, work, checkpoint['step'], digest))


if __name__ == '__main__':
    main()
