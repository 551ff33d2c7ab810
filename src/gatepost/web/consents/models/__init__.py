"""Rows about consents, by noun."""

from gatepost.web.consents.models.answers import Answer, Attention, Departed, ImageBar
from gatepost.web.consents.models.asked import Asking, Wording
from gatepost.web.consents.models.files import ConsentFile
from gatepost.web.consents.models.pictures import Shown, ShownChild
from gatepost.web.consents.models.rounds import Round, RoundChild

__all__ = [
    "Answer",
    "Asking",
    "Attention",
    "ConsentFile",
    "Departed",
    "ImageBar",
    "Round",
    "RoundChild",
    "Shown",
    "ShownChild",
    "Wording",
]
