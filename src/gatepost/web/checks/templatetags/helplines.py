"""Whom to call, in templates."""

from collections.abc import Mapping

from django import template

from gatepost.law import helplines as law

register = template.Library()


@register.simple_tag
def helplines(jurisdiction: str) -> Mapping[str, law.Helpline]:
    """`emergency`, `children` and `anyone` of the school's country."""
    return law.helplines(jurisdiction)
