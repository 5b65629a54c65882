"""How the scored figures are spoken of."""

from analysis.models.programme import SOURCES

__all__ = ["bound_words", "item_words", "subject_words", "unit_words"]

_WORDS = {
    "employment": "employed, with the programme",
    "employment_without": "employed, without the programme",
    "investment": "investment, with the programme",
    "investment_without": "investment, without the programme",
    "real_investment": "real investment, with the programme",
    "real_grp": "real gross regional product",
    "money": "programme money since the start",
    "money by source": "money of each source, jointly",
    "nothing": "nothing",
    "national_hpw": "high-productivity posts, Russia",
    "grp": "gross regional product, nominal",
    "all": "all of them",
}
_WORDS |= {f"money_{source}": f"{source.replace('_', '-')} money" for source in SOURCES}


_SUBJECTS = {
    "ino_tomsk": "INO Tomsk",
    "russia": "Russia",
    "sez_russia_total": "all zones of Russia",
}
_UNITS = {
    "count": "number",
    "RUB_bn": "RUB bn",
    "USD_mn": "USD mn",
    "jobs_mn": "mn posts",
    "percent": "per cent",
}
_BOUNDS = {
    "lower_bound": "or more",
    "upper_bound": "or less, measured later",
    "late": "measured later",
    "inexact": "from rounded figures",
}


def subject_words(subject: str) -> str:
    """Return words for who promised or reported.

    Parameters
    ----------
    subject
        As in the promise table, such as ``sez_technopolis_moscow``.

    Returns
    -------
    str
        Such as ``zone Technopolis Moscow``.
    """
    if subject in _SUBJECTS:
        return _SUBJECTS[subject]
    zone, name = subject.startswith("sez_"), subject.removeprefix("sez_").replace("_", " ").title()
    return f"zone {name}" if zone else name


def unit_words(unit: str) -> str:
    """Return words for a unit of the data.

    Parameters
    ----------
    unit
        Such as ``RUB_bn``.

    Returns
    -------
    str
        Such as ``RUB bn``.
    """
    return _UNITS.get(unit, unit.replace("_", " "))


def bound_words(bound: str) -> str:
    """Return what is said behind a figure that is not exact.

    Parameters
    ----------
    bound
        Such as ``lower_bound``.

    Returns
    -------
    str
        Such as ``or more``; empty for an exact figure.
    """
    return _BOUNDS.get(bound, "")


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
    zone = subject_words(name)
    return f"{zone}, {rest}" if name is family else f"{zone}, cost per post"
