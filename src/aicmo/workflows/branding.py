"""Brand profiles: what all briefs of one client have in common, kept from one to the next."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo.db import upsert
from aicmo.onboarding.documents import Logo
from aicmo.onboarding.models import ClientLogo, ClientProfile

if TYPE_CHECKING:
    from aicmo.db import Base, Database
    from aicmo.onboarding.documents import BrandProfile
    from aicmo.saga import Order


def keep(database: Database, client: str, profile: BrandProfile, *, by: str) -> None:
    """Keep a client's profile in the place of the one there was."""
    _keep(database, ClientProfile, client, by, {"document": profile})


def profile_of(database: Database, client: str) -> BrandProfile | None:
    """Return a client's profile, None if it has none."""
    with Session(database.engine) as session:
        found = session.scalars(select(ClientProfile).where(ClientProfile.client == client)).first()
        return found.document if found else None


def forget(database: Database, client: str) -> bool:
    """Delete a client's profile and its logo; say whether there was a profile."""
    with database.transaction() as connection:
        connection.execute(delete(ClientLogo).where(ClientLogo.client == client))
        return connection.execute(delete(ClientProfile).where(ClientProfile.client == client)).rowcount > 0


def keep_logo(database: Database, client: str, logo: Logo, *, by: str) -> None:
    """Keep a client's logo in the place of the one there was; runs that were ordered before keep theirs."""
    picture = {"png": logo.png, "width": logo.width, "height": logo.height, "sha256": logo.sha256}
    _keep(database, ClientLogo, client, by, picture)


def logo_of(database: Database, client: str) -> Logo | None:
    """Return a client's logo, None if it has none."""
    with Session(database.engine) as session:
        found = session.get(ClientLogo, client)
        return Logo(png=b64encode(found.png), width=found.width, height=found.height) if found else None


def forget_logo(database: Database, client: str) -> bool:
    """Delete a client's logo; say whether there was one."""
    with database.transaction() as connection:
        return connection.execute(delete(ClientLogo).where(ClientLogo.client == client)).rowcount > 0


def branded(database: Database, order: Order) -> Order:
    """Return an order with its client's logo as it is now: what is ordered is not changed by what is kept later."""
    logo = logo_of(database, order.account) if order.account else None
    return replace(order, input=order.input | {"logo": logo.model_dump(mode="json")}) if logo else order


def _keep(database: Database, model: type[Base], client: str, by: str, values: dict[str, Any]) -> None:
    values = values | {"updated_at": sql(database.now()), "updated_by": by}
    with database.transaction() as connection:
        row = {"client": client, **values}
        connection.execute(upsert(connection.dialect, model, row, key=["client"], change=list(values)))
