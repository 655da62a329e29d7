"""Figures of life of clips by formula, as the reference script has them, for test/metrics-life.test.ts.

  python3 packages/metrics/scripts/life_reference.py ../shared/metrics > test/fixtures/life-reference.json

Needs Debian's python3-opencv, python3-numpy and python3-torch, and the folder that holds realism.py, measure.py and the weights.
"""
import json
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import realism

WIDTH, HEIGHT, FRAMES = 140, 120, 36
# How far the picture swings, in pixels, its period in frames, a phase, and what moves upwards, in pixels per frame.
CLIPS = {
    'original': dict(swing=2.0, period=15.0, phase=0.0, rise=0.25),
    'later': dict(swing=2.0, period=15.0, phase=2.0, rise=0.25),
    'calmer': dict(swing=0.7, period=22.0, phase=0.0, rise=0.0),
    'still': dict(swing=0.0, period=15.0, phase=0.0, rise=0.0),
    'restless': dict(swing=3.0, period=5.0, phase=1.0, rise=0.5),
}


def frame(t, swing, period, phase, rise):
    """BGR samples; the test has the same formula."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    x = x + swing * np.sin(2 * np.pi * t / period + phase) * (y / HEIGHT)
    y = y + rise * t
    red = 128 + 60 * np.sin(x / 3) * np.cos(y / 5) + 40 * np.sin((x + 2 * y) / 11)
    green = 120 + 50 * np.sin(x / 4 + y / 9) + 30 * np.cos((2 * x - y) / 7)
    blue = 110 + 70 * np.cos(x / 6) * np.sin(y / 4)
    return np.floor(np.stack([blue, green, red], axis=-1)).astype(np.uint8)


def main():
    clips = {name: [frame(t, **motion) for t in range(FRAMES)] for name, motion in CLIPS.items()}
    figures = {name: {key: round(value, 5) for key, value in realism.realism(clips['original'], clip).items()}
               for name, clip in clips.items() if name != 'original'}
    command = 'python3 packages/metrics/scripts/life_reference.py ../shared/metrics > test/fixtures/life-reference.json'
    print(json.dumps(dict(madeBy=command, width=WIDTH, height=HEIGHT, frames=FRAMES, motions=CLIPS, figures=figures), indent=2))


if __name__ == '__main__':
    main()
