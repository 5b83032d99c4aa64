"""How documents are kept: one transaction holds a service's documents, its outbox, its inbox and its replies."""

from shared.storage.database import Database, connect
from shared.storage.documents import Documents
from shared.storage.identity import first_id_at, new_id, now

__all__ = ["Database", "Documents", "connect", "first_id_at", "new_id", "now"]
