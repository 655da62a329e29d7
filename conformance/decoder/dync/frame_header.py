"""Whether a frame of a key payload is well formed (Key payload; AV1 5.9, 5.11 for a reduced still)."""

from __future__ import annotations

from .errors import CorruptStillError


LITTLE = bytes([0, 0, 255, 255, 255, 255, 255, 255])


class BitReader:
    """Reads the bits of a frame, highest first."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def f(self, count: int) -> int:
        """A number of `count` bits."""
        value = 0
        for _ in range(count):
            byte = self.position >> 3
            if byte >= len(self.data):
                raise CorruptStillError("the frame header ends early", byte)
            value = 2 * value + (self.data[byte] >> (7 - (self.position & 7)) & 1)
            self.position += 1
        return value

    def su(self, bits: int) -> int:
        """A signed number of `bits` bits."""
        value = self.f(bits)
        return value - (1 << bits) if value >> (bits - 1) else value

    def ns(self, n: int) -> int:
        """A number below n, non-symmetric."""
        w = n.bit_length()
        m = (1 << w) - n
        v = self.f(w - 1)
        return v if v < m else (v << 1) - m + self.f(1)


def _log2_at_least(block: int, target: int) -> int:
    k = 0
    while block << k < target:
        k += 1
    return k


class FrameHeader:
    """Reads the header and the tiles of a frame; raises where they are not well formed."""

    def __init__(self, frame: bytes, switches: int, width: int, height: int) -> None:
        self.bits = BitReader(frame)
        self.frame = frame
        (
            self.large_blocks,
            _,
            _,
            self.enable_superres,
            self.enable_cdef,
            self.enable_restoration,
            self.separate_uv,
        ) = (bool(switches >> i & 1) for i in range(7))
        self.width, self.height = width, height
        self._header()
        self._tiles()

    def _header(self) -> None:
        f = self.bits.f
        f(1)  # disable_cdf_update
        screen_content = f(1)
        if screen_content:
            f(1)  # force_integer_mv
        superres = f(1) if self.enable_superres else 0
        denominator = f(3) + 9 if superres else 8
        upscaled = self.width
        self.width = (upscaled * 8 + denominator // 2) // denominator
        if f(1):  # render_and_frame_size_different
            f(32)
        intrabc = bool(f(1)) if screen_content and upscaled == self.width else False
        self._tile_info()
        lossless = self._quantisation(intrabc)
        if not (lossless or intrabc):
            self._loop_filter()
            if self.enable_cdef:
                self._cdef()
        if not ((lossless and upscaled == self.width) or intrabc) and self.enable_restoration:
            self._restoration()
        if not lossless:
            f(1)  # tx_mode_select
        f(1)  # reduced_tx_set

    def _tile_info(self) -> None:
        f = self.bits.f
        columns4 = 2 * ((self.width + 7) >> 3)
        rows4 = 2 * ((self.height + 7) >> 3)
        shift = 5 if self.large_blocks else 4
        columns = (columns4 + (1 << shift) - 1) >> shift
        rows = (rows4 + (1 << shift) - 1) >> shift
        most_wide = 4096 >> (shift + 2)
        most_area = (4096 * 2304) >> (2 * (shift + 2))
        least_columns_log2 = _log2_at_least(most_wide, columns)
        most_columns_log2 = _log2_at_least(1, min(columns, 64))
        most_rows_log2 = _log2_at_least(1, min(rows, 64))
        least_log2 = max(least_columns_log2, _log2_at_least(most_area, rows * columns))
        if f(1):  # uniform_tile_spacing_flag
            columns_log2 = least_columns_log2
            while columns_log2 < most_columns_log2 and f(1):
                columns_log2 += 1
            across = (columns + (1 << columns_log2) - 1) >> columns_log2
            self.columns = -(-columns // across)
            rows_log2 = max(least_log2 - columns_log2, 0)
            while rows_log2 < most_rows_log2 and f(1):
                rows_log2 += 1
            down = (rows + (1 << rows_log2) - 1) >> rows_log2
            self.rows = -(-rows // down)
        else:
            widest, self.columns, start = 0, 0, 0
            while start < columns:
                size = self.bits.ns(min(columns - start, most_wide)) + 1
                widest = max(widest, size)
                start += size
                self.columns += 1
            area = (rows * columns) >> (least_log2 + 1) if least_log2 > 0 else rows * columns
            tallest = max(area // widest, 1)
            self.rows, start = 0, 0
            while start < rows:
                start += self.bits.ns(min(rows - start, tallest)) + 1
                self.rows += 1
            columns_log2, rows_log2 = _log2_at_least(1, self.columns), _log2_at_least(1, self.rows)
        if self.columns > 64 or self.rows > 64:
            raise CorruptStillError(f"{self.columns} x {self.rows} tiles", self.bits.position >> 3)
        self.tile_size_bytes, self.tile_size_bit = 4, 0
        if columns_log2 + rows_log2 > 0:
            if f(columns_log2 + rows_log2) >= self.columns * self.rows:
                raise CorruptStillError("context_update_tile_id is no tile", self.bits.position >> 3)
            self.tile_size_bit = self.bits.position
            self.tile_size_bytes = f(2) + 1

    def _delta(self) -> int:
        return self.bits.su(7) if self.bits.f(1) else 0

    def _quantisation(self, intrabc: bool) -> bool:
        """Quantiser, segments and deltas; whether all segments are lossless."""
        f = self.bits.f
        self.base_q_idx = f(8)
        deltas = [self._delta()]
        different = f(1) if self.separate_uv else 0
        deltas += [self._delta(), self._delta()]
        if different:
            deltas += [self._delta(), self._delta()]
        if f(1):  # using_qmatrix
            f(8)
            if self.separate_uv:
                f(4)
        q = [self.base_q_idx]
        if f(1):  # segmentation_enabled; a frame without a reference updates map and data
            q = []
            for _ in range(8):
                quantiser = self.base_q_idx
                for feature, (bits, signed) in enumerate(
                    [(8, True), (6, True), (6, True), (6, True), (6, True), (3, False), (0, False), (0, False)]
                ):
                    if f(1):
                        value = self.bits.su(bits + 1) if signed else f(bits)
                        if feature == 0:
                            quantiser = min(max(self.base_q_idx + value, 0), 255)
                q.append(quantiser)
        delta_q = f(1) if self.base_q_idx > 0 else 0
        if delta_q:
            f(2)
        if delta_q and not intrabc and f(1):
            f(3)
        return all(x == 0 for x in q) and not any(deltas)

    def _loop_filter(self) -> None:
        f = self.bits.f
        levels = [f(6), f(6)]
        if any(levels):
            f(12)
        f(3)  # sharpness
        if f(1) and f(1):  # delta enabled, delta update
            for _ in range(10):
                if f(1):
                    f(7)

    def _cdef(self) -> None:
        f = self.bits.f
        f(2)
        f(12 * (1 << f(2)))

    def _restoration(self) -> None:
        f = self.bits.f
        types = [f(2) for _ in range(3)]
        if any(types):
            if self.large_blocks:
                f(1)
            elif f(1):
                f(1)
            if any(types[1:]):
                f(1)

    def _tiles(self) -> None:
        while self.bits.position & 7:
            if self.bits.f(1):
                raise CorruptStillError("the bits behind the frame header are not zero", self.bits.position >> 3)
        at = self.bits.position >> 3
        tiles = self.columns * self.rows
        if tiles > 1:
            if self.frame[at : at + 1] != b"\0":
                raise CorruptStillError("tile_start_and_end_present_flag is set", at)
            at += 1
        self.tiles_at = at
        self.tiles: list[bytes] = []
        for _ in range(tiles - 1):
            size = int.from_bytes(self.frame[at : at + self.tile_size_bytes], "little") + 1
            if at + self.tile_size_bytes > len(self.frame):
                raise CorruptStillError("the size of a tile ends early", at)
            at += self.tile_size_bytes + size
            self.tiles.append(self.frame[at - size : at])
        if at >= len(self.frame):
            raise CorruptStillError("the last tile has no bytes", at)
        self.tiles.append(self.frame[at:])

    def changed(self, index: int, steps: int) -> bytes | None:
        """The frame of which one tile, as a number, is greater by `steps`; None where it cannot be."""
        start = bytearray(self.frame[: self.tiles_at])
        if len(self.tiles) > 1:
            for bit in (self.tile_size_bit, self.tile_size_bit + 1):
                start[bit >> 3] |= 128 >> (bit & 7)
        length = len(self.tiles[index]) + 2
        number = int.from_bytes(self.tiles[index] + bytes(2), "big") + steps
        if not 0 <= number < 1 << (8 * length):
            return None
        tiles = [tile + LITTLE for tile in self.tiles[:-1]] + self.tiles[-1:]
        tiles[index] = number.to_bytes(length, "big") + b"\x01"
        others = b"".join((len(tile) - 1).to_bytes(4, "little") + tile for tile in tiles[:-1])
        return bytes(start) + others + tiles[-1]
