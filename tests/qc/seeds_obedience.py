"""Defects against the client, the law, privacy and accessibility."""

from __future__ import annotations

from qc.seeding import (
    Change,
    added,
    both,
    changed,
    first,
    rebriefed,
    replanned,
    reshown,
    rewritten,
)


def _foreign_line() -> Change:
    return rebriefed("rules.legal", [{"text": "Preise inklusive Steuer.", "applies_to": ["all"], "locale": "de-DE"}])


INVENTED = (
    "Marisol Vega swears by us.",
    "Now open in Seattle.",
    "Award of the year, three of them.",
    "Ask by March 3.",
)


def invented(words: str) -> Change:
    """Return a change after which a machine's post ends in a detail that nothing says."""
    return both(changed("ig-04", origin="llm"), added("ig-04", "text", words))


BOLD = "".join(chr(0x1D5EE + ord(letter) - ord("a")) for letter in "clean")

SEEDS: tuple[tuple[str, Change], ...] = (
    ("A01", rewritten("ig-01", alt_text="")),
    ("A01", rewritten("ig-02", alt_text="Image of a gutter")),
    ("A01", rewritten("fb-01", alt_text="gutter_final.png")),
    ("A01", reshown("meta-01", alt_text="green " * 60)),
    ("A02", rewritten("ig-01", hashtags=("#guttercleaning", "#RoofRepair", "#PortlandHomes"))),
    ("A02", rewritten("fb-02", hashtags=("#roofrepairs",))),
    ("A02", rewritten("ig-03", hashtags=("#roofrepairs", "#GutterCleaning", "#PortlandHomes"))),
    ("A03", reshown("ig-01", foreground="#5F7A7D")),
    ("A03", reshown("meta-02", background="#E9C46A")),
    ("A03", reshown("fb-02", foreground="#335255")),
    ("A04", rewritten("vid-01", scenes=first(on_screen=""))),
    ("A04", rewritten("ig-03", image_text="Warranty hotline opens Monday morning")),
    ("A04", rewritten("fb-03", image_text="Winter inspection weeks begin shortly")),
    (
        "A05",
        added(
            "ig-01",
            "text",
            BOLD,
        ),
    ),
    ("A05", added("fb-02", "text", "\u24d2\u24db\u24d4\u24d0\u24dd")),
    ("A05", rewritten("em-01", sign_off="\uff39\uff4f\uff55\uff52 crew")),
    ("A06", added("em-01", "sign_off", "Click here.")),
    ("A06", rewritten("lp-01", closing="Here's the link: have a look.")),
    (
        "A06",
        added(
            "blog-01", "closing", "See https://alderandrain.example/quotes/portland/houses/with/tall/trees/and/more."
        ),
    ),
    ("B01", added("ig-01", "text", "And it is cheap.")),
    ("B01", added("fb-03", "text", "Cheaper than the rest.")),
    ("B01", added("em-01", "sign_off", "c h e a p")),
    ("B01", added("meta-01", "primary_text", "Ch3ap.")),
    ("B01", added("blog-01", "closing", "Not like GutterKing's crew.")),
    ("B01", added("lp-01", "subline", "Roofzilla cannot.")),
    ("B01", rewritten("ig-02", hashtags=("#NumberOne", "#Cheap", "#RoofRepair"))),
    ("B02", rewritten("em-02", footer=lambda lines: lines[1:])),
    ("B02", rewritten("lp-01", proof=None)),
    ("B02", rewritten("em-03", footer=lambda lines: ("ccb licence on request", *lines[1:]))),
    ("B03", rewritten("lp-01", legal=())),
    ("B03", rebriefed("rules.legal", [{"text": "Estimates are free of obligation.", "applies_to": ["all"]}])),
    ("B03", rebriefed("rules.legal", [{"text": "Subject to a site visit.", "applies_to": ["email"]}])),
    ("B04", added("ig-01", "text", "Yours, Alder and Rain.")),
    ("B04", added("fb-01", "text", "Ask alder & rain.")),
    ("B04", added("em-01", "sign_off", "Adler & Rain")),
    ("B05", added("ig-01", "text", "Wow! So clean! Call now!")),
    ("B05", rewritten("em-01", sign_off="Cheers! 🎉 See you! 🎉")),
    ("B05", both(rebriefed("brand.formality", "formal"), added("fb-01", "text", "It's gonna be awesome."))),
    ("B05", both(rebriefed("brand.formality", "informal"), added("fb-01", "text", "Please be advised accordingly."))),
    ("B06", rebriefed("channels.avoid", ["facebook"])),
    ("B06", rebriefed("channels.use", ["linkedin"])),
    ("B06", rebriefed("channels.avoid", ["instagram", "email"])),
    ("B07", added("ig-01", "text", "Talk to your procurement about it.")),
    ("B07", added("blog-01", "closing", "A good return on investment for your company.")),
    ("B07", both(rebriefed("audience.min_age", 21), added("fb-01", "text", "Fun for kids."))),
    ("B07", both(rebriefed("audience.exclude", ["renters"]), added("fb-01", "text", "Renters welcome."))),
    ("B08", rewritten("rsa-01", headlines=lambda lines: ("Gutters in Portland", *lines[1:]))),
    ("B08", rewritten("ig-05", text="Alder & Rain comes. Alder & Rain cleans. Alder & Rain leaves. Ask us.")),
    ("B08", rewritten("fb-05", text="Alder & Rain, Alder & Rain, and Alder & Rain again. Ask us.")),
    ("B09", added("ig-02", "text", "Our second crew for Beaverton starts in spring.")),
    ("B09", rewritten("em-03", preheader="This spring the second crew starts, for you in Beaverton.")),
    ("B09", rewritten("meta-01", image_text="Second crew for Beaverton starts in spring")),
    ("B10", both(_foreign_line(), added("ig-01", "text", "Preise inklusive Steuer."))),
    ("B10", both(_foreign_line(), added("em-01", "sign_off", "Preise inklusive Steuer."))),
    ("B10", both(_foreign_line(), rewritten("lp-01", legal=lambda rows: (*rows, "Preise inklusive Steuer.")))),
    ("B11", both(rebriefed("rules.avoid", ["emoji"]), added("ig-01", "text", "☔"))),
    ("B11", both(rebriefed("rules.avoid", ["exclamation marks"]), added("fb-01", "text", "Look up!"))),
    ("B11", both(rebriefed("rules.visuals", ["no hashtags"]), rewritten("fb-01", hashtags=("#Roof",)))),
    ("B11", both(rebriefed("rules.avoid", ["em dashes"]), added("blog-01", "closing", "Clean — and dry."))),
    ("C01", added("ig-01", "text", "We cleaned 1,240 houses since 2021.")),
    ("C01", added("fb-01", "text", "97% of roofs pass.")),
    ("C01", added("em-01", "sign_off", "An award-winning crew")),
    ("C01", added("blog-01", "closing", "Clinically tested shingles.")),
    ("C01", added("meta-02", "primary_text", "3 times faster than a ladder.")),
    ("C01", rewritten("ig-03", alt_text="A card with a big #1 on it.")),
    ("C02", added("ig-01", "text", "The best crew you can get.")),
    ("C02", added("fb-02", "text", "Portland's leading roofers.")),
    ("C02", added("lp-01", "subline", "The perfect roof.")),
    ("C03", added("ig-01", "text", "Entirely risk-free.")),
    ("C03", added("lp-01", "closing", "Guaranteed results.")),
    ("C03", added("em-02", "sign_off", "We guarantee a dry winter.")),
    ("C08", rewritten("em-01", footer=("CCB license on request", "Alder & Rain, 12 NE Tree St, Portland, OR 97200"))),
    ("C08", rewritten("em-02", footer=("CCB license on request", "Alder & Rain", "Unsubscribe with one click."))),
    (
        "C08",
        both(
            rewritten("em-03", sign_off="The crew"),
            rewritten("em-03", footer=lambda lines: (lines[0], lines[1][14:], lines[2])),
        ),
    ),
    ("C13", added("ig-06", "text", "Now $149.")),
    ("C13", added("fb-01", "text", "A free gutter check for everyone.")),
    ("C13", added("meta-03", "primary_text", "Hurry, only 3 spots left!")),
    ("C13", added("lp-01", "closing", "For 99 USD.")),
    ("C13", rebriefed("offer.prices", [{"item": "Single-story clean", "price": "189 USD", "until": "2026-12-10"}])),
    *(("C23", invented(words)) for words in INVENTED),
    ("I03", added("ig-01", "text", "Call Bob at 503-555-0199.")),
    ("I03", added("em-01", "sign_off", "bob.private@mail.example")),
    ("I03", added("fb-01", "text", "Card 4111 1111 1111 1111.")),
    ("I03", replanned(promise="Pay to DE89 3704 0044 0532 0130 00")),
    ("I03", added("blog-01", "closing", "SSN 123-45-6789")),
    ("I04", added("ig-01", "text", "sk-live-abcdefghijklmnopqrstuvwx")),
    ("I04", added("blog-01", "closing", "password: hunter2hunter2")),
    ("I04", replanned(promise="See http://wiki.corp.internal/x")),
    ("I08", added("ig-01", "text", "<script>alert(1)</script>")),
    ("I08", rewritten("fb-01", text='=HYPERLINK("x")')),
    ("I08", added("em-01", "sign_off", "\u202egnp.exe")),
    ("I08", added("blog-01", "closing", "<img src=x onerror=alert(1)>")),
)
