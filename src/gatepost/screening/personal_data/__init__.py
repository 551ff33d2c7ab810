"""Finds what tells who somebody is or where they are: numbers, addresses and places, as the UK writes them."""

from gatepost.screening.personal_data.search import TRIGGERS, find

__all__ = ["TRIGGERS", "find"]
