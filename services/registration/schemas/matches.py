"""What is asked about people who may be one."""

from marshmallow import Schema

from services.registration.model.match import MatchStatus
from services.registration.schemas import words


class ListMatches(Schema):
    """A page of the pairs of one status."""

    status = words.choice(tuple(MatchStatus), load_default=MatchStatus.SUSPECTED.value)
    after = words.Text(longest=64, load_default="")
    limit = words.number(least=1, most=200, load_default=50)


class OfMatch(Schema):
    """Something about one pair."""

    match_id = words.key()


class OfPerson(Schema):
    """Something about one person."""

    person_id = words.key()


class DecideMatch(OfMatch):
    """A decision on the pair as the page showed it, with its reason."""

    version = words.version()
    reason = words.Text(longest=2000, lines=True, required=True)
