"""The `gatepost` command as people run it: within this process, or as a process of its own."""

import os
import resource
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

from gatepost.cli import main

MEMORY = 200_000_000  # bytes that a command may use, bad input or not


@dataclass(frozen=True)
class Ran:
    """What a command wrote and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def gatepost(*arguments: str | Path, given: bytes = b"") -> Ran:
    """Run a command here, with `given` on its standard input."""
    out, err = TextIOWrapper(BytesIO()), TextIOWrapper(BytesIO())
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", TextIOWrapper(BytesIO(given))):
        code = main([str(argument) for argument in arguments])
    return Ran(code, _written(out), _written(err))


def _written(stream: TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue().decode()


def child(*arguments: str | Path | bytes, given: bytes | None = b"", **options: Any) -> Ran:
    """Run a command as a process that may use MEMORY and no more; it must never show a traceback."""
    done = subprocess.run(
        command(*arguments),
        input=given,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        env=environment(options.pop("env", {})),
        preexec_fn=options.pop("preexec_fn", bounded),
        timeout=300,  # only so that nothing hangs for ever
        check=False,
        **options,
    )
    err = done.stderr.decode()
    assert "Traceback" not in err, err[-2000:]
    assert "Exception ignored" not in err, err
    return Ran(done.returncode, (done.stdout or b"").decode(), err)


def command(*arguments: str | Path | bytes) -> list[str | bytes]:
    return [
        sys.executable,
        "-m",
        "gatepost.cli",
        *(argument if isinstance(argument, bytes) else str(argument) for argument in arguments),
    ]


def environment(more: dict[str, str]) -> dict[str, str]:
    """Output is held back until a command ends, as it is in a pipe."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return {**inherited, "LC_ALL": "C.UTF-8", **more}


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
