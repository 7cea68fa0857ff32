"""What comes back: a model's words, without what some put around them."""

from __future__ import annotations


def bare(text: str) -> str:
    """Return the JSON of an answer without the code fence that some models put around it."""
    return text.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
