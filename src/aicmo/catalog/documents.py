"""The shapes of the facts every room reads: packs, channels, limits, industries, holidays of the trade."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Literal[
    "characters", "utf16", "graphemes", "bytes", "weighted", "threads", "double_width", "items", "words", "seconds"
]


class Doc(BaseModel):
    """A value: strict about unknown keys, never changed after it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Objective(StrEnum):
    """What a campaign is for; the brief names one."""

    AWARENESS = "awareness"
    CONSIDERATION = "consideration"
    LEADS = "leads"
    SALES = "sales"
    APP = "app"
    RETENTION = "retention"
    RECRUIT = "recruit"
    DONATE = "donate"


class Stage(StrEnum):
    """Where in the funnel a draft meets its reader."""

    AWARENESS = "awareness"
    CONSIDERATION = "consideration"
    CONVERSION = "conversion"
    RETENTION = "retention"


class DraftKind(StrEnum):
    """The formats a pack can hold; each is one content type in ``aicmo.writing.documents``."""

    SOCIAL_POST = "social_post"
    VIDEO_SCRIPT = "video_script"
    BIO = "bio"
    SEARCH_AD = "search_ad"
    META_AD = "meta_ad"
    LINKEDIN_AD = "linkedin_ad"
    EMAIL = "email"
    LANDING_PAGE = "landing_page"
    BLOG_POST = "blog_post"
    PRESS_RELEASE = "press_release"
    ONE_PAGER = "one_pager"


class Cited(Doc):
    """Where a figure comes from. ``secondary`` marks a figure read in a copy, not at its origin."""

    source: str
    checked_on: date
    secondary: bool = False


class Limit(Cited):
    """One limit of one field of one format, counted in the platform's own unit."""

    field: str
    unit: Unit
    max: int | None = None
    min: int | None = None
    hard: bool = True


class Cadence(Cited):
    """Posts a week on one channel."""

    min: Decimal
    default: Decimal
    max: Decimal


class ImageSize(Cited):
    """Pixels of the card a channel shows best."""

    width: int
    height: int


class Channel(Doc):
    """A place where drafts are published, with everything that is a fact about it."""

    id: str
    name: str
    kind: Literal["organic", "paid", "owned"]
    formats: tuple[DraftKind, ...]
    utm_source: str
    utm_medium: Literal["cpc", "paid_social", "social", "email", "referral", "video"]
    clickable_links: bool = True
    business: tuple[Literal["b2b", "b2c"], ...] = ("b2b", "b2c")
    cadence: Cadence | None = None
    image: ImageSize | None = None
    video: ImageSize | None = Field(default=None, description="the frame of a video, where it is not the image's")
    hashtags: tuple[int, int] | None = Field(default=None, description="advised number, from and to")
    limits: tuple[Limit, ...] = ()

    @property
    def spoken(self) -> str:
        """The name inside a sentence: a network's is a proper name, ``e-mail`` and ``landing page`` are not."""
        return self.name[:1].lower() + self.name[1:] if self.kind == "owned" else self.name

    def frame(self, kind: DraftKind) -> ImageSize | None:
        """Return the size of the picture that goes with a draft of this kind."""
        return self.video if kind is DraftKind.VIDEO_SCRIPT and self.video else self.image

    def limit(self, field: str, *, hard: bool = True) -> Limit | None:
        """Return the first hard (or advised) limit of ``field``, if there is one."""
        return next(iter(self.limits_of(field, hard=hard)), None)

    def limits_of(self, field: str, *, hard: bool = True) -> tuple[Limit, ...]:
        """Return all hard (or advised) limits of ``field``: Bluesky counts a text in graphemes and in bytes."""
        return tuple(limit for limit in self.limits if limit.field == field and limit.hard is hard)


class Section(Doc):
    """One section of the strategy that a pack promises."""

    id: str
    title: str
    min_words: int = 0
    max_words: int | None = None


class Promise(Doc):
    """How many drafts of one kind a pack promises at least (per locale).

    ``fewest_words`` are the words that the brief's facts must have, told once: below, a draft would be padding.
    """

    kind: DraftKind
    min: int
    max: int | None = None
    business: Literal["any", "b2b", "b2c"] = "any"
    fewest_words: int = 0


class Pack(Doc):
    """What an agency sells: the one definition that planner, writer, QC and exporter read."""

    id: str
    title: str
    summary: str
    min_weeks: int
    max_weeks: int
    max_organic: int
    channels: tuple[str, ...]
    needs: tuple[str, ...] = Field(description="dotted brief fields that must be there beyond the common ones")
    min_facts: int
    max_personas: int
    sections: tuple[Section, ...]
    promises: tuple[Promise, ...]

    def promise(self, kind: DraftKind) -> Promise | None:
        """Return what the pack promises of one kind of draft, if anything."""
        return next((promise for promise in self.promises if promise.kind is kind), None)


class Industry(Doc):
    """A sector the brief can name, ``also`` by other words; ``regulated`` ones need legal lines and an approval."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    sells: Literal["goods", "services"] = "services"
    regulated: bool = False
    min_age: int | None = None
