"""Why somebody is proposed for a seat or not, in codes and numbers; the gateway words them."""

from dataclasses import dataclass, field

from services.registration.model.states import Decision


@dataclass(frozen=True, kw_only=True)
class Change:
    """What would change the decision: the code, the number that it would take, the application that it is about."""

    code: str
    number: int = 0
    application: str = ""


@dataclass(frozen=True, kw_only=True)
class Why:
    """The numbers of a reason, and what would change the decision."""

    numbers: dict[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A decision with its reason."""

    decision: Decision | None = None
    reason: str = ""
    why: Why = Why()
