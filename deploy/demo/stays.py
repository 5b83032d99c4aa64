"""Stays: what participants say about themselves once they have a seat, and the letter for the consulate."""

from datetime import timedelta

from deploy.demo.door import Json
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure


def prepare(stage: Stage, guests: list[str]) -> None:
    """A few say everything that their stay needs; one of them has a letter made."""
    with stage.show.act("Participants say what their stay needs", len(guests)):
        stage.show.together(lambda application: say(stage, application), guests)
        own = stage.director.get(f"/applications/{guests[0]}/details")
        sure(own["missing"] == [] and "passport" not in own, "others than the secretariat read a passport")
    with stage.show.act("A letter for the consulate is made"):
        door = stage.my(guests[0])
        made = stage.public.post(f"{door}/letter")["letter"]
        sure(stage.public.file(f"{door}/letter/pdf").startswith(b"%PDF-"), "the letter is no PDF")
        checked = stage.public.get(f"/letters/{made['verify_id']}")
        sure((checked["number"], checked["standing"]) == (made["number"], "valid"), checked)


def say(stage: Stage, application_id: str) -> None:
    """Everything, part by part, by the link."""
    door, said = f"{stage.my(application_id)}", parts(stage, application_id)
    answers = [stage.public.post(f"{door}/details/{part}", about) for part, about in said.items()]
    sure(answers[-1]["missing"] == [], answers[-1])


def parts(stage: Stage, application_id: str) -> dict[str, Json]:
    """What one of them says."""
    official, calendar = stage.who(application_id), stage.calendar
    mine = stage.public.get(stage.my(application_id))
    return {
        "passport": {
            "number": f"{official.country}{official.row:07}",
            "country": official.country,
            "expires_on": (calendar.ends_on + timedelta(days=900)).isoformat(),
            "visa_needed": official.row % 2 == 0,
        },
        "emergency": {"name": official.focal_point_name, "phone": "+54 223 555 0199", "relation": "Oficina"},
        "needs": {"diet": "Sin gluten", "accessibility": ""},
        "travel": {
            "arrives_on": (calendar.starts_on - timedelta(days=1)).isoformat(),
            "leaves_on": (calendar.ends_on + timedelta(days=1)).isoformat(),
        },
        "certificate": {"certificate_name": mine["certificate_name"]},
    }
