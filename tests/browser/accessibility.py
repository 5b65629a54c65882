"""axe-core's verdict on a page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

__all__ = ["AXE", "serious_violations"]

AXE = Path(__file__).parent / "axe" / "axe.min.js"
GRAVE = {"serious", "critical"}


def serious_violations(page: Page) -> list[str]:
    """Rules of WCAG and good practice that a page breaks seriously, with the elements at fault."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    )
    return [_words(rule) for rule in found if rule["impact"] in GRAVE]


def _words(rule: dict[str, Any]) -> str:
    places = "; ".join(str(node["target"][0]) for node in rule["nodes"][:5])
    return f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])} times): {rule['help']}: {places}"
