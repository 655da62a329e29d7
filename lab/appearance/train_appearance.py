"""Trains the appearance generator on what lab/appearance/training-keys.ts wrote.

  python3 lab/appearance/train_appearance.py scratch/appearance-data --out checkpoints/appearance --minutes 60
  python3 lab/appearance/train_appearance.py scratch/appearance-data --out checkpoints/appearance-sharp \\
      --from checkpoints/appearance/last.pt --adversarial 0.02 --rate 1e-4 --minutes 30

The first stage has reconstruction, structure and perceptual terms, the second adds a discriminator of patches. Run again
with the same --out it continues where it was. A checkpoint is written every few minutes and on SIGTERM. Everything random
comes from --seed.
"""
import argparse
import math
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'training'))
from appearance_data import KeyPictures, Patches, sent, to_bytes, to_float, to_luma, to_rgb
from appearance_model import AppearanceNet, PatchDiscriminator, white_noise
from colour_difference import blurred, ciede2000, to_lab
from picture_metrics import gmsd, load_lpips, ms_ssim, psnr, ssim_terms
from stored_weights import exported_weights
from training_loop import TrainingLoop

LPIPS_WEIGHTS = '../shared/metrics/lpips-squeeze-v0.1.npz'
REPORT_SECONDS = 30
PAUSE_CHECK_SECONDS = 60
COLOUR_SIZES = (2, 8)


def numbers(text):
    return tuple(int(part) for part in text.split(','))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('data')
    parser.add_argument('--out', required=True)
    parser.add_argument('--from', dest='start', help='checkpoint or exported network (.onnx) whose weights to begin with')
    parser.add_argument('--minutes', type=float, default=60)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--workers', type=int, default=2, help='threads that share a batch; 1 on a GPU')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--patch', type=int, default=96)
    parser.add_argument('--batch', type=int, default=8)
    parser.add_argument('--rate', type=float, default=4e-4)
    parser.add_argument('--final-rate', type=float, default=0.1, help='share of the rate that is left when the minutes are over')
    parser.add_argument('--average', type=float, default=0.998, help='decay of the averaged weights')
    parser.add_argument('--reconstruction', type=float, default=4)
    parser.add_argument('--structure', type=float, default=0.5)
    parser.add_argument('--perceptual', type=float, default=1)
    parser.add_argument('--grid', type=float, default=20, help='weight of errors that repeat every second sample')
    parser.add_argument('--varied', type=float, default=0.6, help='share of steps whose perceptual term sees turned, scaled, shifted patches')
    parser.add_argument('--texture', type=float, default=0, help='weight of differences of the local energy of fine texture')
    parser.add_argument('--colour', type=float, default=0, help='weight of the colour difference, for each unit of CIEDE2000')
    parser.add_argument('--noise', type=int, default=0, help='planes of noise that the network draws texture from')
    parser.add_argument('--widths', type=numbers, default=(48, 80, 112), help='channels at a half, a quarter and an eighth of the size')
    parser.add_argument('--blocks', type=numbers, default=(1, 2, 2), help='residual blocks there')
    parser.add_argument('--adversarial', type=float, default=0)
    parser.add_argument('--matching', type=float, default=0.5, help='of features, as a share of the adversarial weight')
    parser.add_argument('--lpips', default=LPIPS_WEIGHTS)
    parser.add_argument('--check-minutes', type=float, default=10, help='between checks on held-out pictures')
    parser.add_argument('--save-minutes', type=float, default=3)
    parser.add_argument('--pause-while', help='wait as long as this file exists')
    return parser.parse_args()


class Averaged:
    """Exponential moving average of the weights (Polyak averaging); the one that ships."""

    def __init__(self, model, decay):
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self.steps = 0

    def next_share(self):
        """How much of the weights of a next step is taken: more in the beginning."""
        self.steps += 1
        return 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))

    def follow(self, model, share):
        with torch.no_grad():
            for name, value in model.state_dict().items():
                self.weights[name].lerp_(value, share)


def single_thread():
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


def sharing(module, other):
    """Lets `module` use the weights of `other`, with gradients of its own."""
    for mine, shared in zip(module.parameters(), other.parameters()):
        mine.data = shared.data
    return module


