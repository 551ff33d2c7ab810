"""A picture as it was sent, looked at before it is decoded, then decoded within bounds and free of everything else."""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms

from gatepost.screening.pictures import gif, jpeg, png, webp
from gatepost.screening.pictures.exif import read_exif
from gatepost.screening.pictures.metadata import Tell, tells
from gatepost.screening.pictures.parts import Kind, Parts
from gatepost.screening.pictures.refused import DAMAGED, PictureRefused

MOST_BYTES = 25_000_000
MOST_PIXELS = 50_000_000
MOST_MEMORY = 120_000_000  # bytes that decoding may take
LONGEST_SIDE = 2048  # pixels of what is looked at and published; no site shows more

_ONE_AT_A_TIME = Lock()  # decoding is what takes memory, and a small server has little
_LARGEST_PROFILE = 32_000  # bytes; those of phones and screens have a few hundred
_BARE_FRAME = 8  # pixels of a side, below which nothing can be seen
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_HEIC = (
    "This is an HEIC photo, which few programs can open. On an iPhone choose Settings, Camera, Formats, Most "
    "Compatible before taking photos; or send yourself this photo by e-mail, which makes a JPEG of it."
)
_NO_PICTURE = "This is not a picture that can be looked at here. Send a JPEG, PNG, WebP or GIF picture."
_FILM = "This is a film, and only pictures are looked at here. A screenshot of it can be."
_OTHERS = (
    (b"%PDF-", "This is a PDF, not a picture. Take a screenshot of the page, or save the picture by itself."),
    (b"PK\x03\x04", "This is an archive or an office document, not a picture. Save the picture in it by itself."),
    (b"Rar!", "This is an archive, not a picture. Take the picture out of it first."),
    (b"7z\xbc\xaf", "This is an archive, not a picture. Take the picture out of it first."),
    (b"BM", "This is a bitmap (BMP). Open it, save it as a PNG or JPEG, and send that."),
    (b"II*\0", "This is a TIFF or a camera's raw file. Open it, save it as a JPEG, and send that."),
    (b"MM\0*", "This is a TIFF or a camera's raw file. Open it, save it as a JPEG, and send that."),
    (b"8BPS", "This is a Photoshop file. Export it as a JPEG, and send that."),
    (b"\0\0\0\x0cjP  ", "This is a JPEG 2000 file. Open it, save it as a JPEG, and send that."),
    (b"\xff\x0a", "This is a JPEG XL file. Open it, save it as a JPEG, and send that."),
)
_SVG = "This is a drawing (SVG), which may hold more than can be seen. Open it, and send a screenshot of it."


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, decoded and upright, at most LONGEST_SIDE pixels long, with nothing but its pixels.

    `image` is RGB, or RGBA where something is transparent. `width` and `height` are those of the picture as it was
    sent, upright. `tells` is what its file told beside it.
    """

    kind: Kind
    image: Image.Image
    width: int
    height: int
    tells: tuple[Tell, ...]


def read(content: bytes) -> Picture:
    """The picture in a file, whatever the file is called; raises PictureRefused.

    The decoder sees nothing but the picture: notes, profiles and whatever is packed behind it are taken off before.
    """
    parts = _parts(content)
    if parts.width * parts.height > MOST_PIXELS:
        megapixels = parts.width * parts.height / 1_000_000
        raise PictureRefused(
            f"This picture is too large: it has {megapixels:,.0f} megapixels, and {MOST_PIXELS // 1_000_000} are the "
            "most that can be looked at. Make it smaller, or send a screenshot of it."
        )
    if parts.memory > MOST_MEMORY:
        raise PictureRefused(
            f"This {parts.kind} picture is too large to be looked at. Make it smaller, or save it as an ordinary JPEG."
        )
    if min(parts.width, parts.height) < _BARE_FRAME:
        raise PictureRefused(f"This picture is less than {_BARE_FRAME} pixels wide or high: nothing can be seen in it.")
    exif = read_exif(parts.notes.exif)
    try:
        with _ONE_AT_A_TIME:
            image = _decoded(parts)
    except Exception:
        # A decoder may fail in any way on a file that was made to fail it; all of them mean the same to a person.
        raise PictureRefused(DAMAGED) from None
    if exif.orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[exif.orientation])
    width, height = (parts.height, parts.width) if exif.orientation >= 5 else (parts.width, parts.height)
    return Picture(parts.kind, _pixels_alone(image), width, height, tells(parts.notes, exif))


def _parts(content: bytes) -> Parts:
    """The file taken apart, by the kind that its own bytes show."""
    if not content:
        raise PictureRefused("This file is empty. Send the picture again.")
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            f"This file is larger than {MOST_BYTES // 1_000_000} MB. Make the picture smaller, or send a screenshot."
        )
    if content.startswith(b"\xff\xd8\xff"):
        return jpeg.parts(content)
    if content.startswith(png.SIGNATURE):
        return png.parts(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return webp.parts(content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return gif.parts(content)
    raise PictureRefused(_not_taken(content))


def _not_taken(content: bytes) -> str:
    """Why a file of another kind is not taken, and what to do."""
    if content[4:8] == b"ftyp":
        brands = content[8 : 8 + 64]
        if b"avif" in brands or b"avis" in brands:
            return "This is an AVIF picture. Open it, save it as a JPEG or take a screenshot, and send that."
        if any(brand in brands for brand in (b"heic", b"heix", b"heif", b"hevc", b"heim", b"heis", b"mif1", b"msf1")):
            return _HEIC
        return _FILM
    for start, sentence in _OTHERS:
        if content.startswith(start):
            return sentence
    head = content[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in head:
        return _SVG
    if content.startswith((b"\x1a\x45\xdf\xa3", b"\0\0\1\xba", b"RIFF")):
        return _FILM
    return _NO_PICTURE


def _decoded(parts: Parts) -> Image.Image:
    """The pixels, no longer than LONGEST_SIDE, as RGB or RGBA in the colours of screens."""
    with Image.open(BytesIO(parts.bare), formats=(parts.kind.upper(),)) as image:
        if image.size != (parts.width, parts.height):
            raise ValueError("the picture has another size than its file says")
        longest = max(image.size)
        if longest > LONGEST_SIDE:
            size = tuple(max(1, side * LONGEST_SIDE // longest) for side in image.size)
            image.draft(None, (size[0], size[1]))
        image.load()
        seen = _in_colours(image)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if seen.mode == "RGBA" and seen.getchannel("A").getextrema() == (255, 255):
        seen = seen.convert("RGB")
    return _as_screens_show(seen, parts.notes.icc)


def _in_colours(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "RGBA"):
        return image.convert("RGBA") if "transparency" in image.info else image
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    clear = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if clear else "RGB")


def _as_screens_show(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours as the file's profile means them: without it, those of many phones would look washed out."""
    if not 128 < len(profile) <= _LARGEST_PROFILE or profile[16:20] != b"RGB ":
        return image
    try:
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except (OSError, ValueError, ImageCms.PyCMSError):
        return image
    return turned or image


def _pixels_alone(image: Image.Image) -> Image.Image:
    """A new picture with these pixels: whatever else hung on the old one stays with it.

    What was rubbed out by making it transparent is often still there beneath; here it goes too.
    """
    if image.mode == "RGBA":
        image = image.convert("RGBa").convert("RGBA")
    return Image.frombytes(image.mode, image.size, image.tobytes())
