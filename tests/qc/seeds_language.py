"""Defects of language and repetition."""

from __future__ import annotations

from qc.clean_ground import moment
from qc.seeding import (
    Change,
    added,
    both,
    changed,
    copied,
    replanned,
    reslotted,
    rewritten,
    stated,
)

HEAVY = "Residential precipitation infrastructure necessitates professionally administered interventions. "
GERMAN = "Wir reinigen Ihre Dachrinne an einem einzigen Vormittag, mit eigenen Leuten und zu einem festen Preis. "
SPANISH = "Limpiamos los canalones de su casa en una sola visita, con nuestro propio equipo y a un precio fijo. "
FRENCH = "Nous nettoyons les gouttières de votre maison en une seule visite, avec notre propre équipe. "


CHOICE = "A business has a choice, but what is it really? It can choose, or it can let others choose."
ORDER = "The most important thing is to know how to order. Do you have a preference? You may ask a question."
MONEY = "It is a business that makes money. They are a business that makes money from a business."
AROUND = (
    "Do you need to know the price? Do you need to order a bag? Do you need to know the price? Do you need to order?"
)


def by_a_model(code: str, words: str) -> Change:
    """Return a change after which a small model wrote the draft's text, and left its facts out."""
    return both(changed(code, origin="llm"), rewritten(code, text=words))


def repeated(index: int) -> Change:
    """Return a change after which every section says what one of them says."""
    return replanned(
        sections=lambda parts: tuple(
            part.model_copy(update={"statements": parts[index].statements * 2}) for part in parts
        )
    )


SEEDS: tuple[tuple[str, Change], ...] = (
    ("Q04", rewritten("fb-01", text=f"{HEAVY * 9}Ask.")),
    ("Q04", rewritten("em-01", paragraphs=(HEAVY * 6, HEAVY * 6))),
    ("Q04", rewritten("blog-01", intro=HEAVY * 40)),
    ("Q05", rewritten("fb-01", text=f"{'and then the water runs ' * 10}. Ask us.")),
    ("Q05", stated("so it goes on and on " * 9)),
    ("Q05", rewritten("blog-01", closing=f"We climb {'and climb ' * 21}. Ask for a quote.")),
    ("Q07", added("ig-01", "text", "A seamless, cutting-edge service.")),
    ("Q07", added("blog-01", "closing", "Elevate your home, a game changer, seamless and world-class.")),
    ("Q07", rewritten("em-01", sign_off="We are passionate about it, second to none")),
    ("Q10", added("ig-01", "text", "Wet walls , wet floors.")),
    ("Q10", added("fb-01", "text", "It's “dry”.")),
    ("Q10", added("blog-01", "closing", "From 1.240,50 on.")),
    ("Q11", rewritten("fb-01", text="Rain ☔ leaves 🍁 house 🏠. Ask us.")),
    ("Q11", added("ig-01", "text", "☔☔☔☔☔")),
    ("Q11", added("blog-01", "closing", "\n✅ One visit\n✅ One price")),
    ("Q12", added("ig-01", "text", "CLEAN those GUTTERS BEFORE winter.")),
    ("Q12", added("fb-01", "text", "Rain is coming!!")),
    ("Q12", rewritten("em-01", sign_off="REALLY. TRULY. HONESTLY.")),
    ("Q13", added("ig-01", "text", "Choose a colour.")),
    ("Q13", added("fb-02", "text", "We organise the whole programme.")),
    ("Q13", added("blog-01", "closing", "In your neighbourhood.")),
    ("Q15", rewritten("fb-01", text="Big things are coming. Stay tuned, and follow along.")),
    ("Q15", rewritten("ig-02", text="Good things take time. Ask us about it.", image_text="Soon")),
    ("Q15", rewritten("vid-01", scenes=(), title="Soon", caption="Something new is on its way. Watch out.")),
    ("P12", by_a_model("ig-01", CHOICE)),
    ("P12", by_a_model("fb-02", ORDER)),
    ("P12", by_a_model("ig-04", MONEY)),
    ("R10", rewritten("ig-01", text=AROUND)),
    ("R10", rewritten("blog-01", closing=lambda text: f"{text} {text}")),
    ("R10", added("fb-01", "text", "Ask us for a price today. Ask us for a price today. Ask us for a price today.")),
    ("Q01", rewritten("fb-01", text=f"{GERMAN * 2}Fragen Sie uns.")),
    ("Q01", rewritten("ig-02", text=f"{SPANISH * 2}Pida su precio.")),
    ("Q01", rewritten("em-01", subject="Vos gouttières", preheader="Une visite", paragraphs=(FRENCH, FRENCH, FRENCH))),
    ("Q02", added("fb-01", "text", GERMAN)),
    ("Q02", added("ig-02", "text", SPANISH)),
    ("Q02", rewritten("em-01", paragraphs=lambda lines: (*lines, FRENCH * 2))),
    ("R01", copied("ig-01", "ig-03")),
    ("R01", copied("fb-02", "fb-05")),
    (
        "R01",
        rewritten(
            "ig-03",
            text="Water down the siding starts in the gutter. We clean it in one visit, with our crew, before the wet "
            "days. Ask for a quote.",
        ),
    ),
    ("R02", both(copied("ig-01", "ig-02"), reslotted("ig-02", publish_at=moment(2)))),
    ("R02", both(copied("fb-01", "fb-02"), reslotted("fb-02", publish_at=moment(5)))),
    ("R02", both(copied("ig-03", "ig-04"), reslotted("ig-04", publish_at=moment(10)))),
    (
        "R03",
        replanned(
            sections=lambda parts: tuple(part.model_copy(update={"statements": parts[0].statements}) for part in parts)
        ),
    ),
    ("R04", both(*(rewritten(f"ig-0{n}", text=lambda text: f"Here we go: {text}") for n in range(1, 6)))),
    ("R03", repeated(0)),
    ("R03", repeated(2)),
    ("R04", both(*(rewritten(f"fb-0{n}", text=lambda text: f"Did you know: {text}") for n in range(2, 7)))),
    ("R04", both(*(added(f"{name}-0{n}", "text", "Ask us today.") for n in range(1, 5) for name in ("ig", "fb")))),
    ("R05", added("ig-01", "text", "Clear the the elbow.")),
    ("R05", added("em-01", "sign_off", "Yours, the the crew")),
    ("R05", added("blog-01", "intro", "It is is wet. Look at at it.")),
    ("R08", stated("Water down the siding starts in the gutter.")),
    ("R08", stated("You get photos before and after, the same day.")),
    ("R08", stated("One price for the house, agreed before anyone climbs.")),
    ("R09", both(changed("ig-02", facts=("what-1", "benefit-1")), reslotted("ig-02", angle="angle-0"))),
    ("R09", both(changed("fb-02", facts=("benefit-1", "what-1")), reslotted("fb-02", angle="angle-1"))),
    ("R09", both(changed("ig-04", facts=("benefit-2", "what-1")), reslotted("ig-04", angle="angle-2"))),
)