def seen_by(view, rgb):
    """LPIPS has favourite patterns, faint grids that its strides and filters match; resampled at random they do not pay."""
    if view is None:
        return rgb
    grid = F.affine_grid(view[None].expand(rgb.shape[0], 2, 3), rgb.shape, align_corners=False)
    return F.grid_sample(rgb, grid, 'bicubic', 'reflection', align_corners=False)


def grid_error(restored, original):
    """How far the four phases of the luma differ from their mean, in windows of 24x24 samples: checkerboards and lines."""
    error = (restored - original)[:, :4]
    return F.avg_pool2d(error - error.mean(1, keepdim=True), 12, 6).abs().mean()


def texture_error(luma, true_luma):
    """Difference of the logarithms of the energy above a blur, in windows of 8x8, at full and half size."""
    error = 0.0
    for scale in (1, 2):
        a, b = (fine_energy(F.avg_pool2d(plane, scale)) for plane in (luma, true_luma))
        error = error + (a - b).abs().mean() / 2
    return error


def colour_error(restored, original):
    """Mean CIEDE2000 of what is left of the colour when texture is not resolved: means over 2x2 and 8x8 samples."""
    shown, true = to_rgb(restored), to_rgb(original)
    return sum(ciede2000(to_lab(blurred(true, size)), to_lab(blurred(shown, size))).mean() for size in COLOUR_SIZES) / len(COLOUR_SIZES)


def fine_energy(luma):
    """Logarithm of the local energy above a 3x3 mean; below two levels it tells little."""
    fine = luma - F.avg_pool2d(F.pad(luma, (1, 1, 1, 1), mode='replicate'), 3, 1)
    return torch.log(F.avg_pool2d(fine.pow(2), 8, 4) + (2 / 255) ** 2)


class RecordedStep:
    """A whole step as one CUDA graph: its thousand small kernels cost more to launch than to run."""

    WARM_STEPS = 5

    def __init__(self, training):
        self.training = training
        self.as_seen = torch.eye(2, 3, device=training.device)
        self.inputs = None

    def run(self, view, *batch):
        share = self.training.average.next_share()
        inputs = (sent(torch.tensor(share), self.training.device), self.as_seen if view is None else view, *batch)
        if self.inputs is None:
            self.record(inputs)
        for place, value in zip(self.inputs, inputs):
            place.copy_(value)
        self.graph.replay()
        return {name: value.clone() for name, value in self.terms.items()}

    def record(self, inputs):
        self.inputs = [value.clone() for value in inputs]
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(self.WARM_STEPS):
                self.step()
        torch.cuda.current_stream().wait_stream(beside)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.terms = self.step()

    def step(self):
        training = self.training
        share, *inputs = self.inputs
        training.tuner.zero_grad(set_to_none=True)
        terms = training.gradients(training.model, None, *inputs)
        torch.nn.utils.clip_grad_norm_(training.model.parameters(), 1.0)
        training.tuner.step()
        training.average.follow(training.model, share)
        return terms


