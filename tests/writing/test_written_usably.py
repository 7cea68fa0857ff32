"""What an agency's strategist sends back: calls to action, steps, prices, titles and previews that do not fit."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from aicmo.catalog.documents import Objective
from aicmo.catalog.locales import long_day
from aicmo.onboarding.documents import Fact
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import closings, goal_act
from aicmo.writing.builtin.affinity import weights
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.lines import sentences
from aicmo.writing.builtin.pictures import things
from aicmo.writing.builtin.process import fields, steps
from aicmo.writing.builtin.scripts import _after
from aicmo.writing.builtin.tellings import Telling, readers
from aicmo.writing.documents import Bio, BlogPost, Email, LandingPage, SearchAd, SocialPost, VideoScript
from writing.test_written_honestly import texts
from writing.written_packages import EXAMPLES, package, written

if TYPE_CHECKING:
    from aicmo.writing.documents import Written
    from writing.written_packages import Package

GUTTERS = next(path for path in EXAMPLES if path.stem == "brief")
COFFEE = next(path for path in EXAMPLES if path.stem == "coffee")


def told(package: Package, draft: Written) -> list[Telling]:
    desk = Desk(package.brief, package.brief.brief.market.locales[0])
    return [desk.telling(package.brief.fact(fact_id)) for fact_id in draft.facts]


def test_pages_and_profiles_name_the_brand(example: Package) -> None:
    brand = example.brief.brief.brand.name
    for slot, draft in example.drafts:
        if isinstance(draft.content, LandingPage):
            assert brand in draft.content.meta_title, slot.id
            assert brand in draft.content.subline, slot.id
        if isinstance(draft.content, Bio):
            assert brand in draft.content.text, slot.id


def test_a_page_with_a_long_promise_still_names_the_brand() -> None:
    base = package(GUTTERS).brief
    brand = base.brief.brand.model_copy(update={"name": "Alder & Rain Gutter Cleaning and Roof Repair Company"})
    named = base.model_copy(update={"brief": base.brief.model_copy(update={"brand": brand})})
    pages = [draft.content for _, draft in written("long", named).drafts if isinstance(draft.content, LandingPage)]
    assert [page for page in pages if brand.name in page.subline]


def test_no_headline_is_a_splinter(example: Package) -> None:
    """Terms and details (``plus VAT``, ``sent the same day``) say nothing without what they belong to."""
    said = " ".join(f"{fact.text}. {fact.detail or ''}" for fact in example.brief.facts)
    tails = {tail.strip(" .").casefold() for tail in re.findall(r", ([^,.;:]+)", said)}
    clause = re.compile(r"(we|you|it|they|there)\b")
    for _, draft in example.drafts:
        if isinstance(draft.content, SearchAd):
            shown = [*draft.content.headlines, *draft.content.callouts]
            assert not [text for text in shown if text.casefold() in tails and not clause.match(text.casefold())]


def test_sitelinks_never_repeat_a_line(example: Package) -> None:
    for _, draft in example.drafts:
        if isinstance(draft.content, SearchAd):
            shown = Counter(line for link in draft.content.sitelinks for line in (link.line1, link.line2))
            assert max(shown.values()) == 1, shown


def test_a_page_tells_steps_in_their_order_or_none() -> None:
    by_name = {path.stem: package(path) for path in EXAMPLES}
    page = next(draft.content for _, draft in by_name["brief"].drafts if isinstance(draft.content, LandingPage))
    order = ["Send us", "Quotes come back", "agreed before", "on the way", "Photos before and after"]
    at = [next(number for number, step in enumerate(page.steps) if text in step) for text in order]
    assert at == sorted(at)
    assert "Four photos of your roof line" in page.form_fields


def test_the_answer_to_how_it_goes_is_the_list_of_steps() -> None:
    desk = Desk(package(GUTTERS).brief, "en-US")
    answer = "You send us photos of the boiler. We visit for the survey, you get a fixed price, we fit it in one week."
    ask = Telling(id="q", kind="question", hook="How does it go?", rest=tuple(re.split(r"(?<=\.) ", answer)))
    found = steps(desk, [ask], "Get in touch")
    assert found[0] == "You send us photos of the boiler."
    assert found[1:] == ("We visit for the survey.", "You get a fixed price.", "We fit it in one week.")
    assert steps(desk, [], "Get in touch") == ()


def test_a_form_asks_for_what_an_offer_needs() -> None:
    desk = Desk(package(GUTTERS).brief, "en-US")
    act = goal_act(desk.brief)
    needs = Telling(id="b", kind="benefit", hook="Send us photos of the boiler and the fuse board.")
    assert fields(desk, act, [needs])[-1] == "Photos of the boiler and the fuse board"
    assert fields(desk, act, []) == act.form


def test_posts_say_when_a_price_ends(example: Package) -> None:
    for slot, draft in example.drafts:
        content = draft.content
        if isinstance(content, SocialPost | VideoScript):
            said = content.text if isinstance(content, SocialPost) else content.caption
            for fact in told(example, draft):
                if fact.ends:
                    assert long_day(fact.ends, slot.locale) in said, slot.id


def test_a_call_to_action_fits_what_it_stands_under(example: Package) -> None:
    by_words = {text: row for row in closings().values() for text in row.all}
    desk = Desk(example.brief, example.brief.brief.market.locales[0])
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost):
            last = re.split(r"[:.(–]|through the", draft.content.text.split("\n\n")[-1])[0].strip()
            row = by_words.get(last)
            assert row is None or row.suits(desk, told(example, draft)), (slot.id, last)


def test_a_class_is_booked_and_a_cup_is_drunk_on_the_spot() -> None:
    coffee = package(COFFEE)
    for slot, draft in coffee.drafts:
        if slot.stage == "conversion" and isinstance(draft.content, SocialPost):
            prices = [fact for fact in draft.facts if fact.startswith("price")]
            if prices == ["price-1"]:
                assert re.search(r"\b(in for one|try one)\b", draft.content.text), slot.id
            if prices == ["price-3"]:
                assert re.search(r"(Book|Reserve|Choose) ", draft.content.text), slot.id


def test_a_post_speaks_for_its_pillar_or_to_its_readers(example: Package) -> None:
    readers = {fact.id for fact in example.brief.facts if fact.kind == "audience"}
    for each, answer in zip(example.assignments, example.answers, strict=True):
        if answer is not None and isinstance(answer.content, SocialPost):
            assert set(answer.facts) & {*each.pillar.facts, *each.slot.facts, *readers}, each.slot.id


def test_most_posts_tell_two_facts_that_share_a_topic(example: Package) -> None:
    desk = Desk(example.brief, example.brief.brief.market.locales[0])
    said = [draft.facts for _, draft in example.drafts if isinstance(draft.content, SocialPost)]
    two = [facts for facts in said if len(facts) == 2]
    near = [pair for pair in two if desk.affinity.of(*pair) >= weights().near]
    assert len(near) >= 0.75 * len(two), f"{len(near)} of {len(two)}"


def test_no_two_videos_have_one_title(example: Package) -> None:
    titles = [draft.content.title for _, draft in example.drafts if isinstance(draft.content, VideoScript)]
    assert len(set(titles)) == len(titles)


def test_a_preheader_adds_to_the_subject(example: Package) -> None:
    for slot, draft in example.drafts:
        mail = draft.content
        if isinstance(mail, Email):
            assert 40 <= len(mail.preheader) <= 90, (slot.id, mail.preheader)
            assert mail.subject.rstrip(".?") not in mail.preheader, slot.id
            assert not mail.paragraphs[0].startswith(mail.preheader), slot.id


def test_hashtags_are_the_briefs_own_words(example: Package) -> None:
    told_words = re.sub(r"[^a-z0-9]", "", example.brief.model_dump_json().lower().replace("&", "and"))
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost | VideoScript | Bio):
            for tag in draft.content.hashtags:
                parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[0-9]+", tag)
                assert all(part.lower() in told_words for part in parts), (slot.id, tag)


@pytest.mark.parametrize(
    "text", ["A minute next to one tells you more", "Our own lorry brings it", "A third when you order"]
)
def test_a_picture_shows_no_abstraction(text: str) -> None:
    assert [thing for thing in things(text) if re.search(r"minute|brings|own|third", thing)] == []


def test_weather_is_no_appointment(examples: list[Package]) -> None:
    base = next(each for each in examples if each.name == "brief")
    rain = next(fact for fact in base.brief.facts if "soaking rain" in fact.text)
    assert Desk(base.brief, "en-US").telling(rain).hook == "Ready for the first soaking rain of the season?"
    for slot, draft in base.drafts:
        said = "\n".join(texts(draft.content.model_dump()))
        assert not re.search(r"rain of the season, (?:December|\d)|\d: First soaking rain", said), slot.id


def test_readers_are_told_without_the_years_of_their_houses() -> None:
    assert readers("Owners of houses built before 2000 in Carlow, 40-70") == "owners of houses"


def test_articles_are_articles(example: Package) -> None:
    for slot, draft in example.drafts:
        article = draft.content
        if isinstance(article, BlogPost):
            said = " ".join(texts(article.model_dump(exclude={"dated", "meta_description", "author", "action"})))
            assert len(said.split()) >= 300, slot.id
            assert len(article.sections) >= 6
            headings = [section.heading for section in article.sections]
            assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(("kinds", "made"), [("benefit price proof what", 1), ("price", 0)])
def test_few_facts_make_a_short_article_planned_as_such_and_fewer_none(kinds: str, made: int) -> None:
    base = package(GUTTERS)
    few = tuple(fact for fact in base.brief.facts if fact.kind in kinds.split() or fact.id == "question-1")
    thin = written("thin", base.brief.model_copy(update={"facts": few}))
    found = [(slot.words, draft.content) for slot, draft in thin.drafts if isinstance(draft.content, BlogPost)]
    assert len(found) == made
    assert all(planned and planned <= 250 and article.sections for planned, article in found)


def test_a_place_where_only_readers_live_offers_nothing() -> None:
    base = package(GUTTERS).brief
    market = base.brief.market.model_copy(update={"places": ("Portland", "Boston")})
    audience = base.brief.audience.model_copy(update={"primary": "Owners of houses who moved to Boston"})
    moved = base.model_copy(update={"brief": base.brief.model_copy(update={"market": market, "audience": audience})})
    assert Desk(moved, "en-US").places == ["Portland"]
    assert Fact(id="place-1", kind="place", text="Boston").text not in Desk(moved, "en-US").places


def test_a_mail_does_not_repeat_its_subject_as_its_first_line(example: Package) -> None:
    for mail in [draft.content for _, draft in example.drafts if isinstance(draft.content, Email)]:
        assert lines.bare(mail.paragraphs[0]) != lines.bare(mail.subject)


def test_every_benefit_of_a_page_has_something_below_its_heading(example: Package) -> None:
    for page in [draft.content for _, draft in example.drafts if isinstance(draft.content, LandingPage)]:
        assert all(block.paragraphs or block.bullets for block in page.benefits)


def test_a_profile_asks_for_the_goal_or_for_nothing(example: Package) -> None:
    goal = example.brief.brief.goal.objective
    for bio in [draft.content for _, draft in example.drafts if isinstance(draft.content, Bio)]:
        assert not re.search(r"step by step|how we work|how it works", bio.text)
        assert goal is not Objective.AWARENESS or not bio.text.endswith("more.")


def test_a_video_does_not_say_its_hook_twice(examples: list[Package]) -> None:
    scripts = [draft.content for package in examples for _, draft in package.drafts]
    spoken = [[scene.voice for scene in script.scenes] for script in scripts if isinstance(script, VideoScript)]
    assert spoken
    assert [voices for voices in spoken if voices[1].startswith(voices[0].rstrip("."))] == []


def test_what_a_hook_left_out_stands_alone() -> None:
    whole = "No minimum term, and you are free to leave with all your data."
    assert _after(whole, "No minimum term.") == "You are free to leave with all your data."
    joined = "Guests pay nothing for the lift, and put what they like in the tin."
    assert _after(joined, "Guests pay nothing for the lift.") == joined


def test_the_first_sentence_of_a_post_stands_above_the_fold(examples: list[Package]) -> None:
    for each in examples:
        for slot, draft in each.drafts:
            if isinstance(draft.content, SocialPost):
                first = sentences(draft.content.text.split("\n")[0])[0]
                assert fits(slot.channel, "fold", first), (each.name, slot.id, first)


def test_an_article_reaches_the_length_that_its_facts_carry_and_says_how_to_ask(example: Package) -> None:
    articles = [(slot, draft.content) for slot, draft in example.drafts if isinstance(draft.content, BlogPost)]
    for slot, article in articles:
        sections = [text for block in article.sections for text in (block.heading, *block.paragraphs, *block.bullets)]
        words = sum(lines.count_words(text) for text in (article.title, article.intro, *sections, article.closing))
        assert slot.words is not None, "no brief of these carries the usual nine hundred words"
        assert words >= slot.words, slot.id
        contacts = example.brief.brief.brand.public_contacts
        assert not contacts or contacts[0] in article.closing
        assert not re.search(r"\b(first|former|previous) \w+\?$", article.title), "nobody searches for what was before"


def test_an_article_about_a_launch_names_it() -> None:
    launched = next(package(path) for path in EXAMPLES if path.stem == "launch")
    (article,) = [draft.content for _, draft in launched.drafts if isinstance(draft.content, BlogPost)]
    assert launched.brief.brief.launch is not None
    assert launched.brief.brief.launch.name in article.intro


def test_a_profile_has_the_link_that_posts_speak_of(example: Package) -> None:
    site = example.brief.brief.brand.website
    for slot, draft in example.drafts:
        if isinstance(draft.content, Bio):
            assert site
            assert draft.content.link is not None
            assert f"utm_content={slot.id}-v1" in draft.content.link
