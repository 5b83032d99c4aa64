"""Who comes by a link of an email: the link is the key, to one application and one purpose."""

from flask import g

from services.gateway.web.door import door
from shared.contracts.envelope import Actor
from shared.messaging.links import Link, read


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
