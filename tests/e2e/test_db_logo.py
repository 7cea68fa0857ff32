"""A client's logo goes with the order, into every document that is shown, and a later one changes no package."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pypdf
from PIL import Image
from pptx import Presentation

from aicmo.onboarding.logos import read_logo
from aicmo.saga import Order, Status, erase, submit
from aicmo.saga.testing import drain
from aicmo.workflows import branding
from e2e.agency import NOTHING, accepted

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from aicmo.onboarding.documents import Logo
    from e2e.agency import Agency

LOGO = "client/07_assets/brand/logo.png"


def test_a_logo_is_in_every_document_and_a_later_one_changes_no_package(agency: Agency) -> None:
    app = agency.app
    first, second = a_logo("#1f3a3d"), a_logo("#c2562b")
    branding.keep_logo(app.database, "coffee", first, by="Ines")
    ordered = branding.branded(app.database, an_order())
    branding.keep_logo(app.database, "coffee", second, by="Ben")
    run_id, _ = submit(app.database, app.saga, ordered)
    made = carried(agency, run_id)

    assert (made / LOGO).read_bytes() == first.png
    assert 'src="07_assets/brand/logo.png"' in (made / "client/index.html").read_text(encoding="utf-8")
    for name in ("00_cover_letter.pdf", "02_strategy/strategy.pdf"):
        assert shown_in_pdf(made / "client" / name) == (first.width, first.height)
    cover = Presentation(str(made / "client/02_strategy/strategy_deck.pptx")).slides[0]
    assert [shape.image.blob for shape in cover.shapes if hasattr(shape, "image")] == [first.png]
    document = docx.Document(str(made / "client/02_strategy/strategy.docx"))
    assert document.inline_shapes[0]._inline.docPr.get("descr")
    (zipped,) = made.glob("*.zip")
    assert any(name.endswith("brand/logo.png") for name in zipfile.ZipFile(zipped).namelist())

    again, _ = submit(app.database, app.saga, branding.branded(app.database, an_order()))
    assert (carried(agency, again) / LOGO).read_bytes() == second.png
    erase(app.database, [app.saga], app.storage, run_id, by="Ines")
    assert agency.count(run_id) == NOTHING
    assert agency.files(run_id) == []
    assert branding.logo_of(app.database, "coffee") == second
    branding.forget(app.database, "coffee")
    assert branding.branded(app.database, an_order()) == an_order()


def a_logo(color: str) -> Logo:
    out = io.BytesIO()
    Image.new("RGB", (400, 160), color).save(out, "PNG")
    return read_logo(out.getvalue())


def an_order() -> Order:
    given: dict[str, Any] = accepted("coffee").model_dump(mode="json", by_alias=True)
    return Order("coffee", given, account="coffee")


def carried(agency: Agency, run_id: UUID) -> Path:
    app = agency.app
    drain(app.database, [app.saga], app.storage, app.tools, expect=[Status.COMPLETED])
    return next(app.storage.root.glob(f"{run_id}/*/create_package"))


def shown_in_pdf(path: Path) -> tuple[int, int]:
    """Return the size of the one picture on a PDF's first page."""
    (picture,) = pypdf.PdfReader(path).pages[0].images
    assert picture.image is not None
    width, height = picture.image.size
    return width, height
