"""Defects of limits and formats."""

from __future__ import annotations

from qc.seeding import (
    Change,
    both,
    changed,
    first,
    replanned,
    reshown,
    rewritten,
)

LONG = "word " * 60

SEEDS: tuple[tuple[str, Change], ...] = (
    ("L01", rewritten("ig-01", text="Ask us. " * 300)),
    ("L01", rewritten("bio-ig", text="Gutter cleaning in Portland. " * 6)),
    ("L01", rewritten("em-01", subject="Before the rain " * 6)),
    ("L01", rewritten("vid-01", scenes=first(ends=6))),
    ("L01", both(changed("fb-01", channel_id="x"), rewritten("fb-01", text="屋根の掃除" * 27))),
    ("L01", both(changed("fb-01", channel_id="threads"), rewritten("fb-01", text="Ask. " + "👨‍👩‍👧‍👦" * 20))),
    ("L02", rewritten("ig-01", text=f"{LONG.strip()}. Ask for a quote.")),
    ("L02", rewritten("meta-01", primary_text=f"Alder & Rain {LONG.strip()}.")),
    ("L02", rewritten("ig-04", text=f"{LONG.strip()}. Ask for a quote.")),
    ("L03", rewritten("ig-02", hashtags=tuple(f"#Gutter{name}" for name in ("A", "B", "C", "D", "E", "F", "G")))),
    ("L03", rewritten("ig-01", hashtags=tuple(f"#Roof{name}" for name in ("A", "B", "C", "D", "E", "F")))),
    ("L03", rewritten("vid-01", hashtags=tuple(f"#Roof{name}" for name in ("A", "B", "C", "D", "E", "F")))),
    ("L04", rewritten("ig-01", hashtags=("#RoofRepair",))),
    ("L04", rewritten("fb-01", hashtags=("#RoofRepair", "#Portland", "#Gutters"))),
    ("L04", rewritten("ig-05", hashtags=())),
    ("L05", rewritten("fb-01", hashtags=("#roof repair",))),
    ("L05", rewritten("fb-02", hashtags=("#2026",))),
    ("L05", rewritten("fb-03", hashtags=("#Love",))),
    ("L05", rewritten("fb-04", hashtags=("#roof-repair",))),
    ("L06", rewritten("rsa-01", headlines=lambda lines: (*lines, "A headline that is far too long for Google"))),
    ("L06", rewritten("rsa-01", descriptions=("One line only.",))),
    ("L06", rewritten("rsa-01", headlines=lambda lines: (*lines, "屋根の掃除と修理を一回で全部やります"))),
    ("L06", rewritten("rsa-01", path1="gutter-cleaning-now")),
    ("L07", rewritten("rsa-01", headlines=lambda lines: (*lines[:4], "Photos the Same Days"))),
    ("L07", rewritten("rsa-01", headlines=lambda lines: lines[:4])),
    ("L07", rewritten("rsa-01", headlines=lambda lines: (*lines, "Then We Sweep the Lawn"))),
    ("L08", rewritten("rsa-01", headlines=lambda lines: (*lines, "Call the Crew!"))),
    ("L08", rewritten("rsa-01", descriptions=lambda lines: (*lines, "Ask now!! One visit."))),
    ("L08", rewritten("meta-01", headline="CLEAN Before the RAINSTORM")),
    ("L08", rewritten("rsa-01", descriptions=lambda lines: (*lines, "Dry walls ☔ this winter."))),
    ("L08", rewritten("rsa-01", callouts=("Call 503-555-0142",))),
    ("L10", rewritten("em-01", subject="A very long subject about gutters, roofs, rain and everything else")),
    ("L10", rewritten("em-01", subject="Re: your roof last week")),
    ("L10", rewritten("em-01", subject="GUTTERS Before The RAIN")),
    ("L10", rewritten("em-01", subject="Gutters")),
    ("L10", rewritten("em-01", subject="A second story for $777 more")),
    ("L10", rewritten("em-01", subject="What 777 roofs told us about rain")),
    ("L10", rewritten("em-01", subject="A clean roof in 7.75 hours")),
    ("L10", rewritten("em-01", subject="Your gutters ☔🍁 before the rain")),
    ("L11", rewritten("em-01", preheader="")),
    ("L11", rewritten("em-01", preheader="Your gutters before the rain.")),
    ("L11", rewritten("em-01", preheader="One visit " * 12)),
    ("L12", rewritten("lp-01", meta_title="")),
    ("L12", rewritten("lp-01", meta_description="Gutters in Portland " * 10)),
    (
        "L12",
        rewritten(
            "blog-01",
            meta_description="Gutter cleaning and small roof repairs in one visit, at a price agreed before we climb.",
        ),
    ),
    ("L13", changed("ig-01", assets=())),
    ("L13", reshown("fb-01", width=1080, height=1080)),
    ("L13", reshown("vid-01", width=1920, height=1080)),
    ("L14", rewritten("blog-01", sections=lambda blocks: blocks[:1])),
    (
        "L14",
        replanned(
            sections=lambda parts: tuple(
                part.model_copy(update={"statements": part.statements * 3}) if part.id == "summary" else part
                for part in parts
            )
        ),
    ),
    ("L14", rewritten("blog-01", sections=())),
    ("L15", rewritten("lp-01", benefits=lambda blocks: blocks[:1])),
    ("L15", rewritten("lp-01", faq=())),
    ("L15", rewritten("lp-01", promise="Clean gutters before the rain, in one visit, for every single house in town")),
    ("L15", rewritten("lp-01", form_fields=("A", "B", "C", "D", "E", "F"))),
)
