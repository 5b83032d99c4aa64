"""Getting an edition to where a page is of interest, by the HTTP API and the links in emails."""

import base64
import functools
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.demo.door import Door, Json, Refused, SignIn
from deploy.demo.waiting import until
from services.gateway.model.account import Role
from tests.services.gateway.house import PASSWORD, STAFF, House

NOW = datetime.now(UTC)
soon = functools.partial(until, patience=20)
LETTER = base64.b64encode(b"%PDF-1.7 nota verbal").decode()


def door(house: House, role: Role) -> Door:
    """The API for somebody of that role."""
    return Door(house.public_url, SignIn(STAFF[role][0], PASSWORD))


def link_to(secretariat: Door, recipient: str, room: str) -> str:
    """The newest link to that kind of page in an email to that person."""

    def found() -> str | None:
        for row in secretariat.get("/emails", recipient=recipient)["rows"]:
            text = secretariat.get(f"/emails/{row['email_id']}")["text"]
            if link := re.search(rf"https?://\S+?/{room}/[^\s)]+", text):
                return link[0]
        return None

    return soon(f"a link to /{room}/ for {recipient}", found)


def edition_form(ordinal: int) -> Json:
    """Two seats, one for each country; the programme does not lie in the call."""
    return {
        "ordinal": ordinal,
        "year": 2027,
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-15",
        "seats": 2,
        "country_cap": 1,
        "countries": ["BO", "CL", "PY"],
        "application_opens_at": (NOW - timedelta(days=1)).isoformat(),
        "application_closes_at": (NOW + timedelta(days=5)).isoformat(),
        "endorsement_due_on": f"{NOW + timedelta(days=9):%Y-%m-%d}",
        "promotion_cutoff": f"{NOW + timedelta(days=20):%Y-%m-%d}",
    }


def application_form(edition_id: str, given_names: str, first_surname: str, country: str, **other: Any) -> Json:
    """What an official sends; `other` adds to it or changes it."""
    mailbox = re.sub(r"\W+", ".", f"{given_names}.{first_surname}".casefold(), flags=re.ASCII).strip(".")
    return {
        "edition_id": edition_id,
        "given_names": given_names,
        "first_surname": first_surname,
        "email": f"{mailbox}@migraciones.example",
        "language": "es",
        "country": country,
        "institution": "Dirección General de Migraciones",
        "ministry_kind": "interior",
        "position": "Analista",
        "years_experience": 7,
        "field_of_work": "borders",
        "languages_spoken": ["es"],
        **other,
    }


def complete(given_names: str) -> Json:
    """What an application lacks without it."""
    return {
        "motivation": f"Soy {given_names} y trabajo en un paso fronterizo con mucho movimiento todo el año.",
        "focal_point_name": "Rosa Choque",
        "focal_point_email": f"rosa.choque.{given_names.casefold()}@migraciones.example",
        "focal_point_language": "es",
        "letter": {"filename": "nota.pdf", "content_type": "application/pdf", "content_base64": LETTER},
    }


def close_others(house: House) -> None:
    """No edition of another test takes applications any more, so that the public form is about the next one opened."""
    director = door(house, Role.DIRECTOR)
    for edition in director.get("/editions")["editions"]:
        if edition["status"] == "open":
            one = f"/editions/{edition['edition_id']}"
            director.change(one, f"{one}/closing-of-applications")


class Course:
    """One edition whose selection is published: a seat each for Bolivia and Chile, and one Chilean waiting."""

    def __init__(self, house: House, ordinal: int, **changes: Any) -> None:
        close_others(house)
        self.secretariat = door(house, Role.SECRETARIAT)
        self.director = door(house, Role.DIRECTOR)
        self.public = Door(house.public_url)
        self.edition_id = self.director.post("/editions", edition_form(ordinal) | changes)["edition_id"]
        self.api = f"/editions/{self.edition_id}"
        self.page = f"/staff{self.api}"
        self.director.change(self.api, f"{self.api}/opening")

    def publish_selection(self) -> None:
        """Three apply and are endorsed on paper; the one with the least experience has to wait."""
        for given, surname, country, years in (
            ("Wara", "Condori", "BO", 9),
            ("Ayelen", "Huenchumilla", "CL", 8),
            ("Nahuel", "Catrileo", "CL", 2),
        ):
            form = application_form(self.edition_id, given, surname, country, years_experience=years)
            self.public.post("/applications", form | complete(given))
            one = f"/applications/{self.application(surname)['application_id']}"
            answer = {"answer": "endorsed", "evidence": "Nota 12/2027, firmada"}
            self.secretariat.change(one, f"{one}/endorsement", answer)
        self.secretariat.post(f"{self.api}/reviews")
        self.director.change(self.api, f"{self.api}/closing-of-applications")
        self.director.post(f"{self.api}/selection/proposal")
        self.director.change(self.api, f"{self.api}/selection/publication")

    def link(self, surname: str, room: str = "my") -> str:
        """The link that somebody got by email."""
        return link_to(self.secretariat, self.application(surname)["email"], room)

    def application(self, surname: str) -> Json:
        """Somebody's application."""
        (row,) = self.secretariat.get(f"{self.api}/applications", q=surname)["rows"]
        return self.secretariat.get(f"/applications/{row['application_id']}")

    def confirm(self, surname: str) -> None:
        """Somebody takes their seat by their link, unless they have."""
        if self.application(surname)["status"] == "selected":
            my = f"/my/{self.link(surname).rpartition('/')[2]}"
            self.public.change(my, f"{my}/confirmation")

    def programme(self) -> Json:
        """The programme, once it is drafted."""

        def drafted() -> Json | None:
            try:
                return self.secretariat.get(f"{self.api}/programme")
            except Refused as refused:
                if refused.status != 404:
                    raise
                return None

        return soon("a programme", drafted)

    def release_programme(self) -> None:
        """Every session gets an expert, and the programme is released, unless it is."""
        if self.programme()["status"] != "released":
            self.add_experts()
            self.secretariat.post(f"{self.api}/programme/experts")
            self.director.change(f"{self.api}/programme", f"{self.api}/programme/release")

    def add_experts(self) -> None:
        """Two who teach everything, unless they are known."""
        known = {expert["name"] for expert in self.secretariat.get("/experts")["experts"]}
        for name, mailbox in (("Celeste Amarilla", "celeste.amarilla"), ("Iván Paredes Rojas", "ivan.paredes")):
            if name not in known:
                form = {"name": name, "email": f"{mailbox}@oim.example", "language": "es", "country": "PY"}
                self.secretariat.post("/experts", form | {"modules": [1, 2, 3, 4, 5, 6]})

    def roster(self) -> list[str]:
        """Who is expected."""
        first = self.programme()["sessions"][0]["session_id"]
        return [row["application_id"] for row in self.secretariat.get(f"/sessions/{first}")["roster"]]

    def attend_everything(self) -> None:
        """Everybody is present at every session whose sheet is still open, and the sheets are locked."""
        for session in self.programme()["sessions"]:
            if session["attendance"] == "open":
                one = f"/sessions/{session['session_id']}"
                marks = [{"application_id": who, "status": "present"} for who in self.roster()]
                marked = self.secretariat.put(f"{one}/attendance", {"version": session["version"], "marks": marks})
                self.secretariat.post(f"{one}/attendance/lock", {"version": marked["version"]})
