"""What staff see of the call before it is sent."""

from datetime import date

import pytest

from services.notifications.use_cases import preview
from services.notifications.use_cases.write import Desk
from shared.contracts.refusal import NotYet
from tests.services.notifications.hearing import hear_who_is_who, register
from tests.services.notifications.people import EDITION

ASKED = {
    "edition_id": EDITION.id,
    "institution": "Ministério da Justiça",
    "country": "BR",
    "name": "Paulo Lima",
    "language": "pt",
    "due_on": date(2026, 12, 11),
}


def show(desk: Desk) -> dict[str, str]:
    return preview.call(ASKED, known=desk.known, templates=desk.templates, links=desk.links)


@pytest.mark.feature("A3")
def test_the_call_is_shown_as_its_focal_point_would_read_it_and_nothing_is_sent(desk: Desk) -> None:
    with pytest.raises(NotYet):
        show(desk)
    hear_who_is_who(desk)
    shown = show(desk)
    assert (
        shown["subject"] == "[Ação necessária] Indique funcionários de Ministério da Justiça até 11 de dezembro de 2026"
    )
    assert "Paulo Lima" in shown["text"]
    assert register(desk) == []
