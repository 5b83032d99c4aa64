"""The last acts: the programme, the days of the course, the certificates."""

from datetime import date

from deploy.demo.door import Json, Refused
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until


def release_programme(stage: Stage) -> None:
    """The draft made itself when the call opened; it is tried in February, moved back, given experts and released."""
    programme = f"{stage.edition}/programme"
    with stage.show.act("The programme is drafted", 3):
        until("the draft", lambda: drafted(stage))
        stage.show.step()
        carnival, march = stage.calendar.carnival_monday, stage.calendar.starts_on
        _, skipped = draft_from(stage, carnival)
        sure(skipped[0] == carnival.isoformat(), f"Carnival is not passed over: {skipped}")
        stage.show.step()
        days, skipped = draft_from(stage, march)
        sure(skipped == [day.isoformat() for day in stage.calendar.passed_over], f"passed over: {skipped}")
        sure((days[0], days[-1]) == (march.isoformat(), stage.calendar.ends_on.isoformat()), days)
        stage.show.step()
    with stage.show.act("Experts are assigned; it is released"):
        stage.secretariat.post(f"{programme}/experts")
        ready = stage.director.get(programme)
        sure(ready["problems"] == [], ready["problems"])
        stage.told("offer-confirmed", (one for one, status in stage.expected.items() if status == "confirmed"))
        stage.director.change(programme, f"{programme}/release")
        until("the edition to know its programme", lambda: stage.director.get(stage.edition)["programme_version"])


def draft_from(stage: Stage, day: date) -> tuple[list[str], list[str]]:
    """Draft the programme again from a day: the days it meets on, and the holidays it passes over."""
    programme = f"{stage.edition}/programme"
    stage.secretariat.post(f"{programme}/draft", {"starts_on": day.isoformat()})
    laid = stage.secretariat.get(programme)
    return laid["days"], [str(holiday["date"]) for holiday in laid["holidays_skipped"]]


def drafted(stage: Stage) -> Json | None:
    """The programme, as soon as there is one."""
    try:
        return stage.secretariat.get(f"{stage.edition}/programme")
    except Refused as refused:
        if refused.code == "not-found":
            return None
        raise


def hold_sessions(stage: Stage) -> None:
    """The edition starts; attendance of every session is taken and locked; one participant misses too much."""
    stage.director.change(stage.edition, f"{stage.edition}/start")
    taking = sorted(application for application, status in stage.expected.items() if status == "confirmed")
    ordinary = [application for application in taking if stage.who(application).story == ""]
    stage.absentee = min(ordinary, key=lambda application: stage.who(application).row)
    sessions: list[Json] = stage.secretariat.get(f"{stage.edition}/programme")["sessions"]
    with stage.show.act("Sessions are held", len(sessions)):
        first, *others = enumerate(sessions)
        hold(stage, taking, first)
        stage.show.step()
        stage.turns("enrolled", taking)
        stage.show.together(lambda numbered: hold(stage, taking, numbered), others)


def hold(stage: Stage, taking: list[str], numbered: tuple[int, Json]) -> None:
    """One session: the sheet is filled in and locked."""
    number, session = numbered
    sheet = f"/sessions/{session['session_id']}"
    seen = until(f"{len(taking)} names on the sheet", lambda: on_sheet(stage, sheet, taking))
    marks = [mark(application, number, stage) for application in taking]
    filled = stage.secretariat.put(f"{sheet}/attendance", {"version": seen["version"], "marks": marks})
    stage.secretariat.post(f"{sheet}/attendance/lock", {"version": filled["version"]})


def on_sheet(stage: Stage, sheet: str, taking: list[str]) -> Json | None:
    """A session's sheet, once it expects these and nobody else."""
    seen = stage.secretariat.get(sheet)
    expected = {str(row["application_id"]) for row in seen["roster"]}
    return seen if expected == set(taking) else None


def mark(application_id: str, number: int, stage: Stage) -> Json:
    """One line of a sheet: the absentee misses two sessions of five, others are now and then late or excused."""
    row = stage.who(application_id).row
    if application_id == stage.absentee:
        status = "absent" if number % 5 in (2, 4) else "present"
    elif number and (row + number) % 23 == 0:
        status = "excused"
    elif (row * 3 + number) % 11 == 0:
        status = "late"
    else:
        status = "present"
    return {"application_id": application_id, "status": status}


def certify(stage: Stage) -> None:
    """The director approves who completed the course; certificates are made, one is revoked, all can be verified."""
    with stage.show.act("Completion is reckoned"):
        rows = until("every completion", lambda: reckoned(stage))
        failed = [str(row["application_id"]) for row in rows if row["result"] == "fail"]
        sure(failed == [stage.absentee], f"{failed} did not complete the course")
    passed = [str(row["application_id"]) for row in rows if row["result"] == "pass"]
    with stage.show.act("Certificates are made", len(passed)):
        people = stage.director.get(f"{stage.edition}/participants")["participants"]
        names = {str(person["application_id"]): str(person["certificate_name"]) for person in people}
        stage.director.post(f"{stage.edition}/completions/approval", {"names": names})
        until("every certificate", lambda: len(issued(stage)) == len(passed))
    with stage.show.act("One certificate is revoked"):
        revoke(stage)
    with stage.show.act("Certificates are verified", len(passed)):
        stage.show.together(lambda certificate: verify(stage, certificate), all_certificates(stage))


def reckoned(stage: Stage) -> list[Json] | None:
    """The completions of all participants, once none is provisional."""
    rows: list[Json] = stage.director.get(f"{stage.edition}/completions")["rows"]
    taking = [row for row in stage.expected.values() if row == "confirmed"]
    return rows if len(rows) == len(taking) and all(row["status"] == "computed" for row in rows) else None


def issued(stage: Stage) -> list[Json]:
    """The certificates that are signed and stored."""
    return [certificate for certificate in all_certificates(stage) if certificate["status"] == "issued"]


def all_certificates(stage: Stage) -> list[Json]:
    """Every certificate of the edition."""
    found: list[Json] = stage.director.get(f"{stage.edition}/certificates")["certificates"]
    return found


def revoke(stage: Stage) -> None:
    """The director revokes a certificate that was issued by mistake."""
    certificate = next(one for one in issued(stage) if stage.who(str(one["application_id"])).story == "")
    stage.director.post(
        f"/certificates/{certificate['certificate_id']}/revocation",
        {"version": certificate["version"], "reason_class": "error", "note": "Emitido por error."},
    )
    stage.revoked = str(certificate["application_id"])


def verify(stage: Stage, certificate: Json) -> None:
    """Anybody checks a certificate at its public address."""
    shown = stage.public.get(f"/verify/{certificate['verify_id']}")
    status = "revoked" if certificate["application_id"] == stage.revoked else "valid"
    sure((shown["status"], shown["number"]) == (status, certificate["number"]), shown)


def finish(stage: Stage) -> None:
    """The closing day is over: whoever took part has finished, and whoever still waited has no seat."""
    ends = {"confirmed": "finished", "waitlisted": "not_selected"}
    with stage.show.act("The edition is finished"):
        stage.director.change(stage.edition, f"{stage.edition}/finish")
        stage.expected = {application: ends.get(status, status) for application, status in stage.expected.items()}
