"""Scheduling: the programme of an edition, who teaches it and who was there.

Owns:      programmes and their released versions, sessions with their attendance sheets, experts, the roster.
Publishes: programme drafted and released, session published, expert assigned, attendance recorded and locked,
           participant arrived, and (internal) experts' contacts.
Listens:   registration's editions opened and cancelled; offers confirmed and whatever takes a person off the roster.
Answers:   the programme (staff's and the public one), experts, one session's sheet, and what waits for whom.
"""
