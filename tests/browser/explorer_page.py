"""What a reader does on the explorer's page, and reads from it."""

import json

from playwright.sync_api import Page, expect

__all__ = ["amounts", "figure", "kernel_of", "reset", "settle", "slide", "unfold"]

FRESH = "Nothing is changed"
# Two kernels and two pages may share the processors with the other half of the tests.
expect.set_options(timeout=30_000)


def reset(page: Page) -> None:
    """Go back to the central case, and wait until it is counted."""
    choice = page.locator(".tomsk-scenario_name select")
    if "Central case" not in choice.locator("option:checked").inner_text():
        choice.select_option(label="Central case (central)")
    page.get_by_role("button", name="Reset to the file").click()
    expect(page.locator(".tomsk-answer")).to_contain_text(FRESH)
    settle(page)
    # Written once all draws are counted.
    expect(page.locator(".tomsk-explorer")).to_contain_text("scenario central, programme")


def settle(page: Page) -> None:
    """Wait until all draws are counted."""
    expect(page.locator(".tomsk-answer .count")).to_contain_text("All 3,000 draws")


def unfold(page: Page, title: str) -> None:
    """Press a heading, unless what is below it is shown already."""
    heading = page.locator("button.tomsk-heading", has_text=title)
    if heading.get_attribute("aria-expanded") != "true":
        heading.click()
    expect(heading).to_have_attribute("aria-expanded", "true")


def slide(page: Page, name: str, key: str) -> float:
    """Move a slider by keyboard and wait until all draws are counted; returns its value."""
    row = page.locator(f".tomsk-{name}")
    handle = row.locator(".noUi-handle")
    handle.focus()
    page.keyboard.press(key)
    expect(row.locator(".note")).to_contain_text("changed")
    expect(page.locator(".tomsk-answer")).to_contain_text(f"({name})")
    settle(page)
    return float(row.locator("input").input_value())


def amounts(page: Page) -> dict[str, str]:
    """What each row of the answer says now, the words as shown."""
    rows = page.locator(".tomsk-tables tbody tr").all()
    return {
        row.locator("th").inner_text(): row.locator("td strong").first.inner_text() for row in rows
    }


def figure(text: str) -> float:
    return float(text.replace(",", "").removesuffix(" %"))


def kernel_of(page: Page) -> str:
    return str(json.loads(page.locator("#jupyter-config-data").text_content() or "")["kernelId"])
