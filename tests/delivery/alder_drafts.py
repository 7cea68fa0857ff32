"""The drafts of the hand-made campaign, one of each kind."""

from __future__ import annotations

from datetime import UTC, date, datetime

from aicmo.writing.documents import (
    Bio,
    Block,
    BlogPost,
    Content,
    Email,
    Faq,
    Keyword,
    LandingPage,
    LinkedInAd,
    MetaAd,
    Scene,
    SearchAd,
    Sitelink,
    SocialPost,
    VideoScript,
)

UTM = "utm_source={}&utm_medium={}&utm_campaign=alder-and-rain-202612-rain&utm_content={}-v1"


def link(source: str, medium: str, code: str) -> str:
    return f"https://alderandrain.example/quote?{UTM.format(source, medium, code)}"


def contents() -> dict[str, tuple[str, Content, datetime | None]]:
    """Return channel, content and time of each draft, by code."""
    at = datetime(2026, 12, 14, 17, 0, tzinfo=UTC)
    return {
        "ig-01": ("instagram", post("ig-01"), at),
        "fb-01": ("facebook", post("fb-01"), at.replace(day=16)),
        "vid-01": ("instagram", script(), at.replace(day=18)),
        "bio-01": (
            "instagram",
            Bio(
                text="Gutters, clean. One price before we climb.",
                hashtags=("PortlandHomes",),
                link=link("instagram", "social", "bio-01"),
            ),
            None,
        ),
        "rsa-01": ("google_search", search_ad(), None),
        "meta-01": ("meta_ads", meta_ad(), None),
        "li-01": ("linkedin_ads", linkedin_ad(), None),
        "mail-01": ("email", mail(), at.replace(day=15)),
        "lp-01": ("landing_page", landing(), None),
        "blog-01": ("blog", blog(), None),
    }


def post(code: str, text: str = "Look up.\nIf a maple is above you, the gutter is full.") -> SocialPost:
    return SocialPost(
        text=text,
        hashtags=("PortlandHomes", "GutterCleaning"),
        link=link("facebook", "social", code),
        image_text="Look up before it pours",
        image_note="A maple over a roof",
        alt_text="Words on dark green: look up.",
    )


def script() -> VideoScript:
    return VideoScript(
        title="What a full gutter sounds like",
        scenes=(
            Scene(starts=0, ends=3, visual="Water over the edge", voice="Hear that?", on_screen="Hear that?"),
            Scene(starts=3, ends=20, visual="Crew at work", voice="One price before we climb.", on_screen="One price"),
        ),
        caption="Hear that? Ask for one price.",
        hashtags=("Portland",),
        action="Ask for one price",
    )


def search_ad() -> SearchAd:
    target = link("google", "cpc", "rsa-01")
    return SearchAd(
        ad_group="Gutter cleaning Portland",
        headlines=("Gutter Cleaning Portland", "One Price Before We Climb", "Photos The Same Day"),
        descriptions=("One price for the house, agreed on the ground.", "Photos before and after, the same day."),
        path1="gutters",
        path2="price",
        final_url=target,
        keywords=(
            Keyword(text="gutter cleaning portland", match="exact"),
            Keyword(text="clean gutters", match="phrase"),
        ),
        negatives=("jobs", "diy"),
        sitelinks=(Sitelink(text="Prices", line1="One price", line2="No surprises", url=target),),
        callouts=("Own crew", "Same-day photos"),
    )


def meta_ad() -> MetaAd:
    return MetaAd(
        primary_text="One price before we climb.",
        headline="Look up before it pours",
        description="Gutters, clean",
        button="GET_QUOTE",
        link=link("facebook", "paid_social", "meta-01"),
        image_text="Look up",
        alt_text="Words: look up.",
    )


def linkedin_ad() -> LinkedInAd:
    return LinkedInAd(
        intro="Ten houses, one price each.",
        headline="Gutters for landlords",
        description="One visit",
        button="REQUEST_DEMO",
        link=link("linkedin", "paid_social", "li-01"),
        image_text="Ten houses",
        alt_text="Words: ten houses.",
    )


def mail() -> Email:
    return Email(
        subject="Before the rain",
        preheader="One price, agreed on the ground",
        greeting="Hello,",
        paragraphs=("The maples have let go.", "We clean the gutter for one price."),
        action="Ask for your price",
        link=link("newsletter", "email", "mail-01"),
        sign_off="The crew\nAlder & Rain",
        footer=("Alder & Rain, 12 NE Tree St, Portland, OR 97200", "Unsubscribe: reply with STOP"),
    )


def landing() -> LandingPage:
    return LandingPage(
        meta_title="Gutter cleaning in Portland",
        meta_description="One price, agreed before we climb.",
        promise="One price before we climb",
        subline="Gutters cleaned in one visit.",
        action="Ask for your price",
        link="https://alderandrain.example/quote",
        problem=Block(heading="Full gutters", paragraphs=("Water finds the wall.",)),
        benefits=(Block(heading="Photos", paragraphs=("Before and after.",), bullets=("Same day",)),),
        proof=None,
        steps=("Ask", "Agree", "Done"),
        offer=None,
        faq=(Faq(ask="Do I need to be home?", answer="No."),),
        closing="Look up today",
        legal=("CCB license on request",),
        form_fields=("Name", "Phone"),
    )


def blog() -> BlogPost:
    return BlogPost(
        title="When to clean gutters",
        meta_description="When, and why.",
        intro="After the leaves, before the rain.",
        sections=(Block(heading="After the leaves", paragraphs=("Maples let go in November.",), bullets=("Look up",)),),
        closing="Look up.",
        action="Ask for your price",
        link=None,
        author="Alder & Rain",
        dated=date(2026, 12, 14),
    )
