"""Every sabotage still fits the code that it sabotages, and leaves a program behind."""

import pytest

from tests.chaos.prove import ROOT, fits
from tests.chaos.sabotages import SABOTAGES, Sabotage


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_a_sabotage_fits_the_code_of_today(sabotage: Sabotage) -> None:
    fits(sabotage.changes)

    for name in {name for name, _, _ in sabotage.changes}:
        text = (ROOT / name).read_text("utf-8")
        for before, after in [(before, after) for file, before, after in sabotage.changes if file == name]:
            text = text.replace(before, after)
        compile(text, name, "exec")
