"""Clause prose and verdict tags in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gatepost.vocabulary.wording import wording
from gatepost.web.policies.prose import prose_html

register = template.Library()

# The words of the tag say the same as its colour.
_COLOURS = {
    "silent": "grey",
    "may": "green",
    "caution": "yellow",
    "should-not": "orange",
    "hold": "turquoise",
    "needs-permission": "purple",
    "must-not": "red",
}


@register.filter
def prose(markdown: str) -> SafeString:
    """A clause's Markdown as HTML."""
    return prose_html(markdown)


@register.simple_tag
def outcome_tag(outcome: str, asked: bool = False) -> SafeString:
    """A verdict as a coloured tag; `asked` for those whom the school can only ask."""
    words = wording().outcomes[outcome]
    name = words.asked if asked else words.name
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', _COLOURS[outcome], name)
