"""What axe-core finds in a page that would keep somebody out: nothing serious, nothing critical."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
KEEPS_OUT = ("serious", "critical")
TELEPHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
BY_LAYOUT = ["color-contrast", "scrollable-region-focusable", "target-size"]
BY_WORDS = [
    *("document-title", "html-has-lang", "html-lang-valid", "valid-lang", "button-name", "link-name", "label"),
    *("select-name", "input-button-name", "summary-name", "aria-command-name", "aria-input-field-name", "image-alt"),
    *("empty-heading", "empty-table-header", "frame-title", "target-size"),
]
RUN = """async (options) => (await axe.run({resultTypes: ["violations"], preload: false, ...options})).violations
    .map(found => [found.impact, found.id, found.nodes.map(node => node.html.slice(0, 160)).slice(0, 3)])"""

Found = tuple[str, list[str]]


def barriers(page: Page, *, only_words: bool = False) -> list[Found]:
    """Each rule that is broken, with some of the elements that break it.

    Every rule on a telephone, and on a desk those that depend on the layout. only_words: the page was looked at in
    another language, so what does not depend on its words is the same.
    """
    page.set_viewport_size(TELEPHONE)
    page.evaluate(SCRIPT)
    found = page.evaluate(RUN, {"runOnly": BY_WORDS} if only_words else {})
    if not only_words:
        page.set_viewport_size(DESK)
        found += page.evaluate(RUN, {"runOnly": BY_LAYOUT})
    return sorted({rule: elements for impact, rule, elements in found if impact in KEEPS_OUT}.items())


def barriers_beside(page: Page) -> list[Found]:
    """The same of a page that is read without JavaScript, which axe-core needs: it is opened once more beside."""
    assert page.context.browser is not None
    context = page.context.browser.new_context(locale="es-AR", storage_state=page.context.storage_state())
    beside = context.new_page()
    beside.goto(page.url)
    found = barriers(beside)
    context.close()
    return found
