"""YAML 1.2 (and so JSON) as plain data, with every scalar kept as the client wrote it.

``NO``, ``on``, ``18:00`` and dates stay text until the model asks for something else. What follows is untrusted: depth,
length of lists, anchors, tags and doubled keys are refused while reading, before anything is built from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from aicmo.onboarding.cleaning import clean
from aicmo.onboarding.documents import LeftOut, Problem, Understood
from aicmo.onboarding.errors import BriefError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH: Final = 12
MAX_ITEMS: Final = 200
"""No list of a brief is longer; beyond it is a data export, which belongs into a file."""
PLAIN: Final[dict[str, Any]] = {"": None, "null": None, "~": None, "true": True, "false": False}


@dataclass(frozen=True)
class Parsed:
    """A brief as plain data, and where each part of it stands (1-based line and column, by dotted path).

    ``understood`` and ``problems`` come with free text: the words each field was read from, and what stands against it;
    ``left_out`` is what a language model said of it, and did not hold.
    """

    data: dict[str, Any]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    understood: tuple[Understood, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def place(self, path: str) -> str:
        """Return ``line:column`` of the nearest known part of ``path``, or nothing."""
        while path:
            if path in self.places:
                return "{}:{}".format(*self.places[path])
            path = path.rpartition(".")[0]
        return ""


def load(name: str, text: str) -> Parsed:
    """Turn a brief's text into plain data; raises BriefError with line and column for what cannot be read."""
    try:
        return Loader(name, YAML(typ="safe", pure=True).parse(text)).load()
    except MarkedYAMLError as error:
        raise BriefError(_explain(name, error)) from error
    except ReaderError as error:
        before = text[: error.position]
        where = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        raise BriefError(
            f"{name}:{where}: the character U+{ord(text[error.position]):04X} is not allowed in a brief. Take it out."
        ) from error
    except (YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise BriefError(f"{name} is no YAML that can be read: {str(error).partition(chr(10))[0]}.") from error


class Loader:
    """Builds plain data from the events of one document, and remembers where each part stood."""

    def __init__(self, name: str, events: Iterator[Event]) -> None:
        """Read events that come from the file ``name``."""
        self.name = name
        self.events = events
        self.places: dict[str, tuple[int, int]] = {}

    def load(self) -> Parsed:
        """Return the one mapping that the document is."""
        event = next(event for event in self.events if not _is_frame(event))
        if not isinstance(event, MappingStartEvent):
            raise BriefError(
                f"{self.name} is free text, a list or empty, not a structured brief. "
                "Fill in what `aicmo brief new` gives, or name it .txt or .md when it is a letter."
            )
        self._refuse_tricks(event)
        data = self._mapping("", 0)
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._refuse(event, "a second document begins here. Send one brief a file")
        return Parsed(data, self.places)

    def _value(self, event: Event, path: str, depth: int) -> Any:
        self._refuse_tricks(event)
        if depth > MAX_DEPTH:
            self._refuse(event, f"this is nested more than {MAX_DEPTH} levels deep; no brief needs that")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event)

    def _mapping(self, path: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._refuse_tricks(event)
            if not isinstance(event, ScalarEvent):
                self._refuse(event, "a key must be a plain word")
            key = self._text(event)
            if key in found:
                self._refuse(event, f"{key!r} is given twice. Keep one")
            if len(found) == MAX_ITEMS:
                self._refuse(event, f"more than {MAX_ITEMS} keys stand here")
            inner = f"{path}.{key}" if path else key
            self.places[inner] = _where(event)
            found[key] = self._value(next(self.events), inner, depth + 1)
        return found

    def _sequence(self, path: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            if len(found) == MAX_ITEMS:
                self._refuse(event, f"the list has more than {MAX_ITEMS} items. Send long lists as a file")
            inner = f"{path}.{len(found)}"
            self.places[inner] = _where(event)
            found.append(self._value(event, inner, depth + 1))
        return found

    def _scalar(self, event: Event) -> Any:
        """Keep a scalar as text; only an empty or null one is None, and plain true and false are booleans."""
        text = self._text(event)
        return text if getattr(event, "style", None) else PLAIN.get(text, text)

    def _text(self, event: Any) -> str:
        try:  # JSON writes an emoji as two escapes; a half of one is no character
            text = str(event.value).encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._refuse(event, "this text holds half a character (a lone surrogate). Write it again")
        return clean(text)

    def _refuse_tricks(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                event, "anchors (&) and aliases (*) are not used in a brief. Put text with such a sign in quotes"
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._refuse(event, f"the tag {tag} is not used in a brief. Put text that starts with ! in quotes")

    def _refuse(self, event: Event, why: str) -> NoReturn:
        line, column = _where(event)
        raise BriefError(f"{self.name}:{line}:{column}: {why}.")


def _is_frame(event: Event) -> bool:
    """Say whether an event only opens the stream or the document."""
    return isinstance(event, DocumentStartEvent) or type(event).__name__ == "StreamStartEvent"


def _where(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _explain(name: str, error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
    problem = str(error.problem or "this is not YAML")
    hint = ' Put text that holds ": " or starts with a sign in quotes.' if "mapping values" in problem else ""
    return f"{name}{where}: {problem}. Mend this place.{hint}"
