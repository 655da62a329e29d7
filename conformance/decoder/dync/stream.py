"""Header, sections and groups of a stream (Header, Groups, Open streams)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from .byte_reader import ByteReader
from .checksums import crc16, crc32
from .errors import CorruptStreamError, DecodeError, NotAStreamError, TruncatedStreamError, UnsupportedStreamError

MAGIC = b"DYN"
MODELS = (0, 7, 8)
MATTE_SECTION = 1
STATISTICS_SECTION = 1
ALPHA_SECTION = 2
KNOWN_SECTIONS = {STATISTICS_SECTION, ALPHA_SECTION}
RATES = [
    None,
    (24000, 1001),
    (24, 1),
    (25, 1),
    (30000, 1001),
    (30, 1),
    (48, 1),
    (50, 1),
    (60000, 1001),
    (60, 1),
    (10, 1),
    (12, 1),
    (15, 1),
    (20, 1),
    (120, 1),
]


@dataclass(frozen=True)
class Section:
    """An extension of a header or of a group."""

    id: int
    critical: bool
    data: bytes
    offset: int


@dataclass(frozen=True)
class Row:
    """A row of the group table, or the head of a group of an open stream."""

    frames: int
    has_sections: bool
    length: int
    offset: int = 0
    first_frame: int = 0
    head: bytes = b""


@dataclass(frozen=True)
class Header:
    """What the header of a stream says."""

    width: int
    height: int
    rate: Fraction
    model: int
    seed: int
    open: bool
    end: int
    matte: int | None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The parts of a group whose checksum holds."""

    key: bytes
    key_offset: int
    motion: bytes
    motion_offset: int
    sections: list[Section]


