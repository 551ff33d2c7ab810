"""The file of the page that takes a roll: it stays in memory whatever its size, and there is a largest."""

import struct
import zipfile
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST = 50 * 1024 * 1024  # bytes; an archive of 100,000 people is a tenth of it


def unpacked(source: bytes) -> int:
    """How many bytes a file is when it is unpacked, by its own word."""
    if not source.startswith(b"PK"):
        return len(source)
    try:
        with zipfile.ZipFile(BytesIO(source)) as held:
            return sum(one.file_size for one in held.infolist())
    except (zipfile.BadZipFile, struct.error, NotImplementedError, EOFError, OSError, ValueError):
        return len(source)


class RollInMemory(FileUploadHandler):
    """Keeps one file in memory; a larger one is read to its end and forgotten, so that the page can say so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Some of its bytes."""
        if start + len(raw_data) > LARGEST:
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """All of them."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name or "file",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
