"""A brief that cannot be read."""

from aicmo.errors import AicmoError


class BriefError(AicmoError):
    """A submission that is no readable brief: says what is wrong, where, and what to do (exit code 2)."""


class LogoError(AicmoError):
    """A picture that cannot be a client's logo."""
