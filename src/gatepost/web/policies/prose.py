"""Clause prose: Markdown to HTML that can hold nothing but text, lists, emphasis and links."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
}


def _parser() -> MarkdownIt:
    # Headings would break the page's outline; pictures and raw HTML have no place in a clause.
    return MarkdownIt("commonmark", {"html": False}).disable(
        ["heading", "lheading", "image", "html_block", "html_inline", "code", "fence", "hr"]
    )


@lru_cache(maxsize=4096)
def prose_html(markdown: str) -> SafeString:
    """Markdown as safe HTML in the site's own classes."""
    parser = _parser()
    tokens = parser.parse(markdown)
    _dress(tokens)
    return mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308 - made with raw HTML off


def _dress(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        if token.children:
            _dress(token.children)
