"""`gatepost demo` serves this machine only, stops when asked, and says plainly why it cannot start."""

import http.client
import signal
import socket
from contextlib import closing

import pytest

from gatepost.web import serve
from tests.web.serving import free_port, served


def test_the_demo_answers_with_the_site_and_its_styles_and_stops_at_ctrl_c() -> None:
    with served() as (process, host, port):
        for path, kind in [("/", "text/html"), ("/static/gatepost/gatepost.css", "text/css")]:
            with closing(http.client.HTTPConnection(host, port, timeout=20)) as connection:
                connection.request("GET", path)
                response = connection.getresponse()
                assert response.status == 200
                assert response.headers["Content-Type"].startswith(kind)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out.endswith("Stopped.\n")
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert serve.demo(port=port) == 1
    assert f"port {port} is taken" in capsys.readouterr().err


def test_a_port_that_another_server_shares_counts_as_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        assert serve.demo(port=other.getsockname()[1]) == 1
    assert "is taken" in capsys.readouterr().err


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_told_in_a_sentence(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.demo(port=port) == 1
    assert "is not a port" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104 - what is refused
def test_the_demo_is_served_to_this_machine_only(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.demo(host=host, port=free_port()) == 1
    assert "this machine only" in capsys.readouterr().err
