"""The drafts of the clean campaign, one of each kind and eighteen posts."""

from __future__ import annotations

from aicmo.qc.work import Draft
from aicmo.writing.documents import (
    Bio,
    Block,
    BlogPost,
    Email,
    Faq,
    Keyword,
    LandingPage,
    MetaAd,
    Scene,
    SearchAd,
    Sitelink,
    SocialPost,
    VideoScript,
)
from qc.clean_ground import POSTS, SITE, STARTS, draft, moment, tagged

NEW_YEAR = 25  # days after the start; nothing is published then


def post(number: int) -> Draft:
    channel = "instagram" if number % 2 == 0 else "facebook"
    code = f"{'ig' if number % 2 == 0 else 'fb'}-{number // 2 + 1:02}"
    content = SocialPost(
        text=POSTS[number],
        hashtags=("#PortlandHomes", "#GutterCleaning", "#RoofRepair")
        if channel == "instagram"
        else ("#PortlandHomes",),
        link=None if channel == "instagram" else tagged(channel, code),
        image_text="Clean before the rain",
        image_note="The crew at work on the north side",
        alt_text="Dark green card with the words: clean before the rain.",
    )
    day = 1 + number // 2 * 4 + number % 2 * 2
    return draft(code, channel, number, content, moment(day + (day == NEW_YEAR)))


def search_ad() -> Draft:
    headlines = (
        "Alder & Rain Gutters",
        "Gutter Cleaning, Portland",
        "One Price Before We Climb",
        "Photos the Same Day",
        "Small Roof Repairs Too",
    )
    link = tagged("google_search", "rsa-01")
    content = SearchAd(
        ad_group="Gutter cleaning Portland",
        headlines=headlines,
        descriptions=(
            "Our own crew, one visit, one price agreed first. Ask for a quote.",
            "Licensed and bonded in Oregon. Photos before and after.",
        ),
        path1="gutters",
        path2="portland",
        final_url=link,
        keywords=tuple(
            Keyword(text=text, match="phrase") for text in ("gutter cleaning portland", "roof repair portland")
        ),
        negatives=("cheap", "diy", "jobs"),
        sitelinks=(Sitelink(text="Prices", line1="Single-story houses", line2="Up to 200 ft of gutter", url=link),),
        callouts=("Photos the same day", "Our own crew"),
    )
    return draft("rsa-01", "google_search", 30, content)


def meta_ad(number: int) -> Draft:
    texts = (
        "Alder & Rain cleans your gutters in one visit. You see photos the same day.",
        "One price for the whole house, agreed before anyone climbs: that is Alder & Rain.",
        "Water over the edge? Alder & Rain, licensed and bonded in Oregon, has a look.",
    )
    code = f"meta-{number + 1:02}"
    content = MetaAd(
        primary_text=texts[number],
        headline=("Clean before the rain", "One price, one visit", "Dry walls this winter")[number],
        description="Ask for your quote",
        button="GET_QUOTE",
        link=tagged("meta_ads", code),
        image_text="Clean before the rain",
        alt_text="Dark green card with the words: clean before the rain.",
    )
    return draft(code, "meta_ads", 40 + number, content)


def email(number: int) -> Draft:
    subjects = ("Your gutters before the rain", "Photos instead of promises", "One visit left to plan this year")
    previews = (
        "One visit by our own crew, one price agreed before we climb.",
        "See the roof before and after, on the same day, on your phone.",
        "A weekday is easier to get than a Saturday in December.",
    )
    bodies = (
        ("Leaves sit in the gutter, and the next storm finds them.", "Our crew clears the whole house in one visit."),
        ("You do not need to be home. Leave the side gate open.", "In the evening the pictures are on your phone."),
        ("The price is agreed before anyone climbs.", "If it clogs again within 60 days, we come back at no charge."),
    )
    code = f"em-{number + 1:02}"
    content = Email(
        subject=subjects[number],
        preheader=previews[number],
        greeting="Good morning,",
        paragraphs=bodies[number],
        action="Ask for a quote",
        link=tagged("email", code),
        sign_off="The crew at Alder & Rain",
        footer=(
            "CCB license on request",
            "Alder & Rain, 12 NE Tree St, Portland, OR 97200",
            "Unsubscribe with one click.",
        ),
    )
    return draft(code, "email", 50 + number, content, moment(2 + 14 * number, 9))


