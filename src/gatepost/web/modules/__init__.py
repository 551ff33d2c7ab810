"""Modules that process personal data beyond the roll: each off until its assessment is signed."""
