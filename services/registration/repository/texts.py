"""Where the texts of calls are kept, apart from the editions that they are about."""

from services.registration.model.texts import Texts
from shared.contracts.refusal import Refusal
from shared.storage import Database, Documents


class CallTexts:
    """Texts by the id of their edition."""

    def __init__(self, database: Database) -> None:
        self._documents = Documents(database, "call_texts", Texts)

    def create_indexes(self) -> None:
        """Found by id alone."""
        self._documents.create()

    def of(self, edition_id: str) -> Texts:
        """The texts of an edition; empty ones when nothing was written."""
        return self._documents.find_one({"_id": edition_id}) or Texts(id=edition_id)

    def get(self, edition_id: str, *, version: int) -> Texts:
        """The texts as the page showed them, or a refusal when it was stale."""
        if version == 0 and self._documents.find_one({"_id": edition_id}) is None:
            return Texts(id=edition_id)
        return self._documents.get(edition_id, version=version)

    def keep(self, texts: Texts) -> Texts:
        """Keep the first or the next version; of two who write the first ones at once, the second was stale."""
        if texts.version:
            return self._documents.save(texts)
        try:
            return self._documents.add(texts)
        except Refusal as refusal:
            raise Refusal("stale", "Somebody else has written the first texts in the meantime.") from refusal