def landing_page() -> Draft:
    content = LandingPage(
        meta_title="Gutter cleaning in Portland | Alder & Rain",
        meta_description="Gutter cleaning and small roof repairs in one visit, at a price agreed before we climb.",
        promise="Clean gutters before the rain, in one visit",
        subline="Alder & Rain clears the whole house and sends you photos the same day.",
        action="Ask for a quote",
        link=f"{SITE}/quote",
        problem=Block(
            heading="Water finds the leaves first", paragraphs=("What stays in the gutter runs down the wall.",)
        ),
        benefits=(
            Block(heading="Photos the same day", paragraphs=("Before and after, on your phone.",)),
            Block(heading="One price", paragraphs=("Agreed before we climb.",)),
            Block(heading="We come back", paragraphs=("Clogged again within 60 days? At no charge.",)),
        ),
        proof=Block(heading="On paper", paragraphs=("Licensed and bonded in Oregon.", "CCB license on request")),
        steps=("Send your address", "Say yes to the price", "Leave the gate open"),
        offer=Block(
            heading="Single-story clean", paragraphs=("189 USD, up to 200 ft of gutter, until February 11, 2027.",)
        ),
        faq=(
            Faq(ask="Do I need to be home?", answer="No. Leave the side gate open; we send the photos."),
            Faq(ask="Do you repair as well?", answer="Small repairs, in the same visit, if you say yes to the price."),
        ),
        closing="The next storm is on its way. Ask for a quote.",
        legal=("Roof work depends on weather.",),
        form_fields=("Name", "Phone", "Address"),
    )
    return draft("lp-01", "landing_page", 60, content)


def article() -> Draft:
    body = (
        "Walk around the house after a storm and look up. Leaves over the edge are easy to see, but the trouble sits "
        "lower, where the pipe bends. Open the elbow, let the water run, and watch the ground. Fir needles pack tight "
        "and hold the wet. A dry afternoon is a good moment to start, since wet shingles are slippery and nobody is "
        "safe on them alone. Note what you see, take a picture, and compare it a month later. Our crew does the same "
        "on every roof."
    )
    content = BlogPost(
        title="What a full gutter does to a wall",
        meta_description="Where the water goes when leaves stay in the gutter, and what to look at after a storm.",
        intro="A full gutter sends water down the wall. Look at the corners after a storm, and clear the elbow first.",
        sections=tuple(
            Block(heading=f"Look {place}", paragraphs=(body,))
            for place in ("up", "down", "left", "right", "under", "behind", "around", "twice", "again", "closely")
        ),
        closing="Alder & Rain clears the house in one visit, in Portland, with photos the same day.",
        action="Ask for a quote",
        link=f"{SITE}/quote",
        author="Alder & Rain",
        dated=STARTS,
    )
    return draft("blog-01", "blog", 70, content, moment(8, 9))


def script() -> Draft:
    content = VideoScript(
        title="Where the water goes",
        scenes=(
            Scene(
                starts=0, ends=3, visual="Rain runs over an edge", voice="Hear that drip?", on_screen="Hear that drip?"
            ),
            Scene(
                starts=3,
                ends=9,
                visual="A hand lifts leaves",
                voice="It starts with leaves.",
                on_screen="It starts with leaves",
            ),
            Scene(starts=9, ends=14, visual="The crew waves", voice="Ask Alder & Rain.", on_screen="Ask Alder & Rain"),
        ),
        caption="Listen after the next storm. A drip at the corner is the gutter talking. Ask us what it says.",
        hashtags=("#PortlandHomes", "#GutterCleaning", "#RoofRepair"),
        action="Ask for a quote",
    )
    return draft("vid-01", "instagram", 80, content, moment(3, 17))


def bio() -> Draft:
    content = Bio(
        text="Gutter cleaning and small roof repairs in Portland. One visit, one price.", hashtags=("#PortlandHomes",)
    )
    return draft("bio-ig", "instagram", 81, content)
