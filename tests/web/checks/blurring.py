"""Photos to make unrecognisable, and the way through the pages as a browser without a script takes it."""

import io
import re
from base64 import b64decode
from html import unescape
from typing import Any

from bench.picture_files import scene
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gatepost.screening.pictures.people import drawn_face
from gatepost.web.checks.carrying import carried
from tests.web.conversations import Page

BLUR = "/quillbrook/check/blur/"


def with_face(width: int = 800, height: int = 600, side: int = 300, left: int = 200, top: int = 150) -> Image.Image:
    """A scene in which somebody is drawn."""
    image = scene(width, height)
    image.paste(drawn_face(side), (left, top))
    return image


def file_of(image: Image.Image, name: str = "photo.jpg", **saved: Any) -> SimpleUploadedFile:
    """The picture as it is chosen on the page."""
    written = io.BytesIO()
    image.save(written, "JPEG", quality=90, **saved)
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")


def bytes_of(image: Image.Image, kind: str = "JPEG") -> bytes:
    """A file with this picture."""
    written = io.BytesIO()
    image.save(written, kind)
    return written.getvalue()


def field_of(image: Image.Image) -> str:
    """The picture as the hidden field of a page holds it."""
    return carried(bytes_of(image))


def choose(client: Client, image: Image.Image, **saved: Any) -> Any:
    """The page on which the boxes are placed."""
    return client.post(BLUR, {"photo": file_of(image, **saved)})


def box(number: int, left: str = "10", top: str = "10", width: str = "20", height: str = "20") -> dict[str, str]:
    """The fields of a box."""
    told = {"left": left, "top": top, "width": width, "height": height}
    return {f"{side}_{number}": value for side, value in told.items()}


def fields(response: Any) -> dict[str, str]:
    """What the page's form would send, but for its buttons."""
    html = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    found = {}
    for tag in re.findall(r"<input [^>]*>", html):
        given = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        chosen = given["type"] != "radio" or tag.endswith(" checked>")
        if given["type"] not in ("image", "file") and chosen:
            found[given["name"]] = given.get("value", "")
    return found


def boxes_in(response: Any) -> list[tuple[float, ...]]:
    """Each box in the list of a page: left, top, width, height in hundredths."""
    told = fields(response)
    numbers = [name.removeprefix("left_") for name in told if name.startswith("left_")]
    return [tuple(float(told[f"{side}_{number}"]) for side in ("left", "top", "width", "height")) for number in numbers]


def press(client: Client, response: Any, button: str, **changed: str) -> Any:
    """What comes when a button of the page is pressed, after fields were changed."""
    return client.post(BLUR, {**fields(response), "do": button, **changed})


def pictures_in(response: Any) -> list[Image.Image]:
    """The JPEGs that stand in a page."""
    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', response.content.decode())
    return [Image.open(io.BytesIO(b64decode(one))) for one in found]


def said(response: Any) -> str:
    """The words of a page."""
    return Page(response.content.decode()).text
