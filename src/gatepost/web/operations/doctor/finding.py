"""One line of what the doctor says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

OK, LOOK, WRONG = "ok", "look", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """How something stands: `ok`, `look` (somebody should look at it) or `wrong`, in a sentence, and what to do."""

    state: str
    about: str
    says: str
    do: str = ""


Check = Callable[[], Iterable[Finding]]


def guarded(about: str, check: Check) -> list[Finding]:
    """What a check finds; a check that breaks is a finding too, and keeps no other from being made."""
    try:
        return list(check())
    except Exception as error:
        if isinstance(error, OSError) and error.strerror:
            said = f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror.lower()
            return [Finding(WRONG, about, said, "mend that first, and ask again")]
        lines = str(error).strip().splitlines()
        said = lines[0] if lines else type(error).__name__
        return [Finding(WRONG, about, f"this could not be looked at: {said}", "mend that first, and ask again")]
