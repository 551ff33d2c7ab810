"""The photos of a draft on their way in: in memory whatever their size, never on disk, and each has a largest size."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_PHOTOS = 4
LARGEST_PHOTO = 25 * 1024 * 1024  # bytes


class PhotosInMemory(FileUploadHandler):
    """Keeps photos in memory; of one that is too large nothing is kept but its size, so that the page can say so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Some of its bytes."""
        if start + len(raw_data) <= LARGEST_PHOTO:
            self.file.write(raw_data)
        else:
            self.file = BytesIO()
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """All of them."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name or "photo",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
