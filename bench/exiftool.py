"""The program exiftool, which reads best what a picture file tells: a witness, and a peer to measure."""

import json
import shutil
import subprocess

# What a file cannot be without, what exiftool works out from it and says of itself.
_FILE = "FileType FileTypeExtension MIMEType ImageWidth ImageHeight EncodingProcess BitsPerSample ColorComponents"
_PNG = "ImageWidth ImageHeight BitDepth ColorType Compression Filter Interlace"
_OF_PIXELS = {
    "": {"SourceFile"},
    "ExifTool": {"ExifToolVersion"},
    "Composite": {"ImageSize", "Megapixels"},
    "File": {*_FILE.split(), "YCbCrSubSampling"},
    "JFIF": {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"},
    "PNG": set(_PNG.split()),
}


def program() -> str:
    """Where exiftool is; fails with what to do where it is not."""
    found = shutil.which("exiftool")
    assert found, "exiftool is needed to see that nothing is left: install it (Debian: libimage-exiftool-perl)"
    return found


def left_behind(content: bytes) -> dict[str, str]:
    """What a picture file still tells beside its pixels, by group and name, as exiftool finds it."""
    command = [program(), "-json", "-G1", "-a", "-u", "-ee", "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    found = json.loads(done.stdout)[0]
    told = {}
    for name, value in found.items():
        group, _, tag = name.rpartition(":")
        if group != "System" and tag not in _OF_PIXELS.get(group, ()):  # that is the pipe it came through
            told[name] = str(value)
    return told


def stripped(content: bytes) -> bytes:
    """The file without its notes, as exiftool takes them off."""
    return subprocess.run([program(), "-all=", "-o", "-", "-"], input=content, capture_output=True, check=True).stdout
