"""The two ways in which opening fails."""


class CannotOpen(Exception):
    """A wrong key, damage and a wrong place are one error, so that nobody learns which it was.

    Of a stream, `chunk` is the first chunk that does not open, from 0, and `offset` the byte at which it begins;
    otherwise both are None.
    """

    def __init__(self, chunk: int | None = None, offset: int | None = None) -> None:
        super().__init__(chunk, offset)
        self.chunk = chunk
        self.offset = offset

    def __str__(self) -> str:
        place = "" if self.chunk is None else f" at chunk {self.chunk}, byte {self.offset:,}"
        return f"it cannot be opened{place}: it is damaged, stands in another place, or this is not its key"


class CardFault(ValueError):
    """A card that was not typed as it is printed; the message is a sentence that says where, and quotes nothing."""
