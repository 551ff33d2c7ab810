"""Picture files to measure and to test with: a phone's photo that tells everything, and 200 made to do harm.

All are made here from chance with a seed; nothing in them is anybody's.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

import numpy
from PIL import Image, ImageCms, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

SECRETS = ("Oliver Bennett", "Priya Nair", "Wrenmoor", "GP7700-114", "51 deg", "Lightroom")  # what a photo tells
HOSTILE = 200

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:regions="http://www.metadataworkinggroup.com/schemas/regions/"
 xmp:CreatorTool="Lightroom 9" photoshop:City="Wrenmoor">
<dc:creator><rdf:Seq><rdf:li>Priya Nair</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Oliver Bennett wins the race</rdf:li></rdf:Alt></dc:description>
<regions:Regions><regions:RegionList><rdf:Bag><rdf:li regions:Name="Oliver Bennett" regions:Type="Face"/></rdf:Bag>
</regions:RegionList></regions:Regions></rdf:Description></rdf:RDF></x:xmpmeta>"""


def scene(width: int, height: int, seed: int = 1) -> Image.Image:
    """Something with surfaces, edges and the grain of a camera."""
    chance = numpy.random.default_rng(seed)
    coarse = chance.integers(0, 256, (max(2, height // 300), max(2, width // 300), 3), dtype=numpy.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top = int(chance.integers(0, width)), int(chance.integers(0, height))
        colour = tuple(int(one) for one in chance.integers(0, 256, 3))
        draw.rectangle([left, top, left + width // 8, top + height // 6], fill=(colour[0], colour[1], colour[2]))
    grain = chance.normal(0, 6, (height, width, 1)).astype(numpy.int16)
    return Image.fromarray(numpy.clip(numpy.asarray(image, numpy.int16) + grain, 0, 255).astype(numpy.uint8))


def with_words(image: Image.Image, text: str, size: int = 120) -> Image.Image:
    """The picture with a sheet of paper in it on which this is printed."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    left, top, right, bottom = draw.multiline_textbbox((image.width // 8, image.height // 8), text, font=font)
    draw.rectangle([left - size, top - size, right + size, bottom + size], fill="white")
    draw.multiline_text((image.width // 8, image.height // 8), text, fill="black", font=font)
    return image


def exif(orientation: int = 6, preview: bool = True) -> bytes:
    """What a phone notes: maker, time, serial number, place, owner, and a small copy of the picture."""
    small = io.BytesIO()
    Image.new("RGB", (160, 120), "red").save(small, "JPEG")
    texts = {0x010F: b"Gatepost", 0x0110: b"GP Phone", 0x0132: b"2026:06:12 10:31:00", 0x013B: b"Priya Nair"}
    first: dict[int, tuple[int, bytes]] = {tag: (2, said + b"\0") for tag, said in texts.items()}
    first[0x0112] = (3, struct.pack("<H", orientation))
    inner = {0x9003: (2, b"2026:06:12 10:31:00\0"), 0xA431: (2, b"GP7700-114\0"), 0x927C: (7, b"maker" * 20)}
    degrees = struct.pack("<6I", 51, 1, 30, 1, 1234, 100)
    gps = {1: (2, b"N\0"), 2: (5, degrees), 3: (2, b"W\0"), 4: (5, degrees)}
    return _tiff(first, inner, gps, small.getvalue() if preview else b"")


def _tiff(
    first: dict[int, tuple[int, bytes]],
    inner: dict[int, tuple[int, bytes]],
    gps: dict[int, tuple[int, bytes]],
    preview: bytes,
) -> bytes:
    """Four tables that point at one another, as the standard has them."""
    first = first | {0x8769: (4, bytes(4)), 0x8825: (4, bytes(4))}
    second = {0x0103: (3, struct.pack("<H", 6)), 0x0201: (4, bytes(4)), 0x0202: (4, struct.pack("<I", len(preview)))}
    at_first = 8
    at_inner = at_first + len(_table(first, at_first, 0))
    at_gps = at_inner + len(_table(inner, at_inner, 0))
    at_second = at_gps + len(_table(gps, at_gps, 0))
    at_preview = at_second + len(_table(second, at_second, 0))
    first |= {0x8769: (4, struct.pack("<I", at_inner)), 0x8825: (4, struct.pack("<I", at_gps))}
    second[0x0201] = (4, struct.pack("<I", at_preview))
    tables = _table(first, at_first, at_second if preview else 0) + _table(inner, at_inner, 0) + _table(gps, at_gps, 0)
    tables += _table(second, at_second, 0) + preview if preview else b""
    return b"Exif\0\0II*\0\x08\0\0\0" + tables


def _table(tags: dict[int, tuple[int, bytes]], at: int, following: int) -> bytes:
    sizes = {2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    entries, values = b"", b""
    beyond = at + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        entries += struct.pack("<HHI", tag, kind, len(value) // sizes[kind])
        if len(value) <= 4:
            entries += value.ljust(4, b"\0")
        else:
            entries += struct.pack("<I", beyond + len(values))
            values += value
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", following) + values


def phone_photo(width: int = 4032, height: int = 3024, image: Image.Image | None = None, orientation: int = 6) -> bytes:
    """A JPEG as a phone and a program leave it, with all that tells beside it and a film behind it."""
    image = image or scene(width, height)
    written = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    note, told = exif(orientation), b"Oliver Bennett, Year 4"
    image.save(written, "JPEG", quality=92, exif=note, icc_profile=profile, comment=told, xmp=XMP)
    newsroom = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x13" + b"\x1c\x02\x5a\0\x08Wrenmoor\x1c\x02\x50\0\x01P"
    segment = b"\xff\xed" + (len(newsroom) + 2).to_bytes(2, "big") + newsroom
    content = written.getvalue()
    return content[:2] + segment + content[2:] + b"\0\0\0\x18ftypmp42" + b"Oliver Bennett" * 10


def png_with_notes(image: Image.Image) -> bytes:
    """A PNG with every kind of note."""
    notes = PngInfo()
    notes.add_text("Author", "Priya Nair")
    notes.add_text("Comment", "Oliver Bennett", zip=True)
    notes.add_itxt("Title", "Oliver Bennett wins", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    written = io.BytesIO()
    image.save(written, "PNG", pnginfo=notes, exif=exif(1))
    return written.getvalue()


def webp_with_notes(image: Image.Image) -> bytes:
    """A WebP with every kind of note."""
    written = io.BytesIO()
    image.save(written, "WEBP", exif=exif(1), xmp=XMP)
    return written.getvalue()


def gif_with_notes(image: Image.Image) -> bytes:
    """A still GIF with a comment."""
    written = io.BytesIO()
    image.convert("P").save(written, "GIF", comment=b"Oliver Bennett")
    return written.getvalue()


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    """The picture as a file of this kind."""
    written = io.BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG with its check."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_claiming(width: int, height: int, colour: int, packed: bytes, *extra: bytes, depth: int = 8) -> bytes:
    """A PNG that says it is this large, with these packed pixels."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    pixels = png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels


def jpeg_claiming(content: bytes, width: int, height: int) -> bytes:
    """A JPEG with another size written into its frame."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = content.find(marker)
        if at > 0:
            return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]
    raise ValueError("this is no ordinary JPEG")


def after_start(content: bytes, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG with further segments at its start."""
    added = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in segments)
    return content[:2] + added + content[2:]


def hostile(seed: int = 2026) -> list[tuple[str, bytes]]:
    """HOSTILE files, each with what it tries."""
    chance = random.Random(seed)
    small = scene(320, 240)
    good = {kind: saved(small, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")}
    made = [*_bombs(), *_nesting(good), *_notes(good), *_strangers(good), *_moving()]
    for kind, content in good.items():
        made += [(f"{kind} cut short", content[: chance.randrange(1, len(content))]) for _ in range(8)]
        made += [(f"{kind} head, then chance", content[:40] + chance.randbytes(3_000)) for _ in range(4)]
    made += [("chance", chance.randbytes(chance.randrange(1, 5_000))) for _ in range(15)]
    while len(made) < HOSTILE:
        kind = chance.choice(list(good))
        changed = bytearray(good[kind])
        for _ in range(chance.choice((1, 3, 30))):
            changed[chance.randrange(min(len(changed), chance.choice((60, len(changed)))))] = chance.randrange(256)
        made.append((f"{kind} with changed bytes", bytes(changed)))
    return made[:HOSTILE]


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that want to become large pictures."""
    nothing = zlib.compress(bytes(50_000_000), 9)
    for width, height in ((10_000, 6_000), (60_000, 1_000), (65_500, 65_500), (2**31 - 1, 2**31 - 1)):
        yield f"PNG of {width} x {height}", png_claiming(width, height, 2, nothing)
    yield "PNG that unpacks to more than its pixels", png_claiming(64, 64, 2, nothing)
    yield "PNG of 49 megapixels, one bit each", png_claiming(7_000, 7_000, 0, nothing, depth=1)
    yield "PNG of 29 megapixels", png_claiming(5_400, 5_400, 2, zlib.compress(bytes(5_400 * (1 + 3 * 5_400)), 9))
    yield "PNG of 14 megapixels with transparency", png_claiming(3_800, 3_800, 6, zlib.compress(bytes(3_800 * 15_201)))
    yield "PNG of 14 megapixels, 16 bits", png_claiming(3_800, 3_800, 0, zlib.compress(bytes(3_800 * 7_601)), depth=16)
    flat = Image.new("RGB", (7_000, 7_000), "white")
    yield "JPEG of 49 megapixels", saved(flat, "JPEG", quality=50)
    yield "JPEG of 49 megapixels, progressive", saved(flat, "JPEG", quality=50, progressive=True)
    nearly = scene(4_090, 4_090)
    yield "JPEG just too small to be read at half its size", saved(nearly, "JPEG", quality=95)
    yield "progressive JPEG in full colours", saved(nearly, "JPEG", quality=95, progressive=True, subsampling=0)
    tiny = saved(Image.new("RGB", (64, 64), "white"), "JPEG")
    for width, height in ((60_000, 1_000), (8_000, 7_500), (65_535, 65_535), (65_535, 700), (0, 0), (7_000, 7_000)):
        yield f"JPEG that claims {width} x {height}", jpeg_claiming(tiny, width, height)
    yield "WebP of 60 megapixels", saved(Image.new("RGB", (10_000, 6_000)), "WEBP", quality=1, method=0)
    yield "WebP of 7.8 megapixels", saved(scene(2_800, 2_800), "WEBP", quality=80, method=0)
    yield "WebP of 7.8 megapixels, lossless", saved(Image.new("RGBA", (2_800, 2_800)), "WEBP", lossless=True, method=0)
    yield "GIF of 14 megapixels", saved(Image.new("P", (3_800, 3_800)), "GIF")
    yield "GIF of 4 thousand megapixels", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08\x01\0\0;"
    yield "a line of 50 million pixels", png_claiming(50_000_000, 1, 0, nothing)
    yield "a line of 16,383 pixels", saved(Image.new("RGB", (16_383, 8)), "WEBP")
    yield "larger than any picture may be", b"\xff\xd8\xff" + bytes(25_000_001)


def _nesting(good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Files of very many parts."""
    scan = saved(scene(2_000, 2_000), "JPEG", progressive=True)
    start = scan.find(b"\xff\xda")
    head = scan[start : start + 2 + int.from_bytes(scan[start + 2 : start + 4], "big")]
    yield "JPEG of 100,000 scans", scan[:-2] + head * 100_000 + b"\xff\xd9"
    yield "JPEG of 39 scans", scan[:-2] + head * 28 + b"\xff\xd9"
    yield "JPEG of a million segments", after_start(good["JPEG"], *[(0xFE, b"a")] * 1_000_000)
    yield "JPEG of two frames", after_start(good["JPEG"], (0xC0, bytes.fromhex("080010001003012200021101031101")))
    yield "JPEG of markers alone", b"\xff\xd8" + b"\xff\xd0" * 1_000_000
    yield "JPEG of fill bytes", b"\xff\xd8" + b"\xff" * 5_000_000
    empty = [png_chunk(b"IDAT", b"")] * 1_000_000
    yield "PNG of a million parts", png_claiming(64, 64, 2, b"", *empty)
    yield "GIF of a million comments", good["GIF"][:-1] + b"!\xfe\x01a\0" * 1_000_000 + b";"
    yield "GIF of endless blocks", good["GIF"][:-1] + b"!\xfe" + b"\x01a" * 5_000_000
    chunks = b"JUNK\0\0\0\0" * 1_000_000
    yield "WebP of a million parts", b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _notes(good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Pictures whose notes are the trap."""
    jpeg = good["JPEG"]
    loop = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8)
    yield "EXIF that points at itself", after_start(jpeg, (0xE1, loop + struct.pack("<I", 8)))
    many = b"".join(struct.pack("<HHII", 0x010F + n % 3, 2, 60_000, 8) for n in range(5_000))
    large = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 5_000) + many
    yield "EXIF of 5,000 large values", after_start(jpeg, (0xE1, large))
    yield "EXIF in 300 pieces", after_start(jpeg, *[(0xE1, large)] * 300)
    for kind, count in ((2, 2**32 - 1), (12, 2**32 - 1), (99, 7), (0, 0)):
        odd = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHII", 1, 0x010E, kind, count, 2**32 - 1)
        yield f"EXIF of {count} values of kind {kind}", after_start(jpeg, (0xE1, odd))
    for value in (0, 9, 65_535):
        turned = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIHH", 1, 0x0112, 3, 1, value, 0)
        yield f"EXIF turned {value}", after_start(jpeg, (0xE1, turned))
    bomb = zlib.compress(bytes(200_000_000), 9)
    for name, body in ((b"zTXt", b"Comment\0\0"), (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"), (b"iCCP", b"icc\0\0")):
        pixels = zlib.compress(bytes(64 * 193))
        yield f"PNG with a bomb in {name.decode()}", png_claiming(64, 64, 2, pixels, png_chunk(name, body + bomb))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    deep = b"<a>" * 8_000 + b"</a>" * 8_000
    for trap, note in (("an entity bomb", laughs), ("8,000 nested elements", deep), ("no XML", b"<" * 60_000)):
        yield f"XMP of {trap}", after_start(jpeg, (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + note))
    profile = b"\xff" * 16 + b"RGB XYZ " + b"\xff" * 20_000
    yield "a colour profile of nonsense", after_start(jpeg, (0xE2, b"ICC_PROFILE\0\1\1" + profile))
    pieces = [(0xE2, b"ICC_PROFILE\0" + bytes((1, 255)) + bytes(60_000))] * 255
    yield "a colour profile of 15 MB", after_start(jpeg, *pieces)


def _strangers(good: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Files that are something else, or something else as well."""
    yield "nothing", b""
    yield "SVG", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield "SVG with entities", b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'
    for brand in (b"heic", b"heix", b"mif1", b"avif", b"avis", b"mp42", b"qt  "):
        yield f"{brand.decode()} film or photo", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + b"miaf" + bytes(500)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("list.csv", "Oliver Bennett")
    archived = packed.getvalue()
    for kind, content in good.items():
        yield f"{kind} with an archive behind it", content + archived
        yield f"{kind} with a page behind it", content + b"<script>alert(1)</script>"
    yield "archive with a picture behind it", archived + good["JPEG"]
    yield "GIF that is a script", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
    yield "PDF", b"%PDF-1.7\n" + good["JPEG"]
    yield "BMP", saved(scene(64, 64), "BMP")
    yield "TIFF", saved(scene(64, 64), "TIFF")
    yield "text called a picture", b"Dear all, here is the photo of Oliver Bennett"
    yield "executable", b"\x7fELF" + bytes(500)
    yield "EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n{} loop"
    yield "icon", b"\0\0\1\0\1\0" + bytes(40)


def _moving() -> Iterator[tuple[str, bytes]]:
    frames = [scene(64, 64, seed) for seed in range(4)]
    for kind in ("GIF", "PNG", "WEBP"):
        yield f"moving {kind}", saved(frames[0], kind, save_all=True, append_images=frames[1:])
        flat = [Image.new("L", (600, 600), n) for n in range(40)]
        yield f"long moving {kind}", saved(flat[0], kind, save_all=True, append_images=flat[1:])
