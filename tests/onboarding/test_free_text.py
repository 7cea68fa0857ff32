"""Briefs as people send them: read by their labels, each field with its line; what is unsure is asked for."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
import typst
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from aicmo.onboarding.documents import Intake, Received
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.freetext import values
from aicmo.onboarding.freetext.understanding import understand
from aicmo.onboarding.intake import check
from aicmo.onboarding.marking import prefilled
from aicmo.onboarding.reading import parse, read_brief, receive

LETTERS = Path(__file__).with_name("letters")
TODAY = date(2026, 11, 23)
QUESTIONNAIRE = LETTERS.joinpath("questionnaire.md").read_text(encoding="utf-8")


def _docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        plain = line.replace("**", "")
        if plain.startswith("#"):
            document.add_heading(plain.lstrip("# "), level=plain.count("#"))
        elif plain.startswith("- "):
            document.add_paragraph(plain[2:], style="List Bullet")
        elif plain.startswith("| ") and "---" not in plain:
            row = document.add_table(rows=1, cols=2).rows[0]
            for cell, said in zip(row.cells, plain.strip("| ").split(" | "), strict=True):
                cell.text = said
        elif plain and "---" not in plain:
            document.add_paragraph(plain)
    return _bytes(document)


def _bytes(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _html(text: str) -> str:
    lines = []
    for line in text.splitlines():
        plain = line.replace("**", "").replace("&", "&amp;")
        if plain.startswith("#"):
            lines.append(f"<h2>{plain.lstrip('# ')}</h2>")
        elif plain.startswith("- "):
            lines.append(f"<li>{plain[2:]}</li>")
        elif plain.startswith("| ") and "---" not in plain:
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in plain.strip("| ").split(" | ")) + "</tr>")
        elif "---" not in plain:
            lines.append(f"<p>{plain}</p>")
    return f"<html><head><script>alert('Budget: 1 USD')</script></head><body>{''.join(lines)}</body></html>"


def _eml(text: str, *, html: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Before the rain"
    message["From"] = "maya@alderandrain.example"
    message.set_content(_html(text) if html else text, subtype="html" if html else "plain")
    return message.as_bytes()


def _pdf(text: str) -> bytes:
    lines = "".join(f"#text({_quoted(line.replace('**', '').lstrip('# '))}) \\\n" for line in text.splitlines() if line)
    return typst.compile(lines.encode(), format="pdf")


def _quoted(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


FORMS = {
    "a.md": QUESTIONNAIRE.encode(),
    "a.docx": _docx(QUESTIONNAIRE),
    "a.html": _html(QUESTIONNAIRE).encode(),
    "a.eml": _eml(QUESTIONNAIRE),
    "b.eml": _eml(QUESTIONNAIRE, html=True),
    "a.pdf": _pdf(QUESTIONNAIRE),
}


def found(name: str, raw: bytes | str) -> Intake:
    return check(receive(name, raw if isinstance(raw, bytes) else raw.encode()), today=TODAY)


@pytest.mark.parametrize("name", FORMS)
def test_a_filled_questionnaire_is_accepted_in_every_form_people_send_it_in(name: str) -> None:
    intake = found(name, FORMS[name])
    assert (intake.outcome, intake.questions, intake.errors) == ("accepted", (), ())
    assert intake.brief is not None
    brief = intake.brief.brief
    assert (brief.title, brief.client, brief.pack) == ("Before the rain", "alder-and-rain", "campaign_standard")
    assert brief.budget is not None
    assert (str(brief.budget.media.amount), brief.schedule.starts, brief.schedule.weeks) == (
        "6000",
        date(2027, 1, 11),
        6,
    )
    assert (brief.channels.use, brief.channels.avoid) == (("google_search", "instagram", "email"), ("tiktok",))
    assert [row.ask for row in brief.offer.questions] == ["Do I need to be home?", "Do you clean in the rain?"]
    assert brief.goal.kpi is not None
    assert [brief.goal.kpi.metric, str(brief.goal.kpi.baseline), str(brief.goal.kpi.target)] == [
        "quote requests",
        "24",
        "45",
    ]
    assert brief.market.places == ("Portland, OR",)


def test_every_field_names_the_line_it_was_read_from() -> None:
    lines = QUESTIONNAIRE.splitlines()
    rows = found("a.md", QUESTIONNAIRE).understood
    assert len(rows) > 20
    for row in rows:
        told = lines[row.line - 1].replace("**", "").strip("#-| ").partition(":")[2] or lines[row.line - 1]
        assert told.strip("#-| ").split(" | ")[-1].split()[0] in row.excerpt


def test_a_letter_is_read_where_its_own_words_announce_it_and_asked_about_the_rest() -> None:
    intake = check(read_brief(LETTERS / "letter.txt"), today=TODAY)
    told = {row.field: row.value for row in intake.understood}
    assert told == {
        "brand.name": "Quarter Gull Coffee",
        "client": "quarter-gull-coffee",
        "brand.website": "https://www.quartergull.example",
        "budget.media": "800 EUR",
        "channels.use": "instagram; facebook",
        "schedule.starts": "2027-01-04",
        "schedule.weeks": "4",
    }
    asked = {ask.field for ask in (*intake.questions, *intake.later)}
    assert intake.outcome == "needs_clarification"
    assert len(intake.questions) <= 7
    assert not asked & set(told)


def test_a_questionnaire_in_another_language_is_understood_and_told_that_copy_is_english() -> None:
    intake = check(read_brief(LETTERS / "fragebogen.txt"), today=TODAY)
    told = {row.field: row.value for row in intake.understood}
    assert (told["brand.name"], told["market.countries"]) == ("Ofenfrisch GmbH", "DE")
    assert (told["budget.media"], told["budget.for"]) == ("4500 EUR", "month")
    assert (told["schedule.starts"], told["schedule.weeks"]) == ("2027-03-01", "8")
    assert told["goal.objective"] == "leads"
    assert "another_language" in {problem.code for problem in intake.errors}


def test_two_answers_to_one_question_are_a_contradiction_with_both_lines() -> None:
    intake = found("a.txt", QUESTIONNAIRE + "\nOur budget is $8,000 in all.\n")
    [problem] = [row for row in intake.errors if row.code == "two_answers"]
    assert "budget.media" in problem.message
    assert "6000 USD" in problem.message
    assert "8000 USD" in problem.message
    assert intake.outcome == "rejected"


def test_a_second_brand_is_asked_about() -> None:
    intake = found("a.txt", "Client: Alder & Rain\nBrand: Quarter Gull Coffee\n")
    assert any("Alder & Rain" in row.message and "Quarter Gull" in row.message for row in intake.errors)


@pytest.mark.parametrize(
    ("text", "outcome", "code"),
    [
        ("We need more customers.", "needs_clarification", None),
        ("Client:\nBudget: TBD\nAudience: ???\n", "needs_clarification", None),
        ("Design us a new logo please.", "rejected", "unsupported_service"),
        ("sku,title,price,stock\n1,Cup,3.80,12\n2,Bag,11.50,3\n", "rejected", "not_a_brief"),
        ("<?xml version='1.0'?><rss><item>Cup</item></rss>", "rejected", "not_a_brief"),
        ("Our SEO services: we increase your rankings by 300%. Guest post offer!", "rejected", "not_a_brief"),
        (QUESTIONNAIRE.replace("January 11, 2027", "January 11, 2026"), "rejected", "date_in_the_past"),
    ],
)
def test_what_is_no_brief_gets_the_outcome_it_deserves(text: str, outcome: str, code: str | None) -> None:
    intake = found("a.txt", text)
    assert intake.outcome == outcome
    assert code is None or code in {problem.code for problem in intake.errors}


def test_the_written_brief_says_what_was_understood_and_asks_for_the_rest(tmp_path: Path) -> None:
    received = read_brief(LETTERS / "letter.txt")
    text = prefilled(received, check(received, today=TODAY))
    again = parse(receive("brief.yaml", text.encode()))
    assert again.data["brand"]["name"] == "Quarter Gull Coffee"
    assert again.data["budget"] == {"media": "800 EUR"}
    assert "# line 4: Our budget is around €800." in text
    assert "offer:\n  # ?" in text
    assert not list(tmp_path.iterdir())


def test_markup_and_scripts_in_a_page_are_text_at_most() -> None:
    intake = found("a.html", "<p>Client: Alder &amp; Rain</p><script>Budget: 9 USD</script><p>Title: <b>Rain</b></p>")
    assert {row.field: row.value for row in intake.understood} == {
        "brand.name": "Alder & Rain",
        "client": "alder-and-rain",
        "title": "Rain",
    }


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.docx", b"no archive at all", "cannot be read"),
        ("a.docx", _bomb(), "larger inside"),
        ("a.pdf", b"%PDF-1.7 broken", "cannot be read"),
        ("a.pdf", typst.compile(b"#rect(width: 2cm)", format="pdf"), "no text"),
        ("a.html", b"<p>\xff\xfe</p>", "cannot be read"),
        ("a.html", b"<style>p{}</style>", "is empty"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b"x" * 200_001, "longer than"),
        ("a.docx", b"x" * 5_000_001, "longer than"),
    ],
)
def test_a_document_that_cannot_be_read_says_so(name: str, raw: bytes, words: str) -> None:
    with pytest.raises(BriefError, match=words):
        receive(name, raw)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$6,000", ["6000 USD"]),
        ("6.000 €", ["6000 EUR"]),
        ("75k€", ["75000 EUR"]),
        ("£4.5k", ["4500.0 GBP"]),
        ("CHF 1'200.50", ["1200.50 CHF"]),
        ("between 5000 and 6000 USD", ["6000 USD"]),
        ("11,50 euros", ["11.50 EUR"]),
        ("24 requests", []),
    ],
)
def test_money_is_read_by_its_own_separators(text: str, amounts: list[str]) -> None:
    assert values.money(text) == amounts


@pytest.mark.parametrize(
    ("text", "countries", "days"),
    [
        ("4 January 2027", (), [date(2027, 1, 4)]),
        ("January 4th, 2027", (), [date(2027, 1, 4)]),
        ("4. März 2027", (), [date(2027, 3, 4)]),
        ("1er mars 2027", (), [date(2027, 3, 1)]),
        ("4 de enero de 2027", (), [date(2027, 1, 4)]),
        ("25/04/2027", (), [date(2027, 4, 25)]),
        ("03/04/2027", (), []),
        ("03/04/2027", ("US",), [date(2027, 3, 4)]),
        ("03/04/2027", ("GB",), [date(2027, 4, 3)]),
        ("31 February 2027", (), []),
        ("January 4", (), []),
        ("2027-01-04 to 2027-02-14", (), [date(2027, 1, 4), date(2027, 2, 14)]),
    ],
)
def test_a_day_that_reads_in_two_ways_is_not_read(text: str, countries: tuple[str, ...], days: list[date]) -> None:
    assert values.days(text, countries) == days


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    parsed = parse(Received(name="a.txt", text=text, sha256=""))
    assert parsed.data["brief"] == 1


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("KPI: trial requests, currently 3 per month, target 8 per month", "goal.kpi.metric", "trial requests"),
        ("KPI: applications, from 20 to 45 a month", "goal.kpi.metric", "applications"),
        ("From 5 April 2027 food waste is collected.", "schedule.starts", None),
        ("The fete is on 12 June 2027 from 11 to 4. Please write some posts.", "schedule.starts", None),
        ("Posts from 5 April 2027, please.", "schedule.starts", "2027-04-05"),
        ("Subject: Posts\nWe start on 11 January 2027.", "schedule.starts", "2027-01-11"),
        ("Weeks: 4", "schedule.weeks", 4),
        ("Prices: beef box £65 (6 kg); veg box £18", "offer.prices.1.price", "18 GBP"),
        ("Prices: check-up £58, hygiene visit £72.", "offer.prices.0.item", "check-up"),
        ("Industry: dental practice", "brand.industry", "dental"),
        ("Objective: more visitors in the shop", "goal.objective", "consideration"),
        ("# Client questionnaire", "title", None),
    ],
)
def test_what_people_write_means_what_they_mean(text: str, path: str, said: object) -> None:
    value: object = understand("brief.txt", text).data
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value.get(key) if isinstance(value, dict) else None
    assert value == said


def test_a_list_inside_a_table_is_the_answer_beside_it() -> None:
    table = "<table><tr><th>Benefits</th><td><ul><li>A trial</li><li>Spare parts</li></ul></td></tr></table>"
    assert parse(receive("brief.html", table.encode())).data["offer"]["benefits"] == ["A trial", "Spare parts"]


def test_a_table_of_products_is_told_that_it_is_one_and_nothing_else() -> None:
    table = "id,title,price,link\n1,Shoe,9 EUR,https://a.example/1\n2,Boot,9 EUR,https://a.example/2\n"
    assert [problem.code for problem in found("feed.txt", table).errors] == ["not_a_brief"]


@pytest.mark.parametrize("text", ["we need a logo", "Please design a new logo for us.", "Can you make us a website?"])
def test_a_wish_for_something_else_is_told_what_there_is_and_asked_nothing(text: str) -> None:
    intake = found("letter.txt", text)
    assert (intake.outcome, intake.questions) == ("rejected", ())
    assert "plans campaigns" in intake.errors[0].message
