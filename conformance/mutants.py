"""Which constants of the second decoder no stream of the set pins: mutants.py [--only TEXT] [--streams TEXT] [--every N] [--start N]

Changes one number of decoder/dync at a time and decodes the set. A change that no stream notices is printed: either the
set lacks a stream, or the change means nothing. Streams that run the changed line are decoded, quick ones first.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType

import numpy as np

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "decoder" / "dync"
SECONDS = 60
UNCHANGED = {"av1", "errors", "__init__"}


@dataclass(frozen=True)
class Mutant:
    """A number of a module, and another one in its place."""

    module: str
    line: int
    column: int
    old: float
    new: float

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}:{self.column + 1}: {self.old} -> {self.new}"


def mutants() -> Iterator[Mutant]:
    """All changes: whole numbers by one up and down, others by a tenth."""
    for path in sorted(PACKAGE.glob("*.py")):
        if path.stem in UNCHANGED:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
                continue
            old = node.value
            for new in (old + 1, old - 1) if isinstance(old, int) else (old * 1.1,):
                yield Mutant(path.stem, node.lineno, node.col_offset, old, new)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the package with the change in it."""

    def __init__(self, mutant: Mutant | None) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, _path: object, _target: object = None) -> object:
        """Takes the one module that is changed."""
        if self.mutant is None or name != f"dync.{self.mutant.module}":
            return None
        return importlib.util.spec_from_file_location(name, PACKAGE / f"{self.mutant.module}.py", loader=self)

    def create_module(self, _spec: object) -> None:
        """The usual module."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs the changed source."""
        assert self.mutant is not None
        path = PACKAGE / f"{self.mutant.module}.py"
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and (node.lineno, node.col_offset) == (
                self.mutant.line,
                self.mutant.column,
            ):
                node.value = self.mutant.new
        exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102


_stills: dict[tuple[bytes, int, int], object] = {}


def load(mutant: Mutant | None) -> ModuleType:
    """The module `decoder` of the package, changed or not. AV1 stills that were decoded once are kept."""
    for name in [name for name in sys.modules if name == "dync" or name.startswith("dync.")]:
        del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Changed)]
    sys.meta_path.insert(0, Changed(mutant))
    av1 = importlib.import_module("dync.av1")
    decode = av1.decode_still

    def kept(unit: bytes, width: int, height: int) -> object:
        key = (unit, width, height)
        if key not in _stills:
            try:
                _stills[key] = decode(unit, width, height)
            except sys.modules["dync.errors"].CorruptStillError:
                _stills[key] = None
        if _stills[key] is None:
            raise sys.modules["dync.errors"].CorruptStillError("refused", 0)
        return _stills[key]

    av1.decode_still = kept
    return importlib.import_module("dync.decoder")


@cache
def manifest() -> dict:
    """The manifest of the set."""
    return json.loads((HERE / "manifest.json").read_text())


def outcome(decoder: ModuleType, entry: dict) -> list[np.ndarray] | dict:
    """Planes, or the error of a stream."""
    options = {"liveliness": 1.0, "fidelity": 0.0, **entry.get("options", {})}
    errors = sys.modules["dync.errors"]
    try:
        opened = decoder.Decoder((HERE / entry["file"]).read_bytes(), **options)
        return [plane for t in entry["times"] for plane in opened.frame(float(t))]
    except errors.DecodeError as error:
        return {"code": error.code, "group": error.group}


def passes(entry: dict, made: list[np.ndarray] | dict) -> bool:
    """Whether the runner would pass it."""
    expected = entry.get("error")
    if expected is not None or isinstance(made, dict):
        return isinstance(made, dict) and expected is not None and all(made.get(k) == v for k, v in expected.items())
    if "sha256" in entry:
        return hashlib.sha256(b"".join(plane.tobytes() for plane in made)).hexdigest() == entry["sha256"]
    tolerance, stride = manifest()["tolerance"], entry["planes"]["stride"]
    kept = np.frombuffer((HERE / entry["planes"]["file"]).read_bytes(), np.uint8)
    at = 0
    for plane in made:
        some = plane[::stride, ::stride].ravel().astype(int)
        differences = np.abs(some - kept[at : at + some.size])
        at += some.size
        if differences.mean() > tolerance["mean"] or (differences > tolerance["levels"]).mean() > tolerance["share"]:
            return False
    return at == kept.size


def survives(mutant: Mutant, entries: list[dict]) -> bool:
    """Whether the set passes all the same; in a process of its own, since a change may go on for ever."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code = 1
        try:
            decoder = load(mutant)
            code = 0 if all(passes(entry, outcome(decoder, entry)) for entry in entries) else 1
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def lines_run(decoder: ModuleType, entry: dict) -> tuple[set[tuple[str, int]], float]:
    """The lines of the package that a stream runs, and the seconds that it takes without a tracer."""
    began = time.perf_counter()
    if not passes(entry, outcome(decoder, entry)):
        raise SystemExit(f"{entry['name']} fails without a change")
    took = time.perf_counter() - began
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _arg: object) -> object:
        path = frame.f_code.co_filename
        if not path.startswith(str(PACKAGE)):
            return None
        if event == "line":
            lines.add((Path(path).stem, frame.f_lineno))
        return trace

    sys.settrace(trace)
    outcome(decoder, entry)
    sys.settrace(None)
    return lines, took


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Changes one number of the second decoder at a time.")
    parser.add_argument("--only", default="", help="changes whose name contains the text, e.g. maps.py:50")
    parser.add_argument("--streams", default="", help="streams whose name contains the text")
    parser.add_argument("--every", type=int, default=1, help="takes every Nth change only")
    parser.add_argument("--start", type=int, default=0, help="number of the first change")
    options = parser.parse_args()
    sys.path.insert(0, str(PACKAGE.parent))
    chosen = [m for m in mutants() if options.only in str(m)][options.start :: options.every]
    decoder = load(None)
    facts = [(entry, *lines_run(decoder, entry)) for entry in manifest()["streams"] if options.streams in entry["name"]]
    facts.sort(key=lambda fact: fact[2])
    left = 0
    for mutant in chosen:
        # A constant of a module is no line of a function: any stream may notice.
        at_top = not any((mutant.module, mutant.line) in lines for _, lines, _ in facts)
        entries = [entry for entry, lines, _ in facts if at_top or (mutant.module, mutant.line) in lines]
        if survives(mutant, entries):
            left += 1
            print(f"survives {len(entries)} streams: {mutant}", flush=True)
    print(f"{left} of {len(chosen)} changes are not noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
