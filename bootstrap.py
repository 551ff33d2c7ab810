"""Sets the project up in `.venv` and runs it: the one command on a fresh machine.

    python3 bootstrap.py demo      the demo on http://127.0.0.1:8000
    python3 bootstrap.py test      the tests, without the slow ones and those that need a browser
    python3 bootstrap.py test-all  style, types, import rules, then every test
    python3 bootstrap.py check     style, types and import rules alone
    python3 bootstrap.py bench     the benchmarks, one after another
    python3 bootstrap.py lock      requirements/*.lock again from pyproject.toml

What follows `demo`, `test` or `test-all` is handed on: `bootstrap.py test -k consent`.
Packages come through pip's or uv's own configuration, pinned and hashed, wheels only: nothing is compiled.
"""

# The standard library alone, and nothing that Python 3.8 cannot read: an old Python gets a sentence, not a traceback.
from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "gatepost-setup.json"
LOCKS = {"demo": "requirements/demo.lock", "dev": "requirements/dev.lock"}
COMMANDS = ("demo", "test", "test-all", "check", "bench", "lock")
OLDEST_PYTHON = (3, 11)

# Runs what follows NAME=VALUE with that in its environment; `env` is not there on Windows. By 5 pytest says that it ran
# no test: no fault where a person chose which.
SET_AND_RUN = (
    "import os, subprocess, sys; name, value = sys.argv[1].split('=', 1); os.environ[name] = value; "
    "code = subprocess.call(sys.argv[3:]); sys.exit(0 if code == 5 and sys.argv[2] == 'chosen' else code)"
)

# Where rows are written, guarded and kept apart: what `make test` tries on PostgreSQL too.
DATA_LAYER = [
    *(f"tests/web/{name}" for name in ("record", "schools", "safe", "people", "terms", "consents", "approvals")),
    *(f"tests/web/{name}" for name in ("releases", "phones", "test_sealed.py", "test_tenancy.py")),
]

DISK_FULL = "the disk is full: the demo needs 100 MB and the tests 700 MB; make room and run it again"

# Signs in what pip or uv print, and what to say. The first that fits wins: without a network pip also says "not found".
FAILURES = (
    (("No space left on device", "Errno 28", "os error 28", "Disk quota exceeded"), DISK_FULL),
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch"),
        "a downloaded package is not the one that the lock names, so nothing was installed: run it again, "
        "and if it happens twice ask whoever runs your package mirror or proxy",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "invalid peer certificate"),
        "the package index could not be trusted: tell pip about your network's certificate "
        "(`pip config set global.cert FILE`) and run it again",
    ),
    (
        (
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeoutError",
            "ReadTimeoutError",
            "ProxyError",
            "Connection refused",
            "Network is unreachable",
            "Temporary failure in name resolution",
            "Failed to fetch",
            "error sending request",
        ),
        "the package index could not be reached: check the network, or pip's own settings for your proxy or mirror "
        "(`pip config list`), and run it again",
    ),
    (
        ("No matching distribution found", "no wheels with a matching", "no usable wheels"),
        "a pinned package has no ready-made wheel for this Python and machine: use CPython 3.11, 3.12 or 3.13 "
        "on 64-bit Linux, macOS or Windows, and an index that carries the pinned versions",
    ),
    (
        ("Permission denied", "Errno 13", "os error 13", "Read-only file system", "Errno 30", "os error 30"),
        "files could not be written: check that this folder is yours and not read-only",
    ),
)


class Trouble(Exception):
    """A foreseeable failure; its text is one sentence that says what to do."""


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0 fine, 1 something is wrong or could not be set up, 2 wrong use."""
    command, rest = (arguments or [""])[0], arguments[1:]
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if command not in COMMANDS:
        say(f"expected one of {', '.join(COMMANDS)}" + (f", got `{command}`" if command else ""))
        return 2
    if rest and command not in ("demo", "test", "test-all"):
        say(f"`{command}` takes nothing after it, got `{' '.join(rest)}`")
        return 2
    refuse_an_old_python(arguments)
    os.chdir(ROOT)
    set_up("demo" if command == "demo" else "dev")
    if command == "demo":
        become(program("gatepost"), "demo", *rest)
    if command == "test":
        return run_each(
            [
                pytest("-m", "not slow and not browser", *rest),
                on_postgresql(rest or DATA_LAYER, "data and not walk and not slow and not browser", bool(rest)),
            ]
        )
    if command == "lock":
        return make_locks()
    if command == "bench":
        benches = [path for path in sorted(Path("bench").glob("*.py")) if "__main__" in path.read_text("utf-8")]
        # One of them only writes a file for the others.
        names = [path.stem for path in benches if path.stem != "roster_archive"]
        return run_each([[program("python"), "-m", f"bench.{name}"] for name in names])
    checks = [
        [program("ruff"), "check", "."],
        [program("ruff"), "format", "--check", "."],
        [program("mypy")],
        [program("lint-imports")],
    ]
    if command == "test-all":
        # How a page looks does not turn on the database: the browser's walk to every page is made once.
        checks += [pytest(*rest), on_postgresql(rest, "data and not engine and not (walk and browser)", bool(rest))]
    return run_each(checks)


def refuse_an_old_python(arguments: list[str]) -> None:
    if sys.version_info >= OLDEST_PYTHON:
        return
    has = f"this needs Python 3.11 or newer and got {sys.version_info[0]}.{sys.version_info[1]}: "
    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    if newer:
        raise Trouble(f"{has}run `{newer[0]} bootstrap.py {' '.join(arguments)}` instead")
    install = (
        "with `brew install python@3.13`" if sys.platform == "darwin" else "(Debian 12 and Ubuntu 24.04 bring one)"
    )
    raise Trouble(f"{has}install a newer one {install} and run this again with it")


# Setting up: .venv holds what one lock names, and a stamp says which.


def set_up(lock: str) -> None:
    """Brings `.venv` to a lock, "demo" or "dev"; one that has "dev" keeps it, since that holds the demo's too."""
    stamp = read_stamp()
    usable = stamp.get("home") == home()
    if usable and stamp.get("lock") == "dev":
        lock = "dev"
    if stamp == stamp_for(lock):
        return
    started = time.monotonic()
    uv = shutil.which("uv")
    if usable:
        STAMP.unlink()
    else:
        make_venv(with_pip=uv is None)
    say(f"installing {LOCKS[lock]}: up to {'a minute' if lock == 'demo' else 'three minutes'} the first time")
    install(uv, ["--require-hashes", "--only-binary", ":all:", "-r", LOCKS[lock]])
    install(uv, ["--no-deps", "--no-build-isolation", "-e", "."])
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp_for(lock)), encoding="utf-8")
    unfinished.replace(STAMP)
    say(f"ready in {time.monotonic() - started:.0f} s")


