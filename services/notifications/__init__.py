"""Notifications: one fact in, at most one email out.

Owns: emails (the register of what was sent, with the exact text), and what it knows of others' facts: contacts,
    applications, editions, programmes and sessions.
Publishes: notifications.email.accepted, failed, superseded.
Listens to: every fact in `model/status_emails.py`, and what is needed to word them: editions, sessions, contacts.
Answers: emails, email, next_actions, resend_email. Its sender is a process of its own: `sender.py`.
"""
