"""Rows about people, by noun."""

from gatepost.web.people.models.imports import Import, SavedMapping, WatchedFolder
from gatepost.web.people.models.links import FamilyLink
from gatepost.web.people.models.own import OwnChild
from gatepost.web.people.models.past import KeptOut, PastPupil
from gatepost.web.people.models.roll import Contact, OnRoll, SourceId

__all__ = [
    "Contact",
    "FamilyLink",
    "Import",
    "KeptOut",
    "OnRoll",
    "OwnChild",
    "PastPupil",
    "SavedMapping",
    "SourceId",
    "WatchedFolder",
]
