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
)

LONG = "word " * 60

SEEDS: tuple[tuple[str, Change], ...] = (
    (
        "Q04",
        rewritten(
            "fb-01",
            text="Residential precipitation infrastructure necessitates professionally administered interventions. " * 9
            + "Ask.",
        ),
    ),
    ("Q05", rewritten("fb-01", text=f"{'and then the water runs ' * 10}. Ask us.")),
    (
        "Q05",
        replanned(
            sections=lambda parts: (
                parts[0].model_copy(
                    update={
                        "statements": (
                            parts[0].statements[0].model_copy(update={"text": "so it goes on and on " * 9}),
                            *parts[0].statements,
                        )
                    }
                ),
                *parts[1:],
            )
        ),
    ),
    ("Q07", added("ig-01", "text", "A seamless, cutting-edge service.")),
    ("Q07", added("blog-01", "closing", "Elevate your home, a game changer, seamless and world-class.")),
    ("Q10", added("ig-01", "text", "Wet walls , wet floors.")),
    ("Q10", added("fb-01", "text", "It's “dry”.")),
    ("Q10", added("blog-01", "closing", "From 1.240,50 on.")),
    ("Q11", rewritten("fb-01", text="Rain ☔ leaves 🍁 house 🏠. Ask us.")),
    ("Q11", added("ig-01", "text", "☔☔☔☔☔")),
    ("Q11", added("blog-01", "closing", "\n✅ One visit\n✅ One price")),
    ("Q12", added("ig-01", "text", "CLEAN those GUTTERS BEFORE winter.")),
    ("Q12", added("fb-01", "text", "Rain is coming!!")),
    ("Q13", added("ig-01", "text", "Choose a colour.")),
    ("Q13", added("blog-01", "closing", "In your neighbourhood.")),
    ("Q15", rewritten("fb-01", text="Big things are coming. Stay tuned, and follow along.")),
    ("R01", copied("ig-01", "ig-03")),
    (
        "R01",
        rewritten(
            "ig-03",
            text="Water down the siding starts in the gutter. We clean it in one visit, with our crew, before the wet "
            "days. Ask for a quote.",
        ),
    ),
    ("R02", both(copied("ig-01", "ig-02"), reslotted("ig-02", publish_at=moment(2)))),
    (
        "R03",
        replanned(
            sections=lambda parts: tuple(part.model_copy(update={"statements": parts[0].statements}) for part in parts)
        ),
    ),
    ("R04", both(*(rewritten(f"ig-0{n}", text=lambda text: f"Here we go: {text}") for n in range(1, 6)))),
    ("R04", both(*(added(f"{name}-0{n}", "text", "Ask us today.") for n in range(1, 5) for name in ("ig", "fb")))),
    ("R05", added("ig-01", "text", "Clear the the elbow.")),
    ("R05", added("blog-01", "intro", "It is is wet. Look at at it.")),
    (
        "R08",
        replanned(
            sections=lambda parts: (
                parts[0].model_copy(
                    update={
                        "statements": (
                            parts[0]
                            .statements[0]
                            .model_copy(update={"text": "Water down the siding starts in the gutter."}),
                            *parts[0].statements,
                        )
                    }
                ),
                *parts[1:],
            )
        ),
    ),
    ("R09", both(changed("ig-02", facts=("what-1", "benefit-1")), reslotted("ig-02", angle="angle-0"))),
)
