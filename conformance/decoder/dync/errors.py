"""The errors that the specification distinguishes."""

from __future__ import annotations


class DecodeError(Exception):
    """A stream that is refused: `code` names the kind, `offset` the byte at which it was noticed."""

    code = "DECODE"

    def __init__(self, message: str, offset: int | None = None, group: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.group = group


class NotAStreamError(DecodeError):
    """The magic number does not match."""

    code = "NOT_A_STREAM"


class TruncatedStreamError(DecodeError):
    """The bytes end early; `needed` says with how many, from the start, reading gets further."""

    code = "TRUNCATED_STREAM"

    def __init__(self, message: str, offset: int, needed: int) -> None:
        super().__init__(message, offset)
        self.needed = needed


class UnsupportedStreamError(DecodeError):
    """A version, code, section or model that this decoder does not know."""

    code = "UNSUPPORTED_STREAM"


class CorruptStreamError(DecodeError):
    """A checksum, a limit or the shortest form is violated."""

    code = "CORRUPT_STREAM"


class CorruptStillError(DecodeError):
    """A key payload is not a well-formed AV1 still."""

    code = "CORRUPT_STILL"


class MissingProgramError(Exception):
    """No AV1 decoder is installed: not a fault of the stream."""
