"""Takes govuk-frontend's prebuilt CSS and JavaScript out of its npm package and leaves the government's marks behind.

    npm pack govuk-frontend@6.6.0
    python3 tools/vendor_govuk.py govuk-frontend-6.6.0.tgz

The code is free (MIT); the crown, the crest, the GOV.UK logo and the GDS Transport typeface belong to GOV.UK alone.
The same package always gives the same files. A new version needs its number and SHA-256 here, and is read first.
"""

import hashlib
import re
import sys
import tarfile
from pathlib import Path

VERSION = "6.6.0"
PACKAGE_SHA256 = "52c4eb554e54d8a6e4ba801e9da5ec3a5b930fd2f117a39677f0b6296e954751"
PLACE = Path(__file__).resolve().parent.parent / f"src/gatepost/web/static/vendor/govuk-frontend-{VERSION}"
CSS = "govuk-frontend.min.css"
JS = "govuk-frontend.min.js"

# Rules for marks that Gatepost may not show; their pictures are not taken either.
MARKS = re.compile(r"\.govuk-footer__(copyright-logo|crown)\b")

# The package names its licence without carrying the text; this is the text that its source repository gives.
LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

README = """\
# govuk-frontend {version}

The prebuilt CSS and JavaScript of [govuk-frontend](https://github.com/alphagov/govuk-frontend) from its npm package,
under the MIT licence (`LICENSE.txt`). They are made by `tools/vendor_govuk.py` and are not edited by hand.

Gatepost is not a government service: the crown, the crest, the GOV.UK logo and the GDS Transport typeface are not here.

| original | SHA-256 |
|---|---|
| `govuk-frontend-{version}.tgz` | `{package}` |
| `dist/govuk/{css_name}` | `{css}` |
| `dist/govuk/{js_name}` | `{js}` |

Changed in the CSS:
- the two `@font-face` rules of GDS Transport and their copyright notice are taken out;
- `GDS Transport,arial,sans-serif` is `arial,sans-serif` wherever it stands;
- the rules of `.govuk-footer__copyright-logo` (the crest) and `.govuk-footer__crown` are taken out;
- the line that names a source map is taken out.

Changed in the JavaScript: the line that names a source map is taken out.
"""


class NotAsExpected(Exception):
    """The package is not the one that this script was written for."""


def vendor(package: Path, place: Path = PLACE) -> None:
    """Writes the four files to `place`. Raises NotAsExpected, with nothing written, where the package is another."""
    if sha256(package.read_bytes()) != PACKAGE_SHA256:
        raise NotAsExpected(f"{package} is not govuk-frontend {VERSION}: its SHA-256 is {sha256(package.read_bytes())}")
    with tarfile.open(package) as tar:
        original_css, original_js = read(tar, CSS), read(tar, JS)
    css = without_source_map(without_marks(original_css.decode()))
    js = without_source_map(original_js.decode())
    left = re.findall(r"@font-face|GDS Transport|url\((?!data:)[^)]*\)", css)
    if left:
        raise NotAsExpected(f"the CSS still has {', '.join(sorted(set(left)))}")
    readme = README.format(
        version=VERSION,
        package=PACKAGE_SHA256,
        css_name=CSS,
        css=sha256(original_css),
        js_name=JS,
        js=sha256(original_js),
    )
    place.mkdir(parents=True, exist_ok=True)
    for name, text in {CSS: css, JS: js, "LICENSE.txt": LICENCE, "README.md": readme}.items():
        (place / name).write_bytes(text.encode())


def without_marks(css: str) -> str:
    """The CSS without the typeface and without the rules in MARKS."""
    css = re.sub(r"/\*![^*]*Margaret Calvert[^*]*\*/", "", css)
    css = re.sub(r"@font-face\{[^{}]*GDS Transport[^{}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "arial,sans-serif")
    css = re.sub(r"(?<=[{};])([^{};@]+)\{[^{}]*\}", without_mark, css)
    emptied = None
    while emptied != css:
        emptied, css = css, re.sub(r"(?<=[{};])@[^{};]+\{\}", "", css)
    return css


def without_mark(rule: re.Match[str]) -> str:
    selectors = rule.group(1).split(",")
    marks = [selector for selector in selectors if MARKS.search(selector)]
    if marks and len(marks) < len(selectors):
        raise NotAsExpected(f"a rule is for a mark and for something else: {rule.group(1)}")
    return "" if marks else rule.group(0)


def without_source_map(text: str) -> str:
    return re.sub(r"\s*(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "\n", text)


def read(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(f"package/dist/govuk/{name}")
    if file is None:
        raise NotAsExpected(f"the package has no {name}")
    return file.read()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 tools/vendor_govuk.py govuk-frontend-" + VERSION + ".tgz")
    try:
        vendor(Path(sys.argv[1]))
    except (NotAsExpected, OSError, tarfile.TarError, KeyError) as trouble:
        sys.exit(f"vendor_govuk: {trouble}")
