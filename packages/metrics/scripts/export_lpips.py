"""Makes the LPIPS network of the bench as one ONNX file from the public weights.

  python3 packages/metrics/scripts/export_lpips.py [--backbone FILE] [--linear FILE] [--output artifacts/lpips-squeeze-v0.1.onnx]

LPIPS v0.1 with SqueezeNet 1.1 (Zhang, Isola, Efros, Shechtman, Wang, CVPR 2018; code and linear weights BSD-2-Clause,
SqueezeNet of torchvision BSD-3-Clause). Needs torch. The weights:

  --backbone   state dict of torchvision's squeezenet1_1 (names features.0.weight, ...); without it, torchvision is asked
  --linear     lpips/weights/v0.1/squeeze.pth of the LPIPS repository (names lin0.model.1.weight, ...); without it, the
               file is taken from the installed package lpips

The network: inputs reference and distorted (n x 3 x height x width, RGB from -1 to 1), output lpips (n). Afterwards it is
run on a pair of pictures by formula whose distance is known (0.5782) and refused if it is off by more than 0.002.
"""
import argparse
import importlib.util
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

CHANNELS = (64, 128, 256, 384, 384, 512, 512)
FIRES = {3: (64, 16, 64), 4: (128, 16, 64), 6: (128, 32, 128), 7: (256, 32, 128), 9: (256, 48, 192), 10: (384, 48, 192),
         11: (384, 64, 256), 12: (512, 64, 256)}
STAGES = ((3, 4), (6, 7), (9,), (10,), (11,), (12,))
SHIFT = (-0.030, -0.088, -0.188)
SCALE = (0.458, 0.448, 0.450)
KNOWN_DISTANCE = 0.578164


class Fire(nn.Module):
    def __init__(self, inputs, squeezed, expanded):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.expand1x1 = nn.Conv2d(squeezed, expanded, 1)
        self.expand3x3 = nn.Conv2d(squeezed, expanded, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


class Lpips(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.ModuleDict({'0': nn.Conv2d(3, 64, 3, stride=2)})
        for index, sizes in FIRES.items():
            self.features[str(index)] = Fire(*sizes)
        self.lin = nn.ModuleList(nn.Conv2d(channels, 1, 1, bias=False) for channels in CHANNELS)
        self.register_buffer('shift', torch.tensor(SHIFT).view(1, 3, 1, 1))
        self.register_buffer('scale', torch.tensor(SCALE).view(1, 3, 1, 1))

    def stages(self, picture):
        x = F.relu(self.features['0']((picture - self.shift) / self.scale))
        result = [x]
        for number, fires in enumerate(STAGES):
            if number < 3:
                x = F.max_pool2d(x, 3, 2, ceil_mode=True)
            for index in fires:
                x = self.features[str(index)](x)
            result.append(x)
        return [stage / (stage.pow(2).sum(1, keepdim=True).sqrt() + 1e-10) for stage in result]

    def forward(self, reference, distorted):
        pairs = zip(self.lin, self.stages(reference), self.stages(distorted))
        return sum(lin((a - b) ** 2).mean((1, 2, 3)) for lin, a, b in pairs)


def backbone_weights(path):
    if path:
        return torch.load(path, map_location='cpu')
    import torchvision
    return torchvision.models.squeezenet1_1(weights='IMAGENET1K_V1').state_dict()


def linear_weights(path):
    if not path:
        package = importlib.util.find_spec('lpips')
        if package is None:
            raise SystemExit('Expected --linear or the package lpips, which holds the linear weights')
        path = os.path.join(os.path.dirname(package.origin), 'weights', 'v0.1', 'squeeze.pth')
    return torch.load(path, map_location='cpu')


def load(backbone, linear):
    model = Lpips()
    state = {name: value for name, value in backbone_weights(backbone).items() if name.startswith('features.')}
    for number in range(len(CHANNELS)):
        state['lin.%d.weight' % number] = linear_weights(linear)['lin%d.model.1.weight' % number]
    missing, _ = model.load_state_dict({name: value.float() for name, value in state.items()}, strict=False)
    missing = [name for name in missing if name not in ('shift', 'scale')]
    if missing:
        raise SystemExit('Expected weights named like those of torchvision and LPIPS, but these are missing: ' + ', '.join(missing))
    return model.eval()


def formula_picture(a, b, c, side=256):
    y, x, k = torch.meshgrid(torch.arange(side), torch.arange(side), torch.arange(3), indexing='ij')
    return ((a * x + b * y + c * k) % 256).float().permute(2, 0, 1)[None] / 127.5 - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--backbone')
    parser.add_argument('--linear')
    parser.add_argument('--output', default='artifacts/lpips-squeeze-v0.1.onnx')
    options = parser.parse_args()
    model = load(options.backbone, options.linear)
    pair = (formula_picture(1, 2, 40), formula_picture(2, 1, 40))
    with torch.no_grad():
        distance = float(model(*pair))
    if abs(distance - KNOWN_DISTANCE) > 0.002:
        raise SystemExit('Expected a distance of %.4f for the known pair but these weights give %.4f' % (KNOWN_DISTANCE, distance))
    os.makedirs(os.path.dirname(options.output) or '.', exist_ok=True)
    free = {0: 'n', 2: 'height', 3: 'width'}
    torch.onnx.export(model, pair, options.output + '.tmp', opset_version=13, input_names=['reference', 'distorted'],
                      output_names=['lpips'], dynamic_axes={'reference': free, 'distorted': free, 'lpips': {0: 'n'}})
    os.replace(options.output + '.tmp', options.output)
    print('%s: %d bytes, known pair %.6f' % (options.output, os.path.getsize(options.output), distance))


if __name__ == '__main__':
    main()
