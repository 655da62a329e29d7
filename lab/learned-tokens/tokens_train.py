"""Learned tokens against the coefficient tree: an experiment whose answer is in docs/decisions.md.

    python3 training/tokens_train.py scratch/learned-tokens --out checkpoints/tokens --minutes 15

Data: bench/learned-tokens.ts. A map, divided by its quantiser step, is split into a low band and details, level by level; each
split is a linear 2x2 transform that starts as Haar's and is learned. Details are predicted by a network from what is decoded
already (the coarser band and the key picture), and what is left is quantised to integers: uniform noise in training, rounding in
evaluation. The same network says how wide each integer is distributed (a discretised Laplace), so the prior is conditional and
needs no side information. A last network smooths the decoded map. The loss is that of the codec's own quantiser, in bits: rate
plus weighted squared error over lambda, with the same step, lambda and metric for each map.

Evaluation, on held-out clips: the same sum for the learned tokens and for the tree (its real bits, its rate-distortion-optimised
integers), by price. A map may be left out where that is cheaper, for both.
"""

import argparse
import json
import math
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

LEVELS = 5


def load(folder):
    """Clips with key luma, metric, maps and what the tree makes of them."""
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
        index = json.load(file)
    floats = np.fromfile(os.path.join(folder, "maps.bin"), dtype=np.float32)
    clips = []
    for entry in index["clips"]:
        w, h, n = entry["width"], entry["height"], entry["modes"]
        count = (4 + 2 * n) * w * h
        planes = floats[entry["at"]:entry["at"] + count]
        if len(planes) < count or (w, h) != (64, 64):
            continue
        planes = torch.from_numpy(planes.reshape(4 + 2 * n, h, w).copy())
        clips.append({"clip": entry["clip"], "held": entry["held"], "key": planes[0] / 64 - 2, "metric": planes[1:4],
                      "maps": planes[4:].view(n, 2, h, w), "coded": entry["coded"]})
    return clips, index["prices"]


def stack(haar):
    """2x2 cells of both components as channels."""
    return F.pixel_unshuffle(haar, 2)


