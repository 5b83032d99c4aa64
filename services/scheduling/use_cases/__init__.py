"""What staff and events can cause in scheduling, one file per noun."""

from services.scheduling.use_cases import actions, attendance, experts, programme, roster

__all__ = ["actions", "attendance", "experts", "programme", "roster"]
