"""The engine's own tables, and the mixin that makes a table's rows belong to a run."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from aicmo.db import new_id


class Owned(MappedAsDataclass, kw_only=True):
    """A row that a run creates: mix it into a mapped class of any declarative base.

    ``id`` is made in Python when the row is made, so that rows can refer to each other before they are written.
    ``run_id`` is set by the engine alone, in the transaction that inserts the row; a step never sees it.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID] = mapped_column(index=True, init=False, repr=False)
