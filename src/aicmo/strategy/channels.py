"""Which channels carry the campaign, what each is for, and how the paid ones share the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aicmo.catalog.documents import Channel, DraftKind
from aicmo.strategy.budget import Pot, shares
from aicmo.strategy.cadence import most
from aicmo.strategy.material import Material
from aicmo.strategy.places import places
from aicmo.strategy.thresholds import thresholds

GOOD = 2


@dataclass(frozen=True, slots=True)
class Mix:
    """The chosen channels, by kind, best first; ``shares`` are the paid ones' parts of the working money."""

    organic: tuple[Channel, ...]
    paid: tuple[Channel, ...]
    owned: tuple[Channel, ...]
    shares: tuple[Decimal, ...]
    dropped: tuple[tuple[str, str], ...]

    @property
    def all(self) -> tuple[Channel, ...]:
        """Every chosen channel."""
        return self.organic + self.paid + self.owned

    def carrying(self, kind: DraftKind) -> Channel | None:
        """Return the best chosen channel for a kind of draft."""
        return next((channel for channel in self.all if kind in channel.formats), None)


def choose(material: Material, money: Pot | None) -> Mix:
    """Choose the channels: pack ∩ not avoided ∩ wanted, reached by the audience, as many as money and pack carry.

    A wish list (``channels.use``) binds organic and paid channels; owned ones come with the pack unless avoided.
    """
    reached = [channel for channel in material.channels.values() if _points(material, channel)["audience"]]
    organic = _wanted(material, [channel for channel in reached if channel.kind == "organic"])
    posting = _with_video(material, _postable(material, organic), reached)
    paid = [channel for channel in reached if channel.kind == "paid"] if money else []
    paid = _sorted(material, _asked(material, paid))
    limit = _paid_limit(material, money)
    owned = [channel for channel in reached if channel.kind == "owned" and _possible(material, channel)]
    return Mix(
        organic=tuple(posting),
        paid=tuple(paid[:limit]),
        owned=tuple(owned),
        shares=tuple(shares([total(material, channel) for channel in paid[:limit]])),
        dropped=_dropped(material, posting, paid, limit, money),
    )


def score(material: Material, channel: Channel) -> dict[str, int]:
    """Return a channel's points: audience 0-3, objective 0-3, affordability 0-2, assets 0-2."""
    return _points(material, channel)


def total(material: Material, channel: Channel) -> int:
    """Return the sum of a channel's points."""
    return sum(_points(material, channel).values())


def _points(material: Material, channel: Channel) -> dict[str, int]:
    place = places().get(channel.id)
    if place is None or material.normal.business not in channel.business:
        return {"audience": 0, "objective": 0, "affordability": 0, "assets": 0}
    pictures = any(asset.kind in {"image", "logo"} for asset in material.brief.assets)
    return {
        "audience": place.audience[material.normal.business],
        "objective": place.objective[material.brief.goal.objective],
        "affordability": _affordable(material, channel),
        "assets": 2 if pictures or channel.image is None else 1,
    }


def _affordable(material: Material, channel: Channel) -> int:
    """Two points for a channel that needs no bid, or whose price per click is set by the query; one otherwise."""
    asked = channel.id in material.brief.channels.use
    return 2 if channel.kind != "paid" or asked or DraftKind.SEARCH_AD in channel.formats else 1


def _sorted(material: Material, found: Sequence[Channel]) -> list[Channel]:
    order = list(material.channels)
    return sorted(found, key=lambda channel: (-total(material, channel), order.index(channel.id)))


def _asked(material: Material, found: Sequence[Channel]) -> list[Channel]:
    """Return those on the client's wish list or on a network of the list; all where there is no list."""
    use = material.brief.channels.use
    return [channel for channel in found if channel.id in use or networks(material, channel)] if use else list(found)


def networks(material: Material, channel: Channel) -> tuple[str, ...]:
    """Return the wished-for networks that a paid channel advertises on, unless the channel itself is on the list."""
    use = material.brief.channels.use
    return () if channel.id in use else tuple(name for name in places()[channel.id].advertises if name in use)