class Training(TrainingLoop):
    def __init__(self, options):
        super().__init__(options)
        self.pictures = KeyPictures(options.data)
        shape = dict(widths=options.widths, blocks=options.blocks, noise=options.noise)
        self.model = AppearanceNet(**shape).to(self.device, memory_format=torch.channels_last)
        self.judge = PatchDiscriminator().to(self.device)
        checkpoint = self.checkpoint_to_begin_with()
        self.average = Averaged(self.model, options.average)
        on_gpu = self.device.type == 'cuda'
        self.tuner = torch.optim.Adam(self.model.parameters(), torch.tensor(options.rate, device=self.device) if on_gpu else options.rate, betas=(0.9, 0.99), **(dict(capturable=True) if on_gpu else {}))
        self.judge_tuner = torch.optim.Adam(self.judge.parameters(), 2e-4, betas=(0.5, 0.99))
        if checkpoint is not None:
            self.resume(checkpoint)
        self.patches = Patches(self.pictures, options.patch, [options.seed, self.step], self.device)
        self.lpips = load_lpips(options.lpips).to(self.device)
        self.sums = {}
        # A worker takes a part of each batch through replicas of the networks on one thread. Workers meet once a step;
        # the threads inside of convolutions would meet at every layer, which is slow where the cores have other work.
        self.replicas = [(self.model, self.judge)] + [
            (sharing(AppearanceNet(**shape).to(self.device), self.model), sharing(PatchDiscriminator().to(self.device), self.judge))
            for _ in range(options.workers - 1)]
        self.pool = ThreadPoolExecutor(options.workers, initializer=single_thread)
        self.recorded = RecordedStep(self) if on_gpu and not options.adversarial else None

    def checkpoint_to_begin_with(self):
        last = self.last()
        if last is not None:
            return last
        if self.options.start:
            begun = dict(average=exported_weights(self.options.start)) if self.options.start.endswith('.onnx') else torch.load(self.options.start, map_location=self.device)
            missing = self.model.load_state_dict(begun['average'], strict=False)
            if set(missing.missing_keys) - {'noise_stem.weight', 'grain_head.weight', 'grain_head.bias'} or missing.unexpected_keys:
                raise SystemExit('%s has weights of another network' % self.options.start)
            if self.options.adversarial and begun.get('judged'):
                self.judge.load_state_dict(begun['judge'])
        return None

    def resume(self, checkpoint):
        self.model.load_state_dict(checkpoint['model'])
        self.average.weights = checkpoint['average']
        self.average.steps = self.step = checkpoint['step']
        self.seconds = checkpoint['seconds']
        self.tuner.load_state_dict(checkpoint['tuner'])
        self.judge.load_state_dict(checkpoint['judge'])
        self.judge_tuner.load_state_dict(checkpoint['judge_tuner'])

    def checkpoint(self):
        return dict(model=self.model.state_dict(), average=self.average.weights, tuner=self.tuner.state_dict(),
                    judge=self.judge.state_dict(), judge_tuner=self.judge_tuner.state_dict(),
                    judged=self.options.adversarial > 0, shape=self.model.shape)

    def note(self, **values):
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
        self.sums['parts'] = self.sums.get('parts', 0) + 1

    def run_step(self):
        options = self.options
        # Constant at first: what was reached can be shipped at any time by its average.
        self.set_rate(self.tuner, 200, 0.4, options.final_rate)
        batch = self.patches.batch(options.batch)
        if self.recorded:
            self.note(**self.recorded.run(self.view(), *batch))
            self.step += 1
            return
        parts = zip(*(part.chunk(options.workers) for part in batch))
        jobs = [self.pool.submit(self.gradients, *replica, self.view(), *part) for replica, part in zip(self.replicas, parts)]
        for job in jobs:
            self.note(**job.result())
        tuners = [(self.tuner, 0)] + ([(self.judge_tuner, 1)] if options.adversarial else [])
        for tuner, place in tuners:
            for weights in zip(*(replica[place].parameters() for replica in self.replicas)):
                weights[0].grad = sum(weight.grad for weight in weights) / len(weights)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for tuner, place in tuners:
            tuner.step()
            for replica in self.replicas:
                replica[place].zero_grad(set_to_none=True)
        self.average.follow(self.model, self.average.next_share())
        self.step += 1

    def view(self):
        """How the perceptual term sees a patch: as it is, or turned, mirrored, scaled and shifted by parts of a pixel."""
        random = self.patches.random
        if random.random() >= self.options.varied:
            return None
        angle = random.integers(4) * math.pi / 2 + random.uniform(-0.15, 0.15)
        scale = math.exp(random.uniform(-0.35, 0.25))
        mirror = random.choice([-1, 1])
        cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
        shift = random.uniform(-0.05, 0.05, 2)
        matrix = torch.tensor([[mirror * cosine, -sine, shift[0]], [mirror * sine, cosine, shift[1]]], dtype=torch.float32)
        return sent(matrix, self.device)

    def gradients(self, model, judge, view, original, decoded, quantiser):
        """Gradients of both networks for a part of a batch; gives the terms of the loss."""
        options = self.options
        with torch.autocast(decoded.device.type, dtype=torch.bfloat16, enabled=decoded.device.type == 'cuda'):
            restored = model(decoded, quantiser, white_noise(decoded, options.noise))
        restored = restored.float()
        difference = (restored - original).pow(2).add(1e-6).sqrt().mean()
        luma, true_luma = to_luma(restored), to_luma(original)
        fine = ssim_terms(luma, true_luma)[0]
        coarse = ssim_terms(F.avg_pool2d(luma, 2), F.avg_pool2d(true_luma, 2))[0]
        structure = 1 - (fine.mean() + coarse.mean()) / 2
        perceptual = self.lpips(seen_by(view, to_rgb(original)), seen_by(view, to_rgb(restored))).mean()
        loss = options.reconstruction * difference + options.structure * structure + options.perceptual * perceptual
        grid = grid_error(restored, original)
        loss = loss + options.grid * grid
        terms = dict(reconstruction=difference, structure=structure, perceptual=perceptual, grid=grid)
        if options.colour:
            colour = colour_error(restored, original)
            loss = loss + options.colour * colour
            terms.update(colour=colour)
        if options.texture:
            texture = texture_error(luma, true_luma)
            loss = loss + options.texture * texture
            terms.update(texture=texture)
        if options.adversarial:
            deceit, judged = self.adversarial_terms(judge, original, decoded, restored)
            loss = loss + options.adversarial * deceit
            terms.update(judged)
        loss.backward()
        return {name: value.detach() for name, value in terms.items()}

    def adversarial_terms(self, judge, original, decoded, restored):
        """Relativistic average hinge (Jolicoeur-Martineau 2019) with feature matching; leaves the discriminator's gradients."""
        for weight in judge.parameters():
            weight.requires_grad_(True)
        true, _ = judge(original, decoded)
        false, _ = judge(restored.detach(), decoded)
        judged = (F.relu(1 - (true - false.mean())).mean() + F.relu(1 + (false - true.mean())).mean()) / 2
        judged.backward()
        for weight in judge.parameters():
            weight.requires_grad_(False)
        with torch.no_grad():
            true, true_features = judge(original, decoded)
        false, features = judge(restored, decoded)
        fooled = (F.relu(1 + (true - false.mean())).mean() + F.relu(1 - (false - true.mean())).mean()) / 2
        matching = sum((a - b).abs().mean() for a, b in zip(features, true_features)) / len(features)
        return fooled + self.options.matching * matching, dict(judged=judged, fooled=fooled, matching=matching)

    def report(self):
        steps = max(self.sums.pop('parts', 1), 1)
        figures = {name: round(float(value) / steps, 5) for name, value in self.sums.items()}
        self.sums = {}
        self.log(dict(step=self.step, minutes=round(self.seconds / 60, 1), **figures))

    def check(self):
        """Figures of the averaged weights on a few held-out pictures at the rates that the codec sends."""
        averaged = AppearanceNet(**self.model.shape).to(self.device).eval()
        averaged.load_state_dict(self.average.weights)
        fitting = [pair for pair in self.pictures.held if 0.12 < 2 ** self.pictures.bits(pair[1]) < 0.8]
        chosen = fitting[::max(len(fitting) // 32, 1)][:32]
        if not chosen:
            return
        rows = []
        with torch.no_grad():
            for entry, coding in chosen:
                original, decoded, classical = to_float(self.pictures.planes(
                    entry['original'], coding['decoded'], coding['classical'])).to(self.device).split(1)
                quantiser = torch.tensor([self.pictures.quantiser(coding)], device=self.device)
                restored = to_bytes(averaged(decoded, quantiser, white_noise(decoded, self.options.noise)))
                pair = torch.cat([classical, restored])
                twice = torch.cat([original, original])
                a, b = to_luma(twice), to_luma(pair)
                distance = self.lpips(to_rgb(twice).clamp(-1, 1), to_rgb(pair).clamp(-1, 1))
                colour = torch.cat([colour_error(shown, original)[None] for shown in pair.split(1)])
                rows.append(torch.stack([distance, ms_ssim(a, b), gmsd(a, b), psnr(a, b), colour]))
        figures = torch.stack(rows).mean(0)
        names = ('lpips', 'ms_ssim', 'gmsd', 'psnr', 'colour')
        self.log(dict(step=self.step, held={name: [round(float(v), 4) for v in row] for name, row in zip(names, figures)}))

    def duties(self):
        return [(REPORT_SECONDS, self.report), (self.options.check_minutes * 60, self.check), (PAUSE_CHECK_SECONDS, self.pause)]

    def pause(self):
        while self.options.pause_while and os.path.exists(self.options.pause_while) and not self.stopping:
            time.sleep(5)


def main():
    options = parse()
    torch.manual_seed(options.seed)
    single_thread()
    torch.backends.cudnn.benchmark = True
    training = Training(options)
    if training.run():
        training.check()


if __name__ == '__main__':
    sys.exit(main())
