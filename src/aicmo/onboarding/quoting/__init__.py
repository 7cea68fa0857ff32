"""What a language model reads of a letter: it may only quote.

``fields`` says what it may quote for, ``reader`` asks it, ``answer`` is the shape of what it says. ``source`` finds a
quote in the letter, ``proving`` takes of it what its words bear out, and ``believing`` puts that together.
"""
