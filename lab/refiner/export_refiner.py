"""Writes the averaged weights of a checkpoint as an ONNX file, and what PyTorch makes of a test frame beside it.

  python3 training/export_refiner.py checkpoints/refiner/last.pt scratch/refiner.onnx
  node training/check-refiner.js scratch/refiner.onnx scratch/refiner-check

Inputs `frame` and `change` (1 x 6 x h/2 x w/2) and `knowledge` (1 x 9 x h/2 x w/2), output `refined` like `change`. Weights are
stored as 16-bit floats and widened when the session starts.
"""
import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import torch

from export_appearance import store, test_picture
from refiner_model import KNOWLEDGE, PLANES, RefinerNet, macs


def load(path):
    checkpoint = torch.load(path, map_location='cpu')
    model = RefinerNet(**checkpoint['shape'])
    model.load_state_dict(checkpoint['average'])
    return model.eval(), checkpoint


def test_inputs(height, width):
    frame = test_picture(height, width)
    plane, y, x = np.meshgrid(np.arange(KNOWLEDGE), np.arange(height // 2), np.arange(width // 2), indexing='ij')
    knowledge = (0.4 * np.sin(0.07 * x + 0.11 * y + plane)).astype(np.float32)[None]
    return frame, knowledge, (0.05 * frame[:, ::-1]).copy()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint', help='or "new" for a network that was not trained, to see what it costs')
    parser.add_argument('output')
    parser.add_argument('--check', default='scratch/refiner-check')
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    model, checkpoint = (RefinerNet().eval(), dict(step=0)) if options.checkpoint == 'new' else load(options.checkpoint)
    parameters = sum(weight.numel() for weight in model.parameters())
    work = 2 * macs(model, 256, 256) / 1e9
    folder = Path(options.check)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = ((256, 256), (144, 200))
    with torch.no_grad():
        for number, size in enumerate(sizes):
            inputs = test_inputs(*size)
            outputs = model(*map(torch.from_numpy, inputs)).numpy()
            for name, values in zip(('frame', 'knowledge', 'change', 'refined'), (*inputs, outputs)):
                values.tofile(folder / ('%s-%d.f32' % (name, number)))
    (folder / 'index.json').write_text(json.dumps([dict(height=h // 2, width=w // 2, planes=PLANES, knowledge=KNOWLEDGE) for h, w in sizes]))
    store(model, 16)
    os.makedirs(os.path.dirname(options.output) or '.', exist_ok=True)
    free = {2: 'rows', 3: 'columns'}
    torch.onnx.export(model, tuple(map(torch.from_numpy, test_inputs(*sizes[0]))), options.output + '.tmp',
                      opset_version=13, input_names=['frame', 'knowledge', 'change'], output_names=['refined'],
                      dynamic_axes=dict.fromkeys(('frame', 'knowledge', 'change', 'refined'), free), do_constant_folding=False)
    os.replace(options.output + '.tmp', options.output)
    digest = hashlib.sha256(Path(options.output).read_bytes()).hexdigest()
    print('%s: %d bytes, %d parameters, %.2f GFLOP at 256x256, step %d, SHA-256 %s'
          % (options.output, os.path.getsize(options.output), parameters, work, checkpoint['step'], digest))


if __name__ == '__main__':
    main()
