"""Every address of the site, as the router knows it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gatepost.web.schools.access import Access


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with namespaces, the names of its parameters, and whom its view is for.

    `access` is None for pages of a library, which guard themselves.
    """

    name: str
    parameters: tuple[str, ...]
    access: Access | None

    def address(self, values: Mapping[str, Any]) -> str:
        """The path with these values for its parameters."""
        return reverse(self.name, kwargs={one: values[one] for one in self.parameters})


def routes() -> tuple[Route, ...]:
    """Every named route; a route without a name is an error, since nobody could speak of it."""
    return tuple(_walk(get_resolver().url_patterns, (), ()))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...], held: tuple[str, ...]
) -> Iterator[Route]:
    for one in patterns:
        inner = (*held, *one.pattern.converters, *one.pattern.regex.groupindex)
        inner = tuple(dict.fromkeys(inner))
        if isinstance(one, URLResolver):
            space = (one.namespace,) if one.namespace else ()
            yield from _walk(one.url_patterns, (*spaces, *space), inner)
        else:
            assert one.name, f"the route {one.pattern} has no name"
            yield Route(":".join((*spaces, one.name)), inner, getattr(one.callback, "access", None))
