"""An upload that is too large, in a real browser."""

from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.services.gateway.house import House


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "puede tener 5 MB como máximo"),
        ("en", "may have 5 MB at most"),
        ("pt", "pode ter no máximo 5 MB"),
        ("fr", "peut avoir 5 Mo au plus"),
    ],
)
def test_who_sends_twenty_megabytes_is_shown_the_limit_and_not_a_broken_connection(
    page: Page, tmp_path: Path, language: str, sentence: str
) -> None:
    """The form is the test's own, since no edition need be open."""
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-" + b"x" * 20_000_000)
    form = (
        f'<form method="post" enctype="multipart/form-data" action="/{language}/apply">'
        '<input type="file" name="letter"><button>Send</button></form>'
    )
    page.route("**/form", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("/form")
    page.set_input_files("input", large)
    page.click("button")
    expect(page.locator("main")).to_contain_text(sentence)


def test_all_that_is_sent_is_taken_before_the_connection_ends(house: House) -> None:
    """Whoever reads the answer only after sending everything gets it too."""
    for _ in range(3):
        answer = requests.post(f"{house.public_url}/es/apply", files={"letter": ("carta.pdf", b"x" * 20_000_000)})
        assert answer.status_code == 413
