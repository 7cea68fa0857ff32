"""Grounding: every number, date, name, link and boast of a draft, with the source it comes from or without one.

A pure function over documents. The rules C01, C13 and C23 judge by it, and so does the review that a language model's
drafts go through before the verdict: there is one implementation.
"""

from __future__ import annotations

from aicmo.qc.rules.grounding.spans import Kind, Span, Trace
from aicmo.qc.rules.grounding.tracing import MODEL, traces, ungrounded

__all__ = ["MODEL", "Kind", "Span", "Trace", "traces", "ungrounded"]
