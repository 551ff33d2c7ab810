"""Phones of pupils: who may bring one, handing in and collecting, bans."""
