"""Log lines that say what broke and where in the code, and never what a person asked or answered."""

import logging
import traceback
from typing import Any


class WithoutWords(logging.Formatter):
    """Formats a record as level, logger, route and the frames of the code.

    Messages, paths and the text of exceptions are left out: each of them can carry what somebody typed or chose.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one for each frame when an exception came with the record."""
        lines = [f"{record.levelname} {record.name} {_route(record)}".rstrip()]
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            lines.append(f"  {kind.__name__}")
            lines += [f"    {frame.name} in {frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
        return "\n".join(lines)


def _route(record: logging.LogRecord) -> str:
    """The pattern of the address, such as `<slug:school>/may-i/`, not the address."""
    match: Any = getattr(getattr(record, "request", None), "resolver_match", None)
    return str(match.route) if match is not None else ""