def read_stamp() -> dict[str, str]:
    """What `.venv` holds; empty where it was never finished, is damaged, or lost its Python."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and Path(program("python")).exists() else {}


def stamp_for(lock: str) -> dict[str, str]:
    content = Path(LOCKS[lock]).read_bytes() + Path("pyproject.toml").read_bytes()
    return {"lock": lock, "digest": hashlib.sha256(content).hexdigest(), "home": home()}


def home() -> str:
    """A virtual environment cannot be moved and belongs to one Python: where either changes, it is made anew."""
    return f"{VENV} {sys.version_info[0]}.{sys.version_info[1]}"


def make_venv(with_pip: bool) -> None:
    needed = ["venv", "ensurepip"] if with_pip else ["venv"]
    if any(importlib.util.find_spec(name) is None for name in needed):
        raise Trouble(
            "this Python cannot make virtual environments: run `sudo apt install python3-venv` "
            "(or what your system calls it) and then this again"
        )
    say(f"making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
    options = [] if with_pip else ["--without-pip"]
    made, printed = quietly([sys.executable, "-m", "venv", "--clear", *options, str(VENV)])
    if not made:
        raise Trouble(in_plain_words(printed, "making .venv failed"))


def install(uv: str | None, what: list[str]) -> None:
    """Installs with uv where there is one, and with pip where there is none or uv did not manage."""
    if uv:
        done, printed = quietly([uv, "pip", "install", "--python", program("python"), *what])
        if done:
            return
        if importlib.util.find_spec("ensurepip") is None:
            raise Trouble(in_plain_words(printed, "uv could not install it"))
        say("uv could not install it; trying pip")
        quietly([program("python"), "-m", "ensurepip"])
    done, printed = quietly([program("python"), "-m", "pip", "install", "--disable-pip-version-check", *what])
    if not done:
        raise Trouble(in_plain_words(printed, "pip could not install it"))


def quietly(command: list[str]) -> tuple[bool, str]:
    """Runs a command; returns whether it succeeded, and all that it printed."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONIOENCODING="utf-8", PIP_USER="0", PIP_NO_INPUT="1")
    environment.pop("PYTHONHOME", None)
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, check=False)
    return ran.returncode == 0, ran.stdout.decode("utf-8", "replace")


def in_plain_words(printed: str, otherwise: str) -> str:
    for signs, sentence in FAILURES:
        if any(sign in printed for sign in signs):
            return sentence
    last = printed.strip().splitlines()[-15:]
    return f"{otherwise}; its last words were:\n" + "\n".join(last)


# Running


def program(name: str) -> str:
    return str(VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name)


def pytest(*arguments: str) -> list[str]:
    tail = ["--durations=20", "--durations-min=10"]  # where the time went, for whoever finds the run too long
    at_once = ["-n", "auto", "--maxprocesses", "8", "--dist", "loadgroup"]
    return [program("python"), "-m", "pytest", *at_once, *tail, *arguments]


def on_postgresql(where: list[str], which: str, chosen: bool) -> list[str]:
    """Some of the tests with the database on a real PostgreSQL, which they start by themselves."""
    told = ["GATEPOST_TEST_DATABASE=postgresql", "chosen" if chosen else "all"]
    return [program("python"), "-c", SET_AND_RUN, *told, *pytest("-m", which, *where)]


def become(*command: str) -> NoReturn:
    """Runs a command in our place, so that signals reach it; ends with its exit code."""
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def run_each(commands: list[list[str]]) -> int:
    """Runs every command though one fails, then names those that failed; returns 1 where one did."""
    failed = []
    for command in commands:
        shown = " ".join([Path(command[0]).name, *command[1:]]).replace(f"-c {SET_AND_RUN} ", "")
        say(shown)
        if subprocess.call(command) != 0:
            failed.append(shown)
    if failed:
        say(f"failed: {'; '.join(failed)}")
    return 1 if failed else 0


def make_locks() -> int:
    compile_ = [program("uv"), "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--python-version", "3.11"]
    compile_ += ["--generate-hashes", "--only-binary", ":all:", "--no-emit-index-url", "--no-emit-find-links"]
    compile_ += ["--custom-compile-command", "make lock"]
    demo = [*compile_, "--group", "build", "--output-file", LOCKS["demo"]]
    dev = [*compile_, "--group", "dev", "--constraint", LOCKS["demo"], "--output-file", LOCKS["dev"]]
    return subprocess.call(demo) or subprocess.call(dev)


def say(sentence: str) -> None:
    print(f"gatepost: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        say(str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        say(DISK_FULL if error.errno == errno.ENOSPC else f"{error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(1)
