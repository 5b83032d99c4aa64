"""Canaries: what every service publishes once a minute about itself, so that a silent service or a deaf one is noticed."""

from shared.contracts.event import Event
from shared.contracts.texts import Id


class RegistrationCanarySung(Event, name="registration.canary.sung.v1", audience="canary"):
    """Registration, its relay and the broker work."""

    canary_id: Id


class SchedulingCanarySung(Event, name="scheduling.canary.sung.v1", audience="canary"):
    """Scheduling, its relay and the broker work."""

    canary_id: Id


class CertificationCanarySung(Event, name="certification.canary.sung.v1", audience="canary"):
    """Certification, its relay and the broker work."""

    canary_id: Id


class NotificationsCanarySung(Event, name="notifications.canary.sung.v1", audience="canary"):
    """Notifications, its relay and the broker work."""

    canary_id: Id


CANARIES: tuple[type[Event], ...] = (
    RegistrationCanarySung,
    SchedulingCanarySung,
    CertificationCanarySung,
    NotificationsCanarySung,
)
