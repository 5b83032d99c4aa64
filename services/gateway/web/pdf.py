"""A stored certificate as a download."""

import base64

from flask import Response


def pdf_answer(stored: dict[str, str]) -> Response:
    """Byte for byte what was signed."""
    answer = Response(base64.b64decode(stored["content_base64"]), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=stored["filename"])
    return answer