class Level(nn.Module):
    """One split of a two-component band into a low band and six details."""

    def __init__(self, width, key_width):
        super().__init__()
        h = torch.tensor([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], dtype=torch.float32) / 2
        both = torch.zeros(8, 8)
        for axis in range(2):
            for row in range(4):
                # Low bands first, then details of x and y in turn.
                out = axis if row == 0 else 2 + 2 * (row - 1) + axis
                both[out, 4 * axis:4 * axis + 4] = h[row]
        self.analysis = nn.Parameter(both.clone())
        self.synthesis = nn.Parameter(both.t().clone())
        self.residual = nn.Sequential(nn.Conv2d(8, width, 3, padding=1), nn.LeakyReLU(0.1), nn.Conv2d(width, 6, 3, padding=1))
        self.context = nn.Sequential(nn.Conv2d(2 + 6 + key_width, width, 3, padding=1), nn.LeakyReLU(0.1),
                                     nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.1))
        # The y details of a cell are coded after its x details and see them, as in the tree.
        self.first = nn.Conv2d(width, 6, 1)
        self.second = nn.Sequential(nn.Conv2d(width + 3, width, 1), nn.LeakyReLU(0.1), nn.Conv2d(width, 6, 1))
        self.smooth = nn.Sequential(nn.Conv2d(2 + width // 2, width, 3, padding=1), nn.LeakyReLU(0.1), nn.Conv2d(width, 2, 3, padding=1))
        self.lift = nn.Conv2d(width, width // 2 * 4, 1)
        for last in (self.residual[2], self.first, self.second[2], self.smooth[2]):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def split(self, band):
        cells = stack(band)
        out = torch.einsum("oc,bchw->bohw", self.analysis, cells)
        return out[:, :2], out[:, 2:] + self.residual(cells)


def bits_of(value, scale):
    """Bits of integers, or of noisy ones, under a discretised Laplace of that scale around 0."""
    scale = F.softplus(scale) + 0.02
    magnitude = value.abs()
    upper = 0.5 * torch.exp(-torch.clamp(magnitude - 0.5, min=0) / scale)
    inside = 1 - 0.5 * torch.exp(-torch.clamp(0.5 - magnitude, min=0) / scale) - 0.5 * torch.exp(-(magnitude + 0.5) / scale)
    outside = upper - 0.5 * torch.exp(-(magnitude + 0.5) / scale)
    mass = torch.where(magnitude < 0.5, inside, outside)
    return -torch.log2(torch.clamp(mass, min=1e-9))


class Tokens(nn.Module):
    """Analysis, prior and synthesis."""

    def __init__(self, width=32, key_width=8):
        super().__init__()
        self.levels = nn.ModuleList([Level(width, key_width) for _ in range(LEVELS)])
        self.keys = nn.ModuleList([nn.Sequential(nn.Conv2d(1 if level == 0 else key_width, key_width, 3, 2, 1), nn.LeakyReLU(0.1)) for level in range(LEVELS)])
        self.low_scale = nn.Parameter(torch.full((2,), 1.0))
        self.gain = nn.Parameter(torch.zeros(LEVELS + 1))

    def quantise(self, value, dead):
        if self.training:
            return value + torch.rand_like(value) - 0.5
        return torch.sign(value) * torch.floor(value.abs() + 0.5 - dead)

    def forward(self, maps, key, dead=0.0):
        """Decoded maps and bits of each; maps in steps, key (batch, 1, 64, 64)."""
        bands, details = [maps], []
        for level in self.levels:
            low, detail = level.split(bands[-1])
            bands.append(low)
            details.append(detail)
        features = []
        for layer in self.keys:
            key = layer(key)
            features.append(key)
        gain = torch.exp(self.gain[LEVELS])
        low = self.quantise(bands[-1] * gain, 0.0)
        bits = bits_of(low, self.low_scale.view(1, 2, 1, 1).expand_as(low)).flatten(1).sum(1)
        decoded = low / gain
        above = torch.zeros(maps.shape[0], 6, *decoded.shape[2:], device=maps.device)
        for index in range(LEVELS - 1, -1, -1):
            level = self.levels[index]
            gain = torch.exp(self.gain[index])
            seen = level.context(torch.cat([decoded, above, features[index]], 1))
            mean_x, scale_x = level.first(seen).chunk(2, 1)
            wanted = details[index] * gain
            x = self.quantise(wanted[:, 0::2] - mean_x, dead)
            mean_y, scale_y = level.second(torch.cat([seen, x], 1)).chunk(2, 1)
            y = self.quantise(wanted[:, 1::2] - mean_y, dead)
            bits = bits + bits_of(x, scale_x - 1).flatten(1).sum(1) + bits_of(y, scale_y - 1).flatten(1).sum(1)
            detail = torch.stack([x + mean_x, y + mean_y], 2).flatten(1, 2) / gain
            cells = torch.einsum("oc,bchw->bohw", level.synthesis, torch.cat([decoded, detail], 1))
            decoded = F.pixel_shuffle(cells, 2)
            decoded = decoded + level.smooth(torch.cat([decoded, F.pixel_shuffle(level.lift(seen), 2)], 1))
            above = F.interpolate(torch.stack([x, y], 2).flatten(1, 2).abs(), scale_factor=2)
        return decoded, bits


def weighted(error, metric):
    """Sum over cells of e^T W e."""
    ex, ey = error[:, 0], error[:, 1]
    return (metric[:, 0] * ex * ex + 2 * metric[:, 1] * ex * ey + metric[:, 2] * ey * ey).flatten(1).sum(1)


def flipped(maps, key, metric, rng):
    """Mirrored and transposed alike, with either sign."""
    maps, key, metric = maps.clone(), key, metric.clone()
    if rng.random() < 0.5:
        maps, key, metric = maps.flip(3), key.flip(3), metric.flip(3)
        maps[:, 0] *= -1
        metric[:, 1] *= -1
    if rng.random() < 0.5:
        maps, key, metric = maps.flip(2), key.flip(2), metric.flip(2)
        maps[:, 1] *= -1
        metric[:, 1] *= -1
    if rng.random() < 0.3:
        maps, key, metric = maps.transpose(2, 3).flip(1), key.transpose(2, 3), metric.transpose(2, 3)[:, [2, 1, 0]]
    return maps * (1 if rng.random() < 0.5 else -1), key, metric


def samples_of(clips):
    """(map, key, metric / lambda in squared steps, tree's bits + error, energy / lambda, clip, price) of every mode worth sending."""
    out = []
    for clip in clips:
        for price, modes in enumerate(clip["coded"]):
            for map_, coded in zip(clip["maps"], modes):
                if coded is None:
                    continue
                step = coded["step"]
                metric = clip["metric"] * (step * step / coded["lambda"])
                out.append({"map": map_ / step, "key": clip["key"][None], "metric": metric, "bits": coded["bits"], "error": coded["error"], "clip": clip["clip"], "price": price})
    return out


def batch_of(samples):
    return [torch.stack([sample[name] for sample in samples]) for name in ("map", "key", "metric")]


def evaluate(model, samples, dead):
    """(clip, tree, learned) by price; of each the sum, the bits and the error of a map."""
    model.eval()
    sums = {}
    for start in range(0, len(samples), 32):
        part = samples[start:start + 32]
        maps, key, metric = batch_of(part)
        with torch.no_grad():
            decoded, bits = model(maps, key, dead)
            error = weighted(decoded - maps, metric)
        for i, sample in enumerate(part):
            energy = float(weighted(maps[i:i + 1], metric[i:i + 1]))
            tree = min((sample["bits"] + sample["error"], sample["bits"], sample["error"]), (energy, 0.0, energy))
            own = min((float(bits[i] + error[i]), float(bits[i]), float(error[i])), (energy, 0.0, energy))
            sums.setdefault(sample["price"], []).append((sample["clip"], tree, own))
    model.train()
    return sums


def report(sums, prices):
    print("| price | maps | tree: bits | error | sum | learned: bits | error | sum | sum against tree |\n" + "| --- " * 9 + "|")
    all_tree = all_own = 0.0
    for price in sorted(sums):
        rows = sums[price]
        tree = np.array([row[1] for row in rows]).mean(0)
        own = np.array([row[2] for row in rows]).mean(0)
        all_tree += tree[0] * len(rows)
        all_own += own[0] * len(rows)
        print(f"| {prices[price]:g} | {len(rows)} | {tree[1]:.0f} | {tree[2]:.0f} | {tree[0]:.0f} | {own[1]:.0f} | {own[2]:.0f} | {own[0]:.0f} | {100 * (own[0] / tree[0] - 1):+.1f} % |")
    print(f"all: {100 * (all_own / all_tree - 1):+.1f} %", flush=True)
    return all_own / all_tree


def best_dead(model, samples):
    """The dead zone of rounding that costs least on these samples."""
    totals = {}
    for dead in (0.0, 0.1, 0.2, 0.3):
        sums = evaluate(model, samples, dead)
        totals[dead] = sum(row[2][0] for rows in sums.values() for row in rows)
    return min(totals, key=totals.get)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--hold", default="", help="names of clips to hold out besides those of the hash, with commas")
    parser.add_argument("--evaluate", action="store_true", help="only evaluate the checkpoint in --out")
    args = parser.parse_args()
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    clips, prices = load(args.data)
    for clip in clips:
        clip["held"] = clip["held"] or clip["clip"] in args.hold.split(",")
    training = samples_of([clip for clip in clips if not clip["held"]])
    held = samples_of([clip for clip in clips if clip["held"]])
    print(f"{len(clips)} clips, {len(training)} maps to train on, {len(held)} held out", flush=True)
    model = Tokens(args.width).to(args.device)
    print(f"{sum(p.numel() for p in model.parameters())} parameters")
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "last.pt")
    optimiser = torch.optim.Adam(model.parameters(), lr=args.rate)
    step, spent = 0, 0.0
    if os.path.exists(path):
        state = torch.load(path, map_location=args.device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["spent"]
    total = args.minutes * 60
    began = saved = time.monotonic() - spent
    running = None
    while not args.evaluate and time.monotonic() - began < total:
        share = (time.monotonic() - began) / total
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, step / 50) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        picked = [training[i] for i in rng.integers(len(training), size=args.batch)]
        maps, key, metric = flipped(*batch_of(picked), rng)
        maps, key, metric = maps.to(args.device), key.to(args.device), metric.to(args.device)
        decoded, bits = model(maps, key)
        cost = bits + weighted(decoded - maps, metric)
        # Relative to what leaving the map out costs, so that loud maps do not drown the others.
        energy = weighted(maps, metric)
        loss = (cost / torch.sqrt(energy + 10)).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        if step % 200 == 0:
            print(f"step {step}, {time.monotonic() - began:.0f} s, loss {running:.2f}", flush=True)
        if time.monotonic() - began - saved > 120 or step % 500 == 0:
            saved = time.monotonic() - began
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": saved}, path + ".part")
            os.replace(path + ".part", path)
    if not args.evaluate:
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": time.monotonic() - began}, path)
    some = [training[i] for i in np.random.default_rng(2).choice(len(training), size=min(300, len(training)), replace=False)]
    dead = best_dead(model, some)
    print(f"{step} steps; dead zone {dead}, chosen on training maps\n\ntraining maps:")
    report(evaluate(model, some, dead), prices)
    print("\nheld-out clips:")
    sums = evaluate(model, held, dead)
    report(sums, prices)
    for clip in sorted({row[0] for rows in sums.values() for row in rows}):
        rows = [row for each in sums.values() for row in each if row[0] == clip]
        print(f"{clip}: {100 * (sum(row[2][0] for row in rows) / sum(row[1][0] for row in rows) - 1):+.1f} %")


if __name__ == "__main__":
    main()
