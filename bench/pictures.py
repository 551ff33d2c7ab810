"""The look at a phone's photo, and at 200 files made to do harm: seconds and memory, each in a process of its own.

python -m bench.pictures

A photo of 12 megapixels goes through the whole gate, beside exiftool's `-all=` and Pillow's plain open and save in the
same run; exiftool says what each of them left in the file. Each hostile file must meet an answer or a sentence within
300 MB and 10 seconds. JSON on the last line.
"""

import argparse
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from bench.exiftool import left_behind, stripped
from bench.measure import told
from gatepost.screening.pictures import PictureRefused, cleaned, look, read
from gatepost.screening.roll import Person
from gatepost.screening.screen import Screener

MOST_MB, MOST_SECONDS = 300, 10
ROUNDS = 5
FINE, REFUSED = 0, 3

SCREENER = Screener([Person("pupil", "Oliver", "Bennett", class_name="4"), Person("pupil", "Amelia", "Whitaker")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as folder:
        # In a process of its own too: what it takes to make them is no part of what it takes to look at them.
        _measured(lambda: _make(Path(folder)))
        photo = Path(folder) / "photo"
        figures: dict[str, Any] = {"photo_mb": round(photo.stat().st_size / 1e6, 1), "start_mb": _own_mb()}
        for name, run in (("gate", _gate), ("clean", _clean), ("exiftool", _exiftool), ("pillow", _pillow)):
            rounds = [_measured(partial(_of_file, run, photo)) for _ in range(ROUNDS)]
            figures[f"{name}_s"] = round(statistics.median(seconds for _, seconds, _ in rounds), 2)
            figures[f"{name}_mb"] = round(max(megabytes for _, _, megabytes in rounds))
        for peer in ("exiftool", "pillow"):
            figures[f"clean_to_{peer}"] = round(figures["clean_s"] / figures[f"{peer}_s"], 2)
        content = photo.read_bytes()
        figures["told"] = len(left_behind(content))
        figures["left_by_us"] = len(left_behind(cleaned(read(content).image).content))
        figures["left_by_exiftool"] = len(left_behind(stripped(content)))
        figures["left_by_pillow"] = len(left_behind(_saved(content)))
        lines, bad = _hostile(sorted(Path(folder).glob("hostile-*")), figures)
    met = not bad and figures["left_by_us"] == 0 and figures["gate_mb"] <= MOST_MB and figures["gate_s"] <= MOST_SECONDS
    told([*(f"{name.replace('_', ' ')}: {figure}" for name, figure in figures.items()), *lines], figures, met)


def _make(folder: Path) -> int:
    from bench.picture_files import hostile, phone_photo, scene, with_words

    image = with_words(scene(4032, 3024), "Star of the Week\nOliver Bennett")
    (folder / "photo").write_bytes(phone_photo(image=image, orientation=1))
    for number, (name, content) in enumerate(hostile()):
        (folder / f"hostile-{number:03} {name.replace('/', '-')}").write_bytes(content)
    return FINE


def _hostile(files: list[Path], figures: dict[str, Any]) -> tuple[list[str], bool]:
    """Every file looked at; the worst of them in `figures`, a line for each that was over a bound or crashed."""
    answers = refusals = 0
    worst_seconds, worst_mb = 0.0, 0.0
    lines = []
    for file in files:
        code, seconds, megabytes = _measured(partial(_of_file, _gate, file))
        answers, refusals = answers + (code == FINE), refusals + (code == REFUSED)
        worst_seconds, worst_mb = max(worst_seconds, seconds), max(worst_mb, megabytes)
        if code not in (FINE, REFUSED) or seconds > MOST_SECONDS or megabytes > MOST_MB:
            lines.append(f"{file.name}: ended with {code}, {seconds:.1f} s, {megabytes:.0f} MB")
    figures |= {"hostile": len(files), "answers": answers, "refusals": refusals}
    figures |= {"hostile_worst_s": round(worst_seconds, 2), "hostile_worst_mb": round(worst_mb)}
    return lines, bool(lines)


def _of_file(run: Callable[[bytes], int], file: Path) -> int:
    return run(file.read_bytes())


def _gate(content: bytes) -> int:
    try:
        seen = look(content, file_name="IMG_Oliver_Bennett.jpg", alt="Oliver Bennett with a cup", screener=SCREENER)
    except PictureRefused:
        return REFUSED
    cleaned(seen.picture.image)
    return FINE


def _clean(content: bytes) -> int:
    cleaned(read(content).image)
    return FINE


def _exiftool(content: bytes) -> int:
    stripped(content)
    return FINE


def _pillow(content: bytes) -> int:
    _saved(content)
    return FINE


def _saved(content: bytes) -> bytes:
    """What Pillow makes of a file that is opened and saved without further thought."""
    written = io.BytesIO()
    Image.open(io.BytesIO(content)).save(written, "JPEG")
    return written.getvalue()


def _measured(run: Callable[[], int]) -> tuple[int, float, float]:
    """The exit code, seconds and peak of memory in MB of a child of this process, with whatever it started."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            os._exit(run())
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), time.perf_counter() - start, used.ru_maxrss / 1000


def _own_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


if __name__ == "__main__":
    main()
