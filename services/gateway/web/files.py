"""A file that came with a form, as services take it; what it is, they look at themselves."""

import base64
from typing import Any

from flask import request

from shared.contracts.refusal import Refusal


def sent_file(name: str = "file") -> dict[str, Any]:
    """The file of that field. Refuses when none was chosen."""
    chosen = request.files.get(name)
    if chosen is None or not chosen.filename:
        message = "This is required."
        raise Refusal("invalid", "Some fields need another look.", status=422, fields={name: message})
    return {
        "filename": chosen.filename[-200:],
        "content_type": chosen.mimetype[:100],
        "content_base64": base64.b64encode(chosen.stream.read()).decode(),
    }
