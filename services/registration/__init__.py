"""Registration: the call, the applications, the nominations, the selection and the waiting list.

Owns:       editions, people (applicants and focal points), applications with their letters, offers, seats, promotions,
            the selection committee and its reviews.
Publishes:  registration.edition.*, registration.application.*, registration.nomination.*, registration.eligibility.*,
            registration.offer.*, registration.selection.published, registration.seat.released and, internally,
            registration.contact.updated and registration.review.*.
Listens to: scheduling.programme.released (the course may start), scheduling.participant.arrived (enrols).
Answers:    what staff, applicants and focal points ask through the gateway; see service.py.
"""
