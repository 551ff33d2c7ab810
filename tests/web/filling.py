"""Fill in the forms of a page as somebody would who types the same odd word everywhere."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

_SENDERS = ("submit", "button", "image", "reset")


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields as they stand."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # name, kind, value

    def filled(self, word: str) -> dict[str, Any]:
        """What a browser would send, with the word in every field that takes words, and the first of every choice."""
        sent: dict[str, Any] = {}
        for name, kind, value in self.fields:
            if kind in ("text", "search", "textarea", "password"):
                sent[name] = value or word
            elif kind == "email":
                sent[name] = value or f"{word}@example.org"
            elif kind == "file":
                sent[name] = SimpleUploadedFile(f"{word}.csv", f"kind,forename,surname\npupil,{word},{word}\n".encode())
            elif kind in ("radio", "select"):
                sent.setdefault(name, value)
            elif kind == "checkbox":
                sent.setdefault(name, []).append(value)
            else:
                sent[name] = value
        return sent


class Forms(HTMLParser):
    """The forms of a page, in order."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address = address
        self._select = self._area = ""
        self._text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.found.append(Form(given.get("action") or self._address, given.get("method", "get").lower()))
        elif not self.found:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            self.found[-1].fields.append((self._select, "select", given["value"]))
        elif tag == "textarea":
            self._area, self._text = name, []
        elif tag == "input" and name and given.get("type") not in _SENDERS:
            usual = "on" if given.get("type") == "checkbox" else ""
            self.found[-1].fields.append((name, given.get("type", "text"), given.get("value", usual)))
        elif tag == "button" and name:
            self.found[-1].fields.append((name, "hidden", given.get("value", "")))

    def handle_data(self, text: str) -> None:
        if self._area:
            self._text.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area:
            self.found[-1].fields.append((self._area, "textarea", "".join(self._text).strip()))
            self._area = ""
