"""A stored letter as a download."""

import base64

from flask import Response


def letter_answer(stored: dict[str, str]) -> Response:
    """Byte for byte what was sent; never shown within our pages, since anybody may have made it."""
    answer = Response(base64.b64decode(stored["content_base64"]), mimetype=stored["content_type"])
    answer.headers.set("Content-Disposition", "attachment", filename=stored["filename"])
    return answer
