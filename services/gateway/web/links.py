"""Who comes by a link of an email: the link is the key, to one application and one purpose."""

from flask import g

from services.gateway.web.door import door
from shared.contracts.envelope import Actor
from shared.messaging.links import Link, read, sign


def enter_as_applicant(token: str) -> Link:
    """From here on the applicant acts. Refuses with `link-forged` or `link-expired`."""
    link = read(door().link_key, token, "my")
    g.link_actor = Actor(kind="applicant", id=link.application_id, role="applicant")
    return link


def enter_as_focal_point(token: str) -> Link:
    """From here on the institution's contact acts. Refuses like above."""
    link = read(door().link_key, token, "endorse")
    g.link_actor = Actor(kind="focal_point", id=link.person_id, role="focal_point")
    return link


def enter_as_called(token: str) -> str:
    """From here on the focal point of an institution acts; answers the id of its call. Refuses like above."""
    link = read(door().link_key, token, "call")
    g.link_actor = Actor(kind="focal_point", id=link.person_id, role="focal_point")
    return link.application_id


def call_token(call_id: str, person_id: str) -> str:
    """The token of the page on which this focal point answers a call."""
    return sign(door().link_key, "call", call_id, person_id)


def enter_as_replacing(token: str) -> str:
    """From here on the focal point acts who is asked about a freed seat; answers its id. Refuses like above."""
    link = read(door().link_key, token, "replacement")
    g.link_actor = Actor(kind="focal_point", id=link.person_id, role="focal_point")
    return link.application_id


def enter_as_nominated(token: str) -> str:
    """From here on somebody who was nominated acts; answers the id of the nomination. Refuses like above."""
    nomination_id = read(door().link_key, token, "nominated").application_id
    g.link_actor = Actor(kind="applicant", id=nomination_id, role="applicant")
    return nomination_id


def enter_as_drafter(token: str) -> str:
    """From here on somebody who has begun an application acts; answers the id of the draft. Refuses like above."""
    draft_id = read(door().link_key, token, "draft").application_id
    g.link_actor = Actor(kind="applicant", id=draft_id, role="applicant")
    return draft_id


def draft_token(draft_id: str, person_id: str) -> str:
    """The token of the page on which somebody goes on with a draft."""
    return sign(door().link_key, "draft", draft_id, person_id)


def my_token(application_id: str, person_id: str) -> str:
    """The token of an applicant's own page, for somebody who has just come by a link of theirs."""
    return sign(door().link_key, "my", application_id, person_id)
