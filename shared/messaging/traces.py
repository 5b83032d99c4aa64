"""Where something failed, fit to be kept and shown: an error's own text may quote a person's data, its place does not."""

import traceback


def scrubbed(error: BaseException) -> str:
    """The calls that led to `error` and the classes of the errors behind it, without anything that they say."""
    chain: list[str] = []
    shown: BaseException | None = error
    while shown is not None:
        chain.append("".join(traceback.format_tb(shown.__traceback__)) + type(shown).__qualname__)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    return "\n\nfrom which came:\n\n".join(reversed(chain))
