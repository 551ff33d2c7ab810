"""Reads a draft before it is posted: names, personal data, tone and cues, each with its place, its reason, how sure."""
