"""The catalogue of events: public, in each language, without scripts, and the same as what is generated."""

import html
import json
import re

import pytest
from flask import Flask

from deploy import contracts
from services.gateway.web.language import PUBLIC_LANGUAGES

PUBLISHED = {event.name: event for event in contracts.events()}
ISSUED = "certification.certificate.issued.v1"


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page)


@pytest.mark.feature("E12")
@pytest.mark.parametrize("language", PUBLIC_LANGUAGES)
def test_the_catalogue_leads_to_every_event_without_a_script(app: Flask, language: str) -> None:
    answer = app.test_client().get(f"/{language}/events")

    pages = [link for link in links(answer.text) if link.startswith(f"/{language}/events/")]
    assert pages == [f"/{language}/events/{name}" for name in sorted(PUBLISHED)]
    assert "<script" not in answer.text
    assert all(event.__doc__ in answer.text.replace("&#39;", "'") for event in PUBLISHED.values())


@pytest.mark.feature("E12")
@pytest.mark.parametrize("name", PUBLISHED)
def test_an_event_has_a_page_with_its_schema_and_an_example_that_fits_it(app: Flask, name: str) -> None:
    client = app.test_client()
    page = client.get(f"/en/events/{name}").text
    (address,) = (link for link in links(page) if link.endswith(".json"))
    schema = client.get(address)
    shown = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)

    assert (address, schema.mimetype) == (f"/events/schemas/{name}.json", "application/schema+json")
    assert shown is not None
    assert list(contracts.misfits(json.loads(html.unescape(shown[1])), PUBLISHED[name])) == []
    assert schema.json["title"] == name


@pytest.mark.feature("E12")
def test_a_page_says_whose_the_event_is_who_hears_it_and_which_emails_follow(app: Flask) -> None:
    page = app.test_client().get(f"/en/events/{ISSUED}").text
    pairs = {label: re.sub(r"<[^>]+>", "", value) for label, value in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)}

    assert pairs == {
        "Published by": "certification",
        "Heard by": "notifications",
        "Emails": "certificate-issued (Applicant)",
        "Data": "Ids that stand for a person, and nothing that says who",
        "Other systems find it in": "cimi.events.log, ext.example.inbox",
        "Routing key": f"cimi.events / {ISSUED}",
        "Subject, by its field": "certificate_id",
        "JSON Schema": f"{ISSUED}.json",
    }


@pytest.mark.feature("E11")
def test_an_internal_event_is_said_to_be_one_and_to_be_in_no_queue_of_others(app: Flask) -> None:
    page = app.test_client().get("/es/events/registration.contact.updated.v1").text

    assert "Datos personales; solo para las notificaciones" in page
    assert "ninguna cola suya" in page


def test_the_asyncapi_document_is_there_and_leads_to_schemas_that_are(app: Flask) -> None:
    client = app.test_client()
    document = client.get("/events/asyncapi.json").json
    addresses = {message["payload"]["$ref"] for message in document["components"]["messages"].values()}

    assert document["asyncapi"] == "3.0.0"
    assert {client.get(f"/events/{address}").status_code for address in addresses} == {200}


def test_the_page_of_the_api_and_the_front_page_lead_to_the_events(app: Flask) -> None:
    client = app.test_client()

    assert "/events" in links(client.get("/api/v1/docs").text)
    assert "/fr/events" in links(client.get("/fr/events").text)
    assert client.get("/events", headers={"Accept-Language": "pt"}).location == "/pt/events"


@pytest.mark.parametrize(
    "path", ["/en/events/imagined.hall.booked.v1", "/events/schemas/../catalogue.json", "/events/schemas/nothing.json"]
)
def test_what_is_not_there_is_not_found(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404
