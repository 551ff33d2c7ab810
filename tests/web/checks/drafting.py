"""Drafts as people send them, and photos that a test makes."""

import io
import re
from typing import Any

import numpy
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gatepost.vocabulary.activity import Partial
from gatepost.web.checks.gather import Told, write

POST = {"action": "post", "account": "personal", "platform": "facebook", "audience": "public"}


def send(client: Client, text: str = "", slug: str = "quillbrook", **fields: Any) -> Any:
    """Check a draft: the questions, or where there are none the answer."""
    return client.post(f"/{slug}/check/", {**POST, "text": text, **fields})


def answered(client: Client, text: str = "", slug: str = "quillbrook", **fields: Any) -> Any:
    """The answer, with nothing more told than what the fields say."""
    return send(client, text, slug, **{"do": "answer", "told": "[]", **fields})


def told(fact: str, *words: str) -> str:
    """The hidden field after a person has said that these words of a set are so."""
    return write([Told(fact, Partial(has=frozenset(words)), False)])


def photo(seed: int = 1, name: str = "photo.jpg", note: bytes = b"", size: int = 96) -> SimpleUploadedFile:
    """A picture of noise, with a note beside its pixels."""
    pixels = numpy.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=numpy.uint8)
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", comment=note)
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")


PHOTO_OF_NOBODY: dict[str, Any] = {"pupils": "no", "shows": ["none-of-these"], "setting": "elsewhere"}


def carried(page: Any) -> dict[str, Any]:
    """What a page carries of its photos to the next."""
    fields = re.findall(r'<input type="hidden" name="(photos|view)" value="([^"]*)">', page.content.decode())
    return {
        "photos": next(value for name, value in fields if name == "photos"),
        "view": [value for name, value in fields if name == "view"],
    }
