"""Registration: the call, the applications, the nominations, the selection and the waiting list.

Owns:       editions with the texts of their calls, institutions, the calls to them with their nominations, people
            (applicants and focal points) with the matches of those who may be one, applications with their letters,
            offers, seats, promotions with what institutions are asked for them, letters of invitation, the
            selection committee and its reviews, and what was reported about earlier editions.
Publishes:  registration.edition.*, registration.call.*, registration.application.*, registration.nomination.*,
            registration.eligibility.*, registration.alumni.*, registration.person.*, registration.offer.*,
            registration.replacement.*, registration.selection.published, registration.seat.released and,
            internally, registration.contact.updated, registration.institution.updated and registration.review.*.
Listens to: scheduling.programme.released (the course may start), scheduling.participant.arrived (enrols).
Answers:    what staff, applicants and focal points ask through the gateway; see service.py.
"""
