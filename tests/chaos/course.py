"""The load behind the doors: an edition is led from the end of its call to its certificates, wherever it stands."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.chaos.client import Client, NotDone, Refused
from tests.chaos.history import Json
from tests.chaos.letterbox import Letterbox
from tests.chaos.people import People

EXPERTS = 6
DESKS = 3


class Course:
    """The office. It looks where an edition stands and does what comes next, so it goes on wherever it was left."""

    def __init__(
        self, secretariat: Client, director: Client, people: People, letterbox: Letterbox, stop: threading.Event
    ) -> None:
        self._secretariat = secretariat
        self._director = director
        self._public = secretariat.beside("applicants", signed_in=False)
        self._people = people
        self._letterbox = letterbox
        self._stop = stop

    def lead(self, call: Callable[[], str]) -> None:
        """Lead the oldest edition that is not finished and whose call is not the one that `call` names."""
        while not self._stop.wait(0.3):
            try:
                editions = self._director.get("/editions")["editions"]
                waiting = [one for one in editions if one["status"] not in ("draft", "finished")]
                behind = [one for one in waiting if one["edition_id"] != call()]
                if behind and call():
                    self._advance(min(behind, key=lambda one: int(one["ordinal"])))
            except (NotDone, Refused):
                continue

    def _advance(self, edition: Json) -> None:
        path = f"/editions/{edition['edition_id']}"
        match edition["status"]:
            case "open":
                body = {"version": edition["version"]}
                self._director.tell("close_applications", "POST", f"{path}/closing-of-applications", body)
            case "closed_for_applications" | "selecting":
                self._select(path)
            case "decided":
                self._fill_seats(path)
                self._release(path)
                self._start(path)
            case "running":
                self._hold_sessions(path)
                self._certify(path)

    def _select(self, path: str) -> None:
        self._secretariat.tell("start_reviews", "POST", f"{path}/reviews")
        self._director.tell("propose_selection", "POST", f"{path}/selection/proposal")
        seen = self._director.get(f"{path}/selection")
        if not seen["problems"]:
            version = {"version": seen["edition_version"]}
            self._director.tell("publish_selection", "POST", f"{path}/selection/publication", version)

    def _fill_seats(self, path: str) -> None:
        """Whoever has an offer takes it, but for one a time who declines; a freed seat goes to the next."""
        for place, row in enumerate(self._secretariat.get(f"{path}/applications", status="selected")["rows"]):
            email = str(self._secretariat.get(f"/applications/{row['application_id']}")["email"])
            token = self._letterbox.applicant(email)
            if not token:
                continue
            body: Json = {"version": self._public.get(f"/my/{token}")["version"]}
            if place == 3:
                self._public.tell("decline_offer", "POST", f"/my/{token}/decline", body | {"reason_code": "travel"})
            else:
                self._public.tell("confirm_offer", "POST", f"/my/{token}/confirmation", body)
        for proposal in self._secretariat.get(f"{path}/promotions")["proposals"]:
            body = {"version": proposal["version"]}
            self._secretariat.tell("promote", "POST", f"/promotions/{proposal['proposal_id']}", body)

    def _release(self, path: str) -> None:
        lacking = EXPERTS - len(self._secretariat.get("/experts")["experts"])
        for _ in range(lacking):
            self._secretariat.tell("add_expert", "POST", "/experts", self._people.expert())
        programme = self._director.get(f"{path}/programme")
        if programme["programme_version"]:
            return
        if programme["problems"]:
            self._secretariat.tell("assign_experts", "POST", f"{path}/programme/experts")
        else:
            body = {"version": programme["version"]}
            self._director.tell("release_programme", "POST", f"{path}/programme/release", body)

    def _start(self, path: str) -> None:
        edition = self._director.get(path)
        undecided = self._secretariat.get(f"{path}/applications", status="selected")["rows"]
        freed = self._secretariat.get(f"{path}/promotions")["proposals"]
        if edition["programme_version"] and not undecided and not freed:
            self._director.tell("start_edition", "POST", f"{path}/start", {"version": edition["version"]})

    def _hold_sessions(self, path: str) -> None:
        taking = {str(one["application_id"]) for one in self._director.get(f"{path}/participants")["participants"]}
        sessions = self._secretariat.get(f"{path}/programme")["sessions"]
        unlocked = [str(one["session_id"]) for one in sessions if one["attendance"] != "locked"]
        with ThreadPoolExecutor(DESKS) as desks:
            for desk in range(DESKS):
                clerk = self._secretariat.beside(f"desk-{desk}")
                desks.submit(self._hold_each, clerk, unlocked[desk::DESKS], taking)

    def _hold_each(self, clerk: Client, sessions: list[str], taking: set[str]) -> None:
        for session in sessions:
            if self._stop.is_set():
                return
            try:
                self._hold(clerk, f"/sessions/{session}", taking)
            except (NotDone, Refused):
                continue

    def _hold(self, clerk: Client, path: str, taking: set[str]) -> None:
        """Fill in a sheet, once everybody is on it; the last of the list misses too much."""
        sheet = clerk.get(path)
        if {str(line["application_id"]) for line in sheet["roster"]} != taking:
            return
        absent = sheet["module_no"] in (1, 2) and len(taking) > 1
        marks = [{"application_id": one, "status": "present"} for one in sorted(taking)]
        if absent:
            marks[-1]["status"] = "absent"
        if sheet["marked"] != len(marks):
            body = {"version": sheet["version"], "marks": marks}
            sheet = clerk.tell("mark_attendance", "PUT", f"{path}/attendance", body)
        clerk.tell("lock_attendance", "POST", f"{path}/attendance/lock", {"version": sheet["version"]})

    def _certify(self, path: str) -> None:
        people = self._director.get(f"{path}/participants")["participants"]
        rows = self._director.get(f"{path}/completions")["rows"]
        statuses = [str(row["status"]) for row in rows]
        if len(statuses) != len(people) or "provisional" in statuses:
            return
        if "computed" in statuses:
            names = {str(one["application_id"]): str(one["certificate_name"]) for one in people}
            self._director.tell("approve_completions", "POST", f"{path}/completions/approval", {"names": names})
        certificates = self._director.get(f"{path}/certificates")["certificates"]
        if all(one["status"] == "issued" for one in certificates):
            version = {"version": self._director.get(path)["version"]}
            self._director.tell("finish_edition", "POST", f"{path}/finish", version)
