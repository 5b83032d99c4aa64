"""The doors: pages for staff and for applicants, and the HTTP API.

Owns: staff accounts, their sessions, and the audit of what staff asked for. Nothing about the course.
Asks: registration, scheduling, certification and notifications, by signed commands and queries.
Publishes and listens to: nothing.
"""