def _wanted(material: Material, organic: Sequence[Channel]) -> list[Channel]:
    """Return the wished-for channels; without a wish those that reach the public well, or any if none does."""
    postable = [channel for channel in organic if DraftKind.SOCIAL_POST in channel.formats]
    strong = [channel for channel in postable if _points(material, channel)["audience"] >= GOOD]
    chosen = [channel for channel in organic if channel.id in material.brief.channels.use]
    return _sorted(material, chosen or strong or postable)


def _postable(material: Material, organic: Sequence[Channel]) -> list[Channel]:
    """Return as many channels as the pack carries at their lowest cadence, one that takes video first if promised."""
    posts = material.pack.promise(DraftKind.SOCIAL_POST)
    videos = material.pack.promise(DraftKind.VIDEO_SCRIPT)
    weeks = material.brief.schedule.weeks
    chosen: list[Channel] = []
    load = Decimal(0)
    wanted = material.brief.channels.use
    for channel in _video_first(organic) if videos else organic:
        takes_posts = DraftKind.SOCIAL_POST in channel.formats
        if not takes_posts and channel.id not in wanted:
            continue
        need = _need(channel, weeks, at_least=True) if takes_posts else Decimal(0)
        full = posts is None or (bool(chosen) and load + need > most(material, posts))
        if len(chosen) < material.pack.max_organic and not full:
            chosen.append(channel)
            load += need if channel.id in wanted else _need(channel, weeks, at_least=False) * takes_posts
    return chosen


def _with_video(material: Material, posting: list[Channel], reached: Sequence[Channel]) -> list[Channel]:
    """Add the best channel for the pack's videos if none of the chosen takes any and the client named no channels."""
    videos = material.pack.promise(DraftKind.VIDEO_SCRIPT)
    carried = any(DraftKind.VIDEO_SCRIPT in channel.formats for channel in posting)
    if videos is None or carried or material.brief.channels.use or len(posting) >= material.pack.max_organic:
        return posting
    homes = _sorted(material, [channel for channel in reached if DraftKind.VIDEO_SCRIPT in channel.formats])
    return posting + homes[:1]


def _need(channel: Channel, weeks: int, *, at_least: bool) -> Decimal:
    """Return the posts a channel takes: its lowest rhythm decides whether it fits, its default one what it uses."""
    if channel.cadence is None:
        return Decimal(0)
    return (channel.cadence.min if at_least else channel.cadence.default) * weeks


def _video_first(organic: Sequence[Channel]) -> list[Channel]:
    both = {DraftKind.SOCIAL_POST, DraftKind.VIDEO_SCRIPT}
    first = [channel for channel in organic if both <= set(channel.formats)][:1]
    return first + [channel for channel in organic if channel not in first]


def _paid_limit(material: Material, money: Pot | None) -> int:
    if money is None:
        return 0
    weeks = material.brief.schedule.weeks
    return thresholds().paid_channels(money.monthly(weeks), money.total.currency) or 2


def _possible(material: Material, channel: Channel) -> bool:
    return DraftKind.EMAIL not in channel.formats or material.brief.email is not None


def _dropped(
    material: Material, posting: Sequence[Channel], paid: Sequence[Channel], limit: int, money: Pot | None
) -> tuple[tuple[str, str], ...]:
    """Return the wanted channels that are not in the plan, each with its reason."""
    kept = {channel.id for channel in posting} | {channel.id for channel in paid[:limit]}
    return tuple(
        (name, _why(material, name, money))
        for name in material.brief.channels.use
        if name not in kept and _missing(material, name)
    )


def _missing(material: Material, name: str) -> bool:
    channel = material.channels.get(name)
    return channel is None or channel.kind != "owned" or not _possible(material, channel)


def _why(material: Material, name: str, money: Pot | None) -> str:
    channel = material.channels.get(name)
    if channel is None:
        return "forbidden" if name in material.brief.channels.avoid else "pack"
    if not _points(material, channel)["audience"]:
        return "audience"
    if not _possible(material, channel):
        return "consent"
    if channel.kind == "paid":
        return "money" if money else "unfunded"
    return "load"
