"""Collects the photographs of some Debian packages in one folder, for lab/appearance/training-keys.ts.

  apt-get install --no-install-recommends python3-opencv gnome-backgrounds mate-backgrounds plasma-workspace-wallpapers \\
      lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 gcompris-qt-data tuxpaint-data palapeli-data opencv-doc
  python3 lab/training/collect_photographs.py scratch/photographs

Copies what is a photograph or a painting, at least 240 pixels high and wide; leaves out drawings, gradients, cut-outs and
near duplicates (the same picture in two packages would otherwise be trained on and held out). GCompris keeps its pictures
in Qt resource files, of which the WebP files are cut out. Packages that are not installed are passed over. The licences
of the pictures are in /usr/share/doc/PACKAGE/copyright; nothing is copied into the project.
"""
import os
import re
import struct
import sys
from pathlib import Path

import cv2
import numpy as np

FOLDERS = ('/usr/share/backgrounds', '/usr/share/wallpapers', '/usr/share/tuxpaint/templates', '/usr/share/palapeli/collection',
           '/usr/share/doc/opencv-doc/examples/text')
RESOURCES = '/usr/share/gcompris-qt/rcc'
DRAWINGS = re.compile(
    r'screenshot|_dark|-[dl]\.webp|mate/(abstract|desktop)|babyshapes|digital_electricity|louis-braille-00[159]|2004default|'
    r'calla|city\.png|desert\.png|firstgeneration|fluent-color|focal-ubuntukylin|free_by|goldfish\.png|rhythm\.jpg|'
    r'rollpaper|string\.jpg|the-mouse|umang|warty-final|analogpattern|Aqua\.jpg|_word|_char|'
    r'wallpapers/(Altai|Canopee|Cascade|Cluster|DarkestHour|Elarun|Flow|FlyingKonqui|Grey|Honeywave|IceCold|Kay|Kokkini|'
    r'MilkyWay|Opal|PastelHills|Patak|SafeLanding|Shell|Volna)/')
SMALLEST = 240
LIKENESS = 0.97


def files():
    for folder in FOLDERS:
        for path in sorted(Path(folder).rglob('*')):
            if path.suffix.lower() in ('.jpg', '.jpeg', '.png', '.webp') and not path.is_symlink():
                yield str(path), path.read_bytes()
    for path in sorted(Path(RESOURCES).glob('*.rcc')):
        for number, data in enumerate(webp_files(path.read_bytes())):
            yield '%s-%03d.webp' % (path.stem, number), data


def webp_files(data):
    at = data.find(b'RIFF')
    while at >= 0:
        size = struct.unpack('<I', data[at + 4:at + 8])[0] + 8 if data[at + 8:at + 12] == b'WEBP' else 4
        if size > 4:
            yield data[at:at + size]
        at = data.find(b'RIFF', at + size)


def is_opaque(picture):
    return picture.ndim == 3 and (picture.shape[2] == 3 or picture[..., 3].min() > 250)


def fingerprint(picture):
    grey = cv2.cvtColor(picture[..., :3], cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (16, 16), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    small -= small.mean()
    return small / (np.linalg.norm(small) + 1e-6)


def main(target):
    target.mkdir(parents=True, exist_ok=True)
    known = []
    for name, data in files():
        if DRAWINGS.search(name):
            continue
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        if picture is None or picture.dtype != np.uint8 or min(picture.shape[:2]) < SMALLEST or not is_opaque(picture):
            continue
        mark = fingerprint(picture)
        if known and (np.stack(known) @ mark).max() > LIKENESS:
            continue
        known.append(mark)
        parts = [part for part in Path(name).parts if part not in ('/', 'usr', 'share', 'contents', 'images', 'doc')]
        path = target / '-'.join(parts)
        path.with_suffix('.tmp').write_bytes(data)
        os.replace(path.with_suffix('.tmp'), path)
    print('%d photographs in %s' % (len(known), target))


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
