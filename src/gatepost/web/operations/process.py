"""One process of `gatepost serve` or of the demo: the web server, a worker, or the clock.

It ends when the process that started it is gone, in whatever way: standard input is a pipe from there, and a pipe whose
other end is closed ends.
"""

import argparse
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from gatepost.web.config import Config, load

# Of each web process; each has its own connection to the database. Photos are looked at in LOOKS of them, with WAITING
# more in front (checks/looking.py): the others are always left for everything else.
THREADS = 8
MOST_CONNECTIONS = 512  # of each web process; more wait to be let in
HEADERS_WITHIN = 30  # seconds; for what follows them see front.py
STOP_WITHIN = 5  # seconds; a browser that keeps its connection open must not outlive the site

log = logging.getLogger("gatepost.serve")

SERVER_LOG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_words": {"()": "gatepost.web.logs.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_words"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}


def command(kind: str, *options: str) -> list[str]:
    """The command line of one process."""
    return [sys.executable, "-m", __name__, kind, *options]


def main(arguments: Sequence[str]) -> int:
    """Be the process that the arguments name, until it is told to stop; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    try:
        return _run(chosen)
    except Exception:  # what an exception says can hold anything: only where it was raised is told
        from gatepost.web.operations.command import start

        start()
        log.exception("failed")
        return 1


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    made.add_argument("kind", choices=("web", "worker", "tick"))
    made.add_argument("--workers", type=int, default=1)
    made.add_argument("--every", type=int, default=60)
    return made


def _run(chosen: argparse.Namespace) -> int:
    match chosen.kind:
        case "web":
            serve_site(load(), chosen.workers)
        case "worker":
            from gatepost.web.operations.command import start

            start()
            from gatepost.web.operations.worker import work

            work()
        case _:
            from gatepost.web.operations.command import tick

            return tick(chosen.every, logged=True)
    return 0


def serve_site(config: Config, workers: int) -> None:
    """Answer requests on the address of the settings until told to stop."""
    from pathlib import Path

    from granian.constants import SSLProtocols

    secured = {name: config.place / path for name, path in config.tls.items()}
    tls: dict[str, Path | SSLProtocols] = {}
    if secured:
        tls = {"ssl_cert": secured["certificate"], "ssl_key": secured["key"], "ssl_protocol_min": SSLProtocols.tls12}
    host, port = config.listening
    web_server(host, port, workers=workers, **tls).serve(target_loader=application, wrap_loader=False)


def web_server(host: str, port: int, **options: Any) -> Any:
    """The server as every part of Gatepost runs it; `serve(target_loader=application, wrap_loader=False)` starts it."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return Granian(
        "gatepost.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,  # with HTTP/2 too, whoever connects and says nothing is never cut
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN * 1000),
        workers_kill_timeout=STOP_WITHIN,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=SERVER_LOG,
        log_access=False,
        **options,
    )


def application() -> Callable[..., Any]:
    """The site, in a process that the web server has made: it ends with the server.

    The server's own processes would go on serving after it was killed.
    """
    threading.Thread(target=_end_with_server, daemon=True).start()
    from gatepost.web.operations.front import Front
    from gatepost.web.wsgi import application

    return Front(application, THREADS)


def _end_with_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)


def _end_with_starter() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
