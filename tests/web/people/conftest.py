"""What people on the roll can stand beside."""

from typing import Any

import pytest


@pytest.fixture
def mail_is_set_up(settings: Any) -> None:
    """The site sends letters."""
    settings.MAIL_IS_SET_UP = True
