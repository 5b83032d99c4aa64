"""The load at the public doors: a call is open, officials apply, institutions answer, the secretariat looks through."""

import contextlib
import random
import threading
from datetime import UTC, datetime, timedelta

from deploy.demo import dates
from tests.chaos.client import Client, NotDone, Refused
from tests.chaos.history import Json
from tests.chaos.letterbox import Letterbox
from tests.chaos.people import People

SEATS = {"seats": 4, "country_cap": 2}


class Call:
    """One edition while it takes applications. stop: set when the load is to end."""

    def __init__(self, people: People, letterbox: Letterbox, chance: random.Random, stop: threading.Event) -> None:
        self.edition_id = ""
        self._people = people
        self._letterbox = letterbox
        self._chance = chance
        self._stop = stop

    def open(self, director: Client) -> None:
        """Set the next edition up and open its call, however often that has to be tried."""
        form: Json = {}
        while not self._stop.is_set():
            try:
                taken = {int(one["ordinal"]): one for one in director.get("/editions")["editions"]}
                form = form or dates.calendar(ordinals=set(taken), now=datetime.now(UTC)).form() | SEATS
                made = taken.get(int(str(form["ordinal"])))
                if made is None:
                    director.tell("create_edition", "POST", "/editions", form)
                    continue
                edition = f"/editions/{made['edition_id']}"
                if made["status"] == "draft":
                    director.tell("open_edition", "POST", f"{edition}/opening", {"version": made["version"]})
                    continue
                self.edition_id = str(made["edition_id"])
                return
            except (NotDone, Refused):
                self._stop.wait(0.5)

    def apply(self, clerk: Client) -> None:
        """One official's form after the other is sent for them: only staff are answered which application it became."""
        while not self._stop.is_set():
            form = self._people.official(self.edition_id)
            with contextlib.suppress(NotDone, Refused):
                clerk.tell("submit_application", "POST", "/applications", form)
            self._stop.wait(self._chance.uniform(0.6, 1.6))

    def answer(self, public: Client) -> None:
        """Focal points open their links and answer; now and then one says no, now and then an applicant gives up."""
        while not self._stop.wait(0.2):
            for token in self._letterbox.endorsements():
                says_no = self._chance.random() < 0.05
                what, word = ("refuse_to_endorse", "refused") if says_no else ("endorse", "endorsed")
                try:
                    public.tell(what, "POST", f"/endorsements/{token}", {"answer": word})
                    if self._chance.random() < 0.05:
                        self._withdraw(public)
                except (NotDone, Refused):
                    pass
                if self._stop.is_set():
                    return

    def _withdraw(self, public: Client) -> None:
        door = f"/my/{self._letterbox.any_applicant(self._chance)}"
        body = {"version": public.get(door)["version"], "reason_code": "duty"}
        public.tell("withdraw_application", "POST", f"{door}/withdrawal", body)

    def look_through(self, secretariat: Client) -> None:
        """The secretariat sends an application back, or sets one aside; who got theirs back sends it again."""
        while not self._stop.wait(self._chance.uniform(1.0, 3.0)):
            try:
                rows = secretariat.get(f"/editions/{self.edition_id}/applications", status="submitted")["rows"]
                if rows:
                    self._look_at(secretariat, self._chance.choice(rows))
                returned = secretariat.get(f"/editions/{self.edition_id}/applications", status="returned")["rows"]
                for row in returned[:1]:
                    self._send_again(secretariat, str(row["application_id"]))
            except (NotDone, Refused):
                pass

    def _look_at(self, secretariat: Client, row: Json) -> None:
        path, version = f"/applications/{row['application_id']}", {"version": row["version"]}
        if self._chance.random() < 0.7:
            due = (datetime.now(UTC) + timedelta(days=9)).isoformat()
            body = {"reason": "Falta una firma.", "due_at": due, **version}
            secretariat.tell("return_application", "POST", f"{path}/return", body)
        else:
            body = {"reason_code": "experience", "note": "", **version}
            secretariat.tell("mark_ineligible", "POST", f"{path}/ineligibility", body)

    def _send_again(self, secretariat: Client, application_id: str) -> None:
        email = str(secretariat.get(f"/applications/{application_id}")["email"])
        token = self._letterbox.applicant(email)
        if token:
            applicant = secretariat.beside("applicant", signed_in=False)
            body = {"version": applicant.get(f"/my/{token}")["version"], "position": "Jefatura de oficina"}
            applicant.tell("resubmit_application", "POST", f"/my/{token}/resubmission", body)
