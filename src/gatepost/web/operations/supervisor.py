"""Keeping processes alive: what dies is started again after a pause that grows, and all end together."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds before a process that died is started again
SOUND = 60.0  # seconds after which a process that dies counts as dying for the first time
STOPS_WITHIN = 8.0  # seconds, then it is killed: what it had in hand is rolled back or put back

log = logging.getLogger("gatepost.serve")


class _Stop:
    """Somebody asks for the end of all."""


class _Renew:
    """Somebody asks the web server to read its certificate again: it makes new processes, then ends the old."""


@dataclass(frozen=True, slots=True)
class _Ended:
    child: "_Child"
    code: int


@dataclass(frozen=True, slots=True)
class _Due:
    child: "_Child"


_Event = _Stop | _Renew | _Ended | _Due


@dataclass(slots=True)
class _Child:
    kind: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    pause: float = FIRST_PAUSE


def supervise(commands: Sequence[tuple[str, Sequence[str]]], environment: Mapping[str, str] | None = None) -> int:
    """Run each command, named by its kind, until SIGTERM or SIGINT; returns 0. To be called from the main thread.

    SIGHUP is handed on to those of the kind `web`. Every command has a pipe from here as its standard input, which
    ends when this process does.
    """
    events: SimpleQueue[_Event] = SimpleQueue()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: events.put(_Stop()))
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: events.put(_Renew()))
    children = [_Child(kind, command) for kind, command in commands]
    try:
        for child in children:
            _start(child, events, environment)
        while True:
            match events.get():
                case _Stop():
                    return 0
                case _Renew():
                    for child in children:
                        if child.kind == "web" and child.process is not None:
                            child.process.send_signal(signal.SIGHUP)
                case _Ended(child, code):
                    _wait_and_start(child, code, events)
                case _Due(child):
                    _start(child, events, environment)
    finally:
        _end(children)


def _start(child: _Child, events: "SimpleQueue[_Event]", environment: Mapping[str, str] | None) -> None:
    try:
        child.process = subprocess.Popen(
            child.command, stdin=subprocess.PIPE, env={**os.environ, **(environment or {})}
        )
    except OSError:  # no memory or no process to be had: later there may be
        log.exception("not-started", extra={"child": child.kind})
        _wait_and_start(child, -1, events)
        return
    child.began = time.monotonic()
    log.info("started", extra={"child": child.kind, "pid": child.process.pid})
    threading.Thread(target=_watch, args=(child, child.process, events), daemon=True).start()


def _watch(child: _Child, process: "subprocess.Popen[bytes]", events: "SimpleQueue[_Event]") -> None:
    events.put(_Ended(child, process.wait()))


def _wait_and_start(child: _Child, code: int, events: "SimpleQueue[_Event]") -> None:
    _close(child)
    if time.monotonic() - child.began > SOUND:
        child.pause = FIRST_PAUSE
    log.warning("ended", extra={"child": child.kind, "code": code, "seconds": child.pause})
    timer = threading.Timer(child.pause, events.put, [_Due(child)])
    timer.daemon = True
    timer.start()
    child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _end(children: Sequence[_Child]) -> None:
    log.info("stopping")
    running = [(one, one.process) for one in children if one.process is not None]
    for _child, process in running:
        process.terminate()
    until = time.monotonic() + STOPS_WITHIN
    for child, process in running:
        try:
            process.wait(max(until - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            log.warning("killed", extra={"child": child.kind})
            process.kill()
            process.wait()
        _close(child)
    log.info("stopped")


def _close(child: _Child) -> None:
    if child.process is not None and child.process.stdin is not None:
        child.process.stdin.close()
    child.process = None
