"""Whether a server can listen where it is told to."""

import errno
import socket

from gatepost.web.config import LOOPBACK

PORT_MIN, PORT_MAX = 1, 65535


def cannot_listen(host: str, port: int, choose: str) -> str | None:
    """Why nothing can be served there, as a sentence, or None. `choose` says where another port is chosen.

    The server itself would share a port with another server of its kind without a word.
    """
    if not PORT_MIN <= port <= PORT_MAX:
        return f"{port} is not a port; give a number from {PORT_MIN} to {PORT_MAX}"
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return f"`{host}` is no address of this machine; choose another {choose}"
    with socket.socket(family, kind, protocol) as trial:
        # Without it a server stopped a moment ago would still seem to hold the port.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is taken by another program; stop that one, or choose another port {choose}"
            if error.errno == errno.EACCES:
                return f"port {port} needs the rights of an administrator; choose one above 1023 {choose}"
            return f"cannot serve on {host}: {(error.strerror or str(error)).lower()}"
    return None


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches a host of this name."""
    return host in LOOPBACK
