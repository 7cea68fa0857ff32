"""The writer that asks a language model: through pydantic-ai, at OpenAI, Anthropic or a server like theirs.

What it needs beyond the base is the extra ``llm``; it is imported only when the environment names a model.
"""
