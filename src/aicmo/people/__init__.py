"""The people who use the house: who they are, how they sign in, what they have begun to write.

Nothing here belongs to a run, so no run's undo ever reaches it.
"""
