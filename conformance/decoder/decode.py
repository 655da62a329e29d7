"""Decodes frames of a stream: decode.py STREAM OUTPUT TIME... [--liveliness L] [--fidelity F]

Writes the planes Y, U and V (and A of transparent streams) of each time, in frames since the stream's first, one after
another. Where the stream is refused, a line of JSON on standard output names the error, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dync.decoder import Decoder
from dync.errors import DecodeError, MissingProgramError


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Decodes frames of a Dynamics-Codec stream.")
    parser.add_argument("stream", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("times", type=float, nargs="+", help="in frames since the stream's first")
    parser.add_argument("--liveliness", type=float, default=1.0, help="scales drawn motion, 0 to 2")
    parser.add_argument("--fidelity", type=float, default=0.0, help="takes back restoration, 0 to 1")
    options = parser.parse_args()
    try:
        decoder = Decoder(options.stream.read_bytes(), options.liveliness, options.fidelity)
        planes = [plane for time in options.times for plane in decoder.frame(time)]
    except DecodeError as error:
        facts = {"error": error.code, "message": str(error), "offset": error.offset, "group": error.group}
        if hasattr(error, "needed"):
            facts["needed"] = error.needed
        print(json.dumps({name: value for name, value in facts.items() if value is not None}))
        return 1
    except MissingProgramError as error:
        print(error, file=sys.stderr)
        return 2
    options.output.write_bytes(b"".join(plane.tobytes() for plane in planes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
