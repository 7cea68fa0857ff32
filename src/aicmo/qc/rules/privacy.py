"""Nobody's data but what the client made public: I03."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.qc.checks import Checked, Defect
from aicmo.qc.documents import Rule
from aicmo.qc.rules.residue import texts_by_object
from aicmo.qc.rules.typography import without_links
from aicmo.qc.work import Work

MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d{1,3}[\s.()-]*)?(?:\(\d{2,5}\)[\s.-]*)?\d{2,5}(?:[\s.-]\d{2,5}){1,4}(?![\w/-])|\+\d{8,15}\b"
)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")
CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
SOCIAL_SECURITY = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
PHONE_DIGITS = range(9, 16)  # ITU-T E.164: at most 15


def check_private_data(work: Work, _rule: Rule) -> Checked:
    """I03: no e-mail address, phone, card, account or identity number that the brief does not make public."""
    public = work.grounds.casefold()
    given = [re.sub(r"\D", "", line) for line in public.splitlines()]
    objects = [(object_id, texts) for object_id, _, texts in texts_by_object(work)]
    defects = [
        Defect(object_id, text.path, f"{kind} that the brief does not make public", hit)
        for object_id, texts in objects
        for text in texts
        if text.role != "link" and text.field not in {"publish_at", "refs"}
        for kind, hit in private(text.text)
        if hit.casefold() not in public and not _known(hit, given)
    ]
    return Checked(len(objects), tuple(defects))


def _known(hit: str, given: list[str]) -> bool:
    """Say whether the digits of a hit stand together in one line of the brief."""
    digits = re.sub(r"\D", "", hit)
    return "@" not in hit and any(digits in line for line in given)


def private(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of everything that looks like somebody's data."""
    for hit in MAIL.findall(text):
        yield "an e-mail address", hit
    plain = DATE.sub("", without_links(MAIL.sub("", text)))
    for match in PHONE.finditer(plain):
        if len(re.sub(r"\D", "", match.group())) in PHONE_DIGITS:
            yield "a phone number", match.group()
    for match in CARD.finditer(plain):
        if luhn(match.group()):
            yield "a card number", match.group()
    for match in IBAN.finditer(plain):
        if iban(match.group()):
            yield "an account number", match.group()
    for match in SOCIAL_SECURITY.finditer(plain):
        yield "an identity number", match.group()


def luhn(text: str) -> bool:
    """Say whether the digits of a text satisfy the check of card numbers."""
    digits = [int(char) for char in text if char.isdigit()][::-1]
    return sum(digit if index % 2 == 0 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(digits)) % 10 == 0


def iban(text: str) -> bool:
    """Say whether a text satisfies the check of international account numbers (ISO 13616)."""
    plain = re.sub(r"\s", "", text)
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1
