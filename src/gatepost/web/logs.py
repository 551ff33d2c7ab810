"""Log lines, one JSON object each: what happened and where in the code, never what anybody asked, said or is called."""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

ACCESS = "gatepost.access"
OWN = "gatepost."  # loggers whose messages are names of events; a library's may hold anything
FIELDS = ("child", "school", "code", "method", "status", "ms", "pid", "seconds")  # numbers and fixed words alone
_EVENT = re.compile(r"[a-z][a-z.-]{0,60}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FIXED = re.compile(r"[A-Za-z][a-z-]{0,20}|[A-Z]{1,10}")

_request: ContextVar[str] = ContextVar("request", default="")

log = logging.getLogger(ACCESS)


class WithoutWords(logging.Formatter):
    """Formats a record as its time, level, logger, event, route, a few numbers, and the frames of the code.

    Messages, paths, queries, names and the text of exceptions are left out: each of them can carry what somebody typed
    or chose. What is left out of a line is not known to this class, so that a new field tells nothing by accident.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith(OWN) and isinstance(record.msg, str) and _EVENT.fullmatch(record.msg):
            line["event"] = record.msg
        if (route := _route(record)) is not None:
            line["route"] = route
        if request := _request.get():
            line["request"] = request
        line |= {name: record.__dict__[name] for name in FIELDS if _is_plain(record.__dict__.get(name))}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["fault"] = kind.__name__
            line["frames"] = [f"{one.name} in {one.filename}:{one.lineno}" for one in traceback.extract_tb(trace)]
        return json.dumps(line)


def _route(record: logging.LogRecord) -> str | None:
    """The pattern of the address, such as `<slug:school>/may-i/`, not the address; None where there was no request."""
    request = getattr(record, "request", None)
    if request is None:
        return None
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else ""


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _FIXED.fullmatch(value) is not None)


class RequestLog:
    """Gives each request a number by chance, which its lines in the log share, and says how it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, unchanged."""
        token = _request.set(secrets.token_hex(8))
        began = time.monotonic()
        try:
            response = self.get_response(request)
            told = {
                "request": request,
                "method": request.method if request.method in _METHODS else "other",
                "status": response.status_code,
                "ms": round((time.monotonic() - began) * 1000),
            }
            log.info("request", extra=told)
            return response
        finally:
            _request.reset(token)
