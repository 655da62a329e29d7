"""Weights of exported networks in few bits: 16-bit floats, or 8-bit integers with a scale for each output channel."""
import torch
import torch.nn as nn


class Stored(nn.Module):
    """A layer whose weights are kept in few bits; making them wide again is part of the graph."""

    def __init__(self, layer, bits):
        super().__init__()
        self.layer = layer
        self.names = [name for name, _ in layer.named_parameters()]
        for name in self.names:
            value = getattr(layer, name).detach()
            if bits == 8 and value.dim() > 1:
                scale = value.flatten(1).abs().amax(1).clamp_min(1e-12).reshape(-1, *[1] * (value.dim() - 1)) / 127
                self.register_buffer('stored_' + name, (value / scale).round().to(torch.int8))
                self.register_buffer('scale_' + name, scale)
            else:
                self.register_buffer('stored_' + name, value.half())
            del layer._parameters[name]

    def wide(self, name):
        scale = getattr(self, 'scale_' + name, None)
        value = getattr(self, 'stored_' + name).float()
        return value if scale is None else value * scale

    def forward(self, x):
        for name in self.names:
            setattr(self.layer, name, self.wide(name))
        return self.layer(x)


def store(module, bits):
    """Replaces every layer of `module` by one that keeps its weights in 16 or 8 bits."""
    for name, child in module.named_children():
        if isinstance(child, (nn.Conv2d, nn.Linear)):
            setattr(module, name, Stored(child, bits))
        else:
            store(child, bits)
    return module


def exported_weights(path):
    """Weights of an exported network by name, wide again, to go on from; needs Debian's python3-onnx."""
    import onnx
    from onnx import numpy_helper
    stored = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in onnx.load(path).graph.initializer}
    weights = {}
    for name, value in stored.items():
        layer, found, parameter = name.rpartition('.stored_')
        if found:
            scale = stored.get('%s.scale_%s' % (layer, parameter))
            weights['%s.%s' % (layer, parameter)] = value.float() if scale is None else value * scale
    return weights
