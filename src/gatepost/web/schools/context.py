"""What every page's frame shows: the school and the person, where there is one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def who(request: HttpRequest) -> dict[str, Any]:
    """`here`: the school whose page this is; `person`: the member who reads it. Each None where there is none."""
    return {
        "here": getattr(request, "school", None),
        "person": getattr(request, "person", None),
        "is_demo": settings.DEMO,
    }
