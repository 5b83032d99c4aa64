"""The rules of the programme: working days, modules, sessions, experts, attendance, release. Plain Python, no clock."""
