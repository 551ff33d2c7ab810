"""Keys that do not slip out: not in a repr, not in a pickle, not in a message."""

from dataclasses import dataclass, field
from typing import NoReturn

KEY_BYTES = 32

Buffer = bytes | bytearray | memoryview  # a database may hand any of them back


@dataclass(frozen=True, slots=True)
class Secret:
    """32 bytes that print as nothing and refuse to be pickled or copied; raises TypeError and ValueError."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        require_bytes(self.raw, KEY_BYTES)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is neither pickled nor copied")


def require_bytes(value: object, length: int) -> None:
    """Raise TypeError unless it is `bytes`, ValueError unless it has this many; neither tells the value."""
    if not isinstance(value, bytes):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    if len(value) != length:
        raise ValueError(f"expected {length} bytes, got {len(value)}")


def as_bytes(value: Buffer) -> bytes:
    """The same as `bytes`; raises TypeError for what is no buffer."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    return bytes(value)
