"""The same work done by CIMI and by what a user would pick instead: a letter in, a receipt kept, a receipt told of."""

import contextlib
from typing import Any

from tests.bench import peers_home
from tests.bench.measure import Round
from tests.bench.stage import Corner, Stage
from tests.bench.systems import IN_HAND, SYSTEMS, System

EVENTS = 1_200
ROUNDS = 3


def measure(stage: Stage) -> dict[str, Any]:
    """Rounds of all systems, in turns, each with its letters waiting in its queue or outbox."""
    peers_home.install()
    with contextlib.ExitStack() as corners:
        places = [(system, corners.enter_context(stage.corner())) for system in SYSTEMS]
        for system, corner in places:
            system.start(corner)
        rounds: dict[str, list[Round]] = {system.name: [] for system in SYSTEMS}
        for number in range(ROUNDS):
            for system, corner in places:
                rounds[system.name].append(_answer(system, corner, f"posting-{number}"))
    return {"in_hand": IN_HAND, "rounds": rounds, "settings": {system.name: system.settings for system in SYSTEMS}}


def _answer(system: System, corner: Corner, posting: str) -> Round:
    before, told = system.kept(corner) + EVENTS, system.told_of(corner) + EVENTS
    return corner.round(
        EVENTS,
        system.held,
        lambda: system.lay_out(corner, EVENTS, posting),
        lambda: system.kept(corner) >= before and system.told_of(corner) >= told,
        beside=[name for name in system.workers if name not in system.held],
    )
