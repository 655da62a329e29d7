"""The inverse of a forward displacement, by a mesh of moved triangles (Inverse)."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

MARGIN = 32
FOLDED = 0.02
STRETCHED = 2.5
MOST_CELLS = 1024


def _corners(displacement: list[np.ndarray], axis: int, cell: float) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the corners of the mesh along one axis, before and after they move; in cells."""
    height, width = displacement[0].shape
    columns = np.concatenate([[-MARGIN], np.arange(width), [width + MARGIN - 1]]).astype(float)
    rows = np.concatenate([[-MARGIN], np.arange(height), [height + MARGIN - 1]]).astype(float)
    still = np.meshgrid(columns, rows)[axis]
    return still, still + np.pad(displacement[axis], 1, mode="edge") / cell


def invert(displacement: list[np.ndarray], width: int, height: int) -> list[np.ndarray]:
    """The backward flow, in pixels, of a forward displacement on a dense grid of a `width` x `height` picture."""
    rows, columns = displacement[0].shape
    cell_x, cell_y = width / columns, height / rows
    still_x, moved_x = _corners(displacement, 0, cell_x)
    still_y, moved_y = _corners(displacement, 1, cell_y)
    flow = [np.zeros((rows, columns)), np.zeros((rows, columns))]
    longest = np.full((rows, columns), -1.0)
    shortest = np.full((rows, columns), np.inf)
    for j in range(rows + 1):
        for i in range(columns + 1):
            top_left, top_right, bottom_left, bottom_right = (j, i), (j, i + 1), (j + 1, i), (j + 1, i + 1)
            for corners in ((top_left, top_right, bottom_left), (top_right, bottom_right, bottom_left)):
                (ax, bx, cx), (ay, by, cy) = ([plane[at] for at in corners] for plane in (moved_x, moved_y))
                (px, qx, rx), (py, qy, ry) = ([plane[at] for at in corners] for plane in (still_x, still_y))
                area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
                area0 = (qx - px) * (ry - py) - (rx - px) * (qy - py)
                if area < FOLDED * area0:
                    continue
                left, right = ceil(min(ax, bx, cx)), floor(max(ax, bx, cx))
                top, bottom = ceil(min(ay, by, cy)), floor(max(ay, by, cy))
                left, top, right, bottom = max(left, 0), max(top, 0), min(right, columns - 1), min(bottom, rows - 1)
                if left > right or top > bottom or (right - left + 1) * (bottom - top + 1) > MOST_CELLS:
                    continue
                x, y = np.meshgrid(np.arange(left, right + 1.0), np.arange(top, bottom + 1.0))
                u = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
                v = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
                inside = (u >= 0) & (v >= 0) & (u + v <= 1)
                if not inside.any():
                    continue
                offered_x = (px + u * (qx - px) + v * (rx - px) - x) * cell_x
                offered_y = (py + u * (qy - py) + v * (ry - py) - y) * cell_y
                length = offered_x**2 + offered_y**2
                box = np.s_[top : bottom + 1, left : right + 1]
                if area > STRETCHED * area0:
                    better = inside & (longest[box] < 0) & (length < shortest[box])
                    shortest[box][better] = length[better]
                else:
                    better = inside & (length > longest[box])
                    longest[box][better] = length[better]
                flow[0][box][better] = offered_x[better]
                flow[1][box][better] = offered_y[better]
    return flow
