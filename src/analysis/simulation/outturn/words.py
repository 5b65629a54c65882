"""How the scored figures are spoken of."""

from analysis.models.programme import SOURCES

__all__ = ["item_words"]

_WORDS = {
    "employment": "employed, with the programme",
    "employment_without": "employed, without the programme",
    "investment": "investment, with the programme",
    "investment_without": "investment, without the programme",
    "real_investment": "real investment, with the programme",
    "real_grp": "real gross regional product",
    "money": "programme money since the start",
    "national_hpw": "high-productivity posts, Russia",
    "grp": "gross regional product, nominal",
    "all": "all of them",
}
_WORDS |= {f"money_{source}": f"{source.replace('_', '-')} money" for source in SOURCES}


def item_words(item: str) -> str:
    """Return words for an item.

    Parameters
    ----------
    item
        As in `analysis.simulation.outturn.outturns`.

    Returns
    -------
    str
        Such as ``employed, with the programme``; zones are named.
    """
    if item in _WORDS:
        return _WORDS[item]
    family, colon, rest = item.partition(": ")
    if not colon:
        return item.replace("_", " ")
    name = family if family.startswith("sez_") else rest
    zone = "zone " + name.removeprefix("sez_").replace("_", " ").title()
    return f"{zone}, {rest}" if name is family else f"{zone}, cost per post"
