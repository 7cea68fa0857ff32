"""Short vertical videos: a hook of at most three seconds, one fact a scene, an end card; timed by the spoken words."""

from __future__ import annotations

from math import ceil

from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, close
from aicmo.writing.builtin.desk import Desk, channel_of
from aicmo.writing.builtin.fitting import first_fit, fits, most
from aicmo.writing.builtin.hashtags import hashtags
from aicmo.writing.builtin.launches import is_before_launch, launch_line
from aicmo.writing.builtin.pairing import follow, near, pairs
from aicmo.writing.builtin.pictures import pictured
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, Scene, VideoScript, Written

WORDS_PER_SECOND = 2.5
HOOK_SECONDS = 3
HOOK_WORDS = 7
SCREEN_WORDS = 10


def write_script(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one script; None when fewer than two facts may be said or no fact can be said in three seconds."""
    slot = assignment.slot
    picks = _picked(desk, assignment)
    if picks is None:
        return None
    hooks = {telling.id: text for telling in picks if (text := _hook(telling))}
    leads = [telling for telling in picks if telling.id in hooks]
    lead = min(leads, key=lambda fact: (_repeats(fact, hooks[fact.id]), desk.hooks[hooks[fact.id]] > 0))
    hook = hooks[lead.id]
    desk.hooks[hook] += 1
    others = [telling for telling in picks if telling is not lead]
    scenes = _scenes(desk, assignment, hook, lead, others)
    told = [lead, *others]
    facts = tuple(telling.id for telling in told)
    caption = _caption(desk, assignment, told)
    tags = hashtags(desk, channel_of(slot), caption, slot.id)
    desk.used(slot, facts, caption)
    title = _title(desk, slot, told, hook)
    script = VideoScript(title=title, scenes=scenes, caption=caption, hashtags=tags, action=asked(desk, slot, told))
    return Written(content=script, facts=facts)


def _picked(desk: Desk, assignment: Assignment) -> list[Telling] | None:
    """Return the best pair that can open a video; a teaser shows what is to come, and no other day."""
    if is_before_launch(desk, assignment.slot):
        gains = [fact for fact in desk.free(assignment) if fact.kind == "benefit"]
        openers = [fact for fact in gains if _hook(fact)]
        if openers and len(gains) > 1:
            lead = max(openers, key=lambda fact: (near(desk, fact, gains), fact.id))
            return [lead, *follow(desk, [lead], gains, 1)]
    return next((two for two in pairs(desk, assignment) if any(_hook(fact) for fact in two)), None)


def _title(desk: Desk, slot: Slot, told: list[Telling], hook: str) -> str:
    """Return the least used short form of what is told."""
    forms = [lines.bare(text) for fact in told for text in (fact.short, fact.other) if text] + [lines.bare(hook)]
    fit = [text for text in forms if first_fit(slot.channel, "title", [text])] or [lines.bare(hook)]
    title = min(fit, key=lambda text: desk.titles[text])
    desk.titles[title] += 1
    return title


def _hook(telling: Telling) -> str | None:
    """Return what can be said of a fact within three seconds."""
    if telling.kind in {"place", "audience"}:
        return None
    for text in (telling.hook, telling.other, lines.head_of(telling.hook, HOOK_WORDS), telling.tags.get("item")):
        if text and lines.count_words(text) <= HOOK_WORDS:
            return lines.finished(text)
    return None


def _scenes(desk: Desk, assignment: Assignment, hook: str, lead: Telling, others: list[Telling]) -> tuple[Scene, ...]:
    salt = assignment.slot.id
    limit = most(assignment.slot.channel, "duration", 90)
    scenes = [_scene(pictured(desk, lead, hook, salt), 0, hook, length=HOOK_SECONDS)]
    rest = lines.paragraph((_after(lead.hook, hook), *lead.rest))
    told = [(lead, rest)] if rest else []
    told += [(fact, text) for fact in others for text in _spoken(fact)]
    last = lines.finished(asked(desk, assignment.slot, [lead, *others]))
    news = launch_line(desk, assignment.slot) if is_before_launch(desk, assignment.slot) else ""
    for number, (fact, voice) in enumerate(told):
        scene = _scene(pictured(desk, fact, voice, f"{salt}/{number}"), scenes[-1].ends, voice)
        if scene.ends + seconds(last) + bool(news) * seconds(news) <= limit:
            scenes.append(scene)
    if news:
        scenes.append(_scene(desk.say("visual.close", f"{salt}/news"), scenes[-1].ends, news))
    scenes.append(_scene(desk.say("visual.close", salt), scenes[-1].ends, last))
    return tuple(scenes)


def _spoken(fact: Telling) -> list[str]:
    """Return a fact as it is spoken, a scene each: a question and its answer are two, terms are not read out."""
    if fact.kind == "question" and fact.rest:
        return [fact.hook, fact.remainder]
    return [fact.hook] if fact.kind == "price" else [fact.full]


def _after(whole: str, hook: str) -> str:
    """Return what a hook left out of the sentence it was cut from, as a line of its own; else the whole sentence."""
    if whole == hook:
        return ""
    tail = whole.removeprefix(lines.bare(hook)).lstrip(",;:–—( ")
    first, _, clause = tail.partition(" ")
    if tail != whole and first.lower() in words("loose"):
        tail = clause if lines.is_clause(clause) else whole
    return lines.finished(tail)


def _repeats(telling: Telling, hook: str) -> bool:
    """Say whether a script that opens with a hook has to say the whole sentence again."""
    return _after(telling.hook, hook) == telling.hook


def seconds(voice: str) -> int:
    """Return how long a line takes to say at two and a half words a second, at least two seconds."""
    return max(2, ceil(lines.count_words(voice) / WORDS_PER_SECOND))


def _scene(visual: str, starts: int, voice: str, *, length: int = 0) -> Scene:
    said = [text for text in lines.sentences(voice) if lines.count_words(text) > 1] or [voice]
    screen = next((head for text in said if (head := lines.head_of(text, SCREEN_WORDS))), lines.bare(said[0]))
    return Scene(
        starts=starts,
        ends=starts + (length or seconds(voice)),
        visual=lines.bare(visual),
        voice=voice,
        on_screen=screen,
    )


def _caption(desk: Desk, assignment: Assignment, told: list[Telling]) -> str:
    slot = assignment.slot
    ending = [close(desk, slot, told), *desk.demanded(slot)]
    for size in range(len(told), 0, -1):
        said = zip(told[:size], desk.endings(told[:size]), strict=True)
        text = "\n\n".join([*(lines.paragraph([fact.plain, ends]) for fact, ends in said), *ending])
        if fits(slot.channel, "text", text, advised=False):
            return text
    return "\n\n".join(ending)
