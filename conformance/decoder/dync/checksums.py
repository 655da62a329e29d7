"""CRC-16/IBM-3740 of headers; the CRC-32 of groups is that of zlib."""

from __future__ import annotations

import zlib


def crc16(data: bytes) -> int:
    """CRC-16/IBM-3740: 0x29B1 for the digits 1 to 9."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def crc32(data: bytes) -> int:
    """CRC-32/ISO-HDLC: 0xCBF43926 for the digits 1 to 9."""
    return zlib.crc32(data)
