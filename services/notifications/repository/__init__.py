"""Where notifications keeps its emails and what it knows; the only code here that speaks to MongoDB."""

from services.notifications.repository.emails import Emails
from services.notifications.repository.known import Known

__all__ = ["Emails", "Known"]
