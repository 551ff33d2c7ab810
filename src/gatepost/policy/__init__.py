"""From the text of a policy to a decision and its reasons.

The folder reads as a pipeline: condition -> document -> rulebook -> decide -> advise -> explain -> analyse -> export.
"""