def read_side(reader: ByteReader) -> int:
    """A side from its code, within the limits."""
    start = reader.position
    code = reader.varuint()
    if code & 1:
        side = (code >> 1) + 1
        if side % 16 == 0:
            raise CorruptStreamError("a multiple of 16 is coded in the long form", start)
    else:
        side = (code // 2 + 1) * 16
    if not 64 <= side <= 4096:
        raise CorruptStreamError(f"a side of {side} pixels", start)
    return side


def read_rate(reader: ByteReader) -> Fraction:
    """The frame rate from its code."""
    start = reader.position
    code = reader.byte()
    if code >= len(RATES):
        raise UnsupportedStreamError(f"frame rate code {code}", start)
    known = RATES[code]
    if known is not None:
        return Fraction(*known)
    numerator, denominator = reader.varuint(), reader.varuint()
    if numerator < 1 or denominator < 1:
        raise CorruptStreamError("a part of the frame rate is 0", start)
    if (numerator, denominator) in RATES:
        raise CorruptStreamError("a frame rate that has a code is written out", start)
    return Fraction(numerator, denominator)


def read_row(reader: ByteReader, frames_before: int) -> Row:
    """A row: frames, whether there are sections, length; within the limits."""
    start = reader.position
    tag, length = reader.varuint(), reader.varuint()
    frames = tag >> 1
    if not 1 <= frames <= 1024:
        raise CorruptStreamError(f"a group of {frames} frames", start)
    if not 6 <= length <= 1 << 24:
        raise CorruptStreamError(f"a group of {length} bytes", start)
    if frames_before + frames > 16_777_215:
        raise CorruptStreamError("too many frames in the stream", start)
    return Row(frames, bool(tag & 1), length, first_frame=frames_before, head=reader.data[start : reader.position])


def read_sections(reader: ByteReader) -> list[Section]:
    """A list of sections."""
    start = reader.position
    count = reader.varuint()
    if not 1 <= count <= 64:
        raise CorruptStreamError(f"a list of {count} sections", start)
    sections: list[Section] = []
    for _ in range(count):
        start = reader.position
        tag = reader.varuint()
        if sections and tag >> 1 <= sections[-1].id:
            raise CorruptStreamError("section ids do not ascend", start)
        at = reader.position
        length = reader.varuint()
        if length > 65_536:
            raise CorruptStreamError(f"a section of {length} bytes", at)
        sections.append(Section(tag >> 1, bool(tag & 1), reader.bytes(length), start))
    return sections


def read_header(data: bytes) -> Header:
    """The header of a stream, its checksum verified."""
    reader = ByteReader(data)
    magic = data[:3]
    if magic != MAGIC[: len(magic)]:
        raise NotAStreamError("the magic number does not match", 0)
    reader.bytes(3)
    version = reader.byte()
    if version != 0x10:
        raise UnsupportedStreamError(f"version {version >> 4}, profile {version & 15}", 3)
    width, height = read_side(reader), read_side(reader)
    rate = read_rate(reader)
    at = reader.position
    flags = reader.byte()
    if flags >> 5 or flags & 3 == 3:
        raise UnsupportedStreamError(f"colour and flags {flags}", at)
    is_open = bool(flags & 16)
    model_at = reader.position
    model, seed = reader.varuint(), reader.varuint()
    rows: list[Row] = []
    if not is_open:
        at = reader.position
        count = reader.varuint()
        if not 1 <= count <= 65_535:
            raise CorruptStreamError(f"a stream of {count} groups", at)
        frames = 0
        for _ in range(count):
            rows.append(read_row(reader, frames))
            frames += rows[-1].frames
    sections = read_sections(reader) if flags & 8 else []
    body = reader.position
    if int.from_bytes(reader.bytes(2), "big") != crc16(data[:body]):
        raise CorruptStreamError("the checksum of the header does not match", body)
    for section in sections:
        if section.critical and section.id != MATTE_SECTION:
            raise UnsupportedStreamError(f"critical section {section.id} of the header", section.offset)
    if model not in MODELS:
        raise UnsupportedStreamError(f"model {model}", model_at)
    matte: int | None = None
    for section in sections:
        if section.id == MATTE_SECTION:
            if len(section.data) != 1:
                raise CorruptStreamError(f"a matte of {len(section.data)} bytes", section.offset)
            matte = section.data[0]
    offset = reader.position
    placed = []
    for row in rows:
        placed.append(replace(row, offset=offset, head=b""))
        offset += row.length
    return Header(width, height, rate, model, seed, is_open, reader.position, matte, placed)


def read_rows(data: bytes, header: Header) -> tuple[list[Row], TruncatedStreamError | None]:
    """Where the groups of a stream lie, and the error for what lies behind them where the stream ends early."""
    if not header.open:
        end = header.rows[-1].offset + header.rows[-1].length
        if len(data) > end:
            raise CorruptStreamError("bytes follow the last group", end)
        return header.rows, None
    rows: list[Row] = []
    reader = ByteReader(data, header.end)
    try:
        while True:
            start = reader.position
            if reader.byte() == 0:
                break
            reader.position = start
            if len(rows) == 65_535:
                raise CorruptStreamError("too many groups", start)
            row = read_row(reader, rows[-1].first_frame + rows[-1].frames if rows else 0)
            rows.append(replace(row, offset=reader.position))
            reader.bytes(row.length)
    except TruncatedStreamError as error:
        if not rows:
            raise
        return rows, error
    if not rows:
        raise CorruptStreamError("a stream without a group", start)
    if reader.position < len(data):
        raise CorruptStreamError("bytes follow the end", reader.position)
    return rows, None


def read_group(data: bytes, row: Row, number: int) -> Group:
    """The parts of a group, its checksum verified."""
    end = row.offset + row.length
    if end > len(data):
        raise TruncatedStreamError(f"group {number} ends early", len(data), end)
    reader = ByteReader(data, row.offset, end)
    checksum = int.from_bytes(reader.bytes(4), "big")
    if checksum != crc32(row.head + data[reader.position : end]):
        raise CorruptStreamError("the checksum of the group does not match", row.offset, number)
    try:
        sections = read_sections(reader) if row.has_sections else []
        for section in sections:
            if section.critical and section.id not in KNOWN_SECTIONS:
                raise UnsupportedStreamError(f"critical section {section.id} of a group", section.offset)
        at = reader.position
        key_length = reader.varuint()
        if key_length < 1 or reader.position + key_length > end:
            raise CorruptStreamError(f"a key payload of {key_length} bytes", at)
        key_offset = reader.position
        key = reader.bytes(key_length)
    except TruncatedStreamError as error:
        raise CorruptStreamError(str(error), error.offset, number) from error
    except DecodeError as error:
        error.group = number
        raise
    return Group(key, key_offset, data[reader.position : end], reader.position, sections)
