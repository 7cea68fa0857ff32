"""Asking a language model: what OpenAI, Anthropic and servers like theirs answer, what it costs, and what went wrong.

Who asks (the writer, the reader of briefs) brings the prompt and the schema of the answer, and judges what comes back.
"""

from aicmo.llm.answers import bare
from aicmo.llm.errors import Refusal, Unavailable, Unwritten
from aicmo.llm.spending import Call, Outcome, Spent, spent, told

__all__ = ["Call", "Outcome", "Refusal", "Spent", "Unavailable", "Unwritten", "bare", "spent", "told"]
