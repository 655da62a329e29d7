"""Backward flows by OpenCV's DIS (preset MEDIUM) for the frames that flow-accuracy.ts writes.

usage: opencv_dis_flow.py FOLDER

FOLDER/<scene>.scene.json gives width, height and count; FOLDER/<scene>.frames holds count 8-bit planes. Writes
FOLDER/<scene>.dis, count flows of height x width x 2 little-endian floats (x then y): frame_t(x) ~ frame_0(x + flow(x)),
each estimated from the two frames alone, and FOLDER/<scene>.dis.json with the processor seconds per flow on one thread.
"""

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np


def main(folder: Path) -> None:
    cv2.setNumThreads(1)
    for description in sorted(folder.glob("*.scene.json")):
        name = description.name.removesuffix(".scene.json")
        shape = json.loads(description.read_text())
        size = (shape["count"], shape["height"], shape["width"])
        frames = np.fromfile(folder / f"{name}.frames", np.uint8).reshape(size)
        dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        flows = np.zeros((*size, 2), np.float32)
        start = time.process_time()
        for index in range(size[0]):
            flows[index] = dis.calc(frames[index], frames[0], None)
        seconds = (time.process_time() - start) / size[0]
        flows.astype("<f4").tofile(folder / f"{name}.dis")
        (folder / f"{name}.dis.json").write_text(json.dumps({"seconds": seconds, "opencv": cv2.__version__}))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
