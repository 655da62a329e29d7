"""Writes the averaged weights of a checkpoint as an ONNX file, and what PyTorch makes of a test picture beside it.

  python3 lab/appearance/export_appearance.py checkpoints/appearance/last.pt scratch/appearance-4.onnx --bits 8
  node lab/appearance/check-appearance.js scratch/appearance-4.onnx scratch/appearance-check

Weights are stored as 16-bit floats, or as 8-bit integers with a scale for each output channel, and widened when the session
starts; all arithmetic is in 32 bits. Inputs `picture` (1 x 6 x h/2 x w/2), `quantiser` (1) and, where the network has planes of it,
`noise` (1 x planes x h/2 x w/2), output `restored` like `picture`; see packages/models/README.md.
"""
import argparse
import copy
import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from appearance_model import PLANES, AppearanceNet, macs, white_noise
from stored_weights import store


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
    parser.add_argument('--bits', type=int, choices=(8, 16), default=16, help='of stored weights')
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    model, checkpoint = load(options.checkpoint)
    parameters = sum(weight.numel() for weight in model.parameters())
    work = 2 * macs(model, 256, 256) / 1e9
    examples = [(test_picture(height, width), quantiser) for height, width, quantiser in ((256, 256, 0.9), (144, 200, 0.4), (64, 64, 1.0))]
    folder = Path(options.check)
    folder.mkdir(parents=True, exist_ok=True)
    planes = model.shape['noise']
    full = copy.deepcopy(model)
    store(model, options.bits)
    index = []
    moved = 0.0
    with torch.no_grad():
        for number, (picture, quantiser) in enumerate(examples):
            picture = torch.from_numpy(picture)
            noise = [white_noise(picture, planes, torch.Generator().manual_seed(number))] if planes else []
            restored = model(picture, torch.tensor([quantiser]), *noise)
            moved = max(moved, float((restored - full(picture, torch.tensor([quantiser]), *noise)).pow(2).mean().sqrt()))
            for name, value in zip(('picture', 'restored', 'noise'), (picture, restored, *noise)):
                value.numpy().tofile(folder / ('%s-%d.f32' % (name, number)))
            index.append(dict(shape=list(picture.shape), quantiser=quantiser, noise=planes))
    (folder / 'index.json').write_text(json.dumps(index))
    os.makedirs(os.path.dirname(options.output) or '.', exist_ok=True)
    free = {2: 'rows', 3: 'columns'}
    names = ['picture', 'quantiser'] + (['noise'] if planes else [])
    torch.onnx.export(model, (torch.from_numpy(examples[0][0]), torch.tensor([examples[0][1]]), *([white_noise(torch.from_numpy(examples[0][0]), planes)] if planes else [])),
                      options.output + '.tmp', opset_version=13, input_names=names, output_names=['restored'],
                      dynamic_axes={name: free for name in ('picture', 'noise', 'restored') if name in (*names, 'restored')}, do_constant_folding=False)
    os.replace(options.output + '.tmp', options.output)
    digest = hashlib.sha256(Path(options.output).read_bytes()).hexdigest()
    print('%s: %d bytes, %d parameters, %.1f GFLOP at 256x256, step %d, SHA-256 %s; storing moves samples by %.3f levels (root mean square, most of %d pictures)'
          % (options.output, os.path.getsize(options.output), parameters, work, checkpoint['step'], digest, 255 * moved, len(examples)))


if __name__ == '__main__':
    main()
