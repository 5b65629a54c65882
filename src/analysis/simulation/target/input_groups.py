"""The uncertain inputs of a simulation, in groups that a reader understands."""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.models.programme import SOURCES

__all__ = ["INPUT_GROUPS", "PRICE_PATH", "InputGroup", "group_of"]

# Not a stream of the draws: which of the price paths, drawn beforehand, a draw takes.
PRICE_PATH = "price path"


class InputGroup(NamedTuple):
    """Random components that vary as one.

    Attributes
    ----------
    name
        As shown to readers.
    components
        Streams of the simulation, each with its rows; None stands for all of them.
    parameters
        Parameters of the scenario that say where these numbers lie and how far they spread.
    """

    name: str
    components: tuple[tuple[str, int | None], ...]
    parameters: tuple[str, ...]


def _whole(*components: str) -> tuple[tuple[str, None], ...]:
    return tuple((component, None) for component in components)


def _share(name: str, stem: str) -> InputGroup:
    return InputGroup(name, _whole(f"{stem}_share"), (f"{stem}_share", f"{stem}_spread"))


def _source(name: str, source: str) -> InputGroup:
    parameters = (f"{source}_realisation_share", *_REALISATION)
    return InputGroup(name, (("realisation", SOURCES.index(source)),), parameters)


_REALISATION = (
    "realisation_dispersion",
    "realisation_ceiling_share",
    "reference_class_weight",
    "inside_view_weight",
)
INPUT_GROUPS = (
    InputGroup(
        "Luck of the whole programme",
        _whole("programme luck"),
        ("realisation_correlation", "realisation_dispersion"),
    ),
    _source("Private money that comes", "extra_budgetary"),
    _source("Federal money that comes", "federal"),
    _source("Regional money that comes", "regional"),
    InputGroup("Delay of clusters", _whole("slip"), ("slip_years", "realisation_correlation")),
    InputGroup("Cost overrun", _whole("overrun"), ("cost_overrun_share", "cost_overrun_spread")),
    InputGroup("Split over clusters", _whole("cluster shares"), ("cluster_concentration",)),
    InputGroup("Prices of investment", _whole(PRICE_PATH), ()),
    InputGroup(
        "Choice of the lens",
        _whole("lens"),
        ("jobs_lens", "zone_record_weight", "panel_response_weight", "capital_intensity_weight"),
    ),
    InputGroup(
        "Cost of a post, all clusters",
        _whole("yield of all clusters"),
        ("cost_per_job_log_sd_prior", "cluster_yield_correlation"),
    ),
    InputGroup(
        "Cost of a post, each cluster",
        _whole("yield of a cluster"),
        ("cost_per_job_log_sd_prior", "cluster_yield_correlation"),
    ),
    InputGroup(
        "Response of the region", _whole("response of the region"), ("panel_horizon_years",)
    ),
    InputGroup(
        "Yield of budget money",
        _whole("budget_money_job_share"),
        ("budget_money_job_share", "budget_money_job_spread"),
    ),
    _share("Deadweight", "deadweight"),
    _share("Displacement", "displacement"),
    _share("Leakage", "leakage"),
    _share("Substitution", "substitution"),
    InputGroup(
        "Local multiplier",
        _whole("local_multiplier"),
        ("local_multiplier", "local_multiplier_spread"),
    ),
    _share("Unemployed at hand", "unemployed_available"),
    _share("Inflow of labour", "labour_inflow"),
    InputGroup(
        "Stock, region to nation",
        _whole("hpw_regional_ratio"),
        ("hpw_regional_ratio", "hpw_regional_spread"),
    ),
    _share("Growth of the stock", "hpw_growth"),
    _share("New jobs that count", "hpw_new"),
    _share("Additional investment", "additional"),
)


def group_of(components: dict[str, int]) -> dict[tuple[str, int], str]:
    """Say to which group each random number of a draw belongs.

    Parameters
    ----------
    components
        Rows of each component.

    Returns
    -------
    dict
        Name of the group by component and row, in the order of `INPUT_GROUPS`. A component of no
        group is one by itself, under its own name.
    """
    grouped = {
        (component, place): group.name
        for group in INPUT_GROUPS
        for component, row in group.components
        for place in _places(row, components.get(component, 0))
    }
    alone = {
        (component, place): component
        for component, rows in components.items()
        for place in range(rows)
        if (component, place) not in grouped
    }
    return grouped | alone


def _places(row: int | None, rows: int) -> Iterable[int]:
    return range(rows) if row is None else range(row, min(row + 1, rows))
