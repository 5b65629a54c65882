"""Parameters in groups a reader can hold in mind, and the parameters in which two cases part."""

from collections.abc import Mapping

import pandas as pd

from analysis.scenario import Scenario, parameter_table

__all__ = [
    "GROUPS",
    "NAMES",
    "SAMPLING",
    "differing_groups",
    "differing_parameters",
    "parameters_by_scenario",
]

# In the order in which the model uses them, from the case to what is counted.
GROUPS: dict[str, tuple[str, ...]] = {
    "region and clusters": ("programme", "region"),
    "information set": ("as_of", "price_year"),
    "target": ("target_jobs", "target_reading"),
    "money promised": ("investment_need_rub_bn", "extra_budgetary_share", "federal_budget_share"),
    "timing": (
        "horizon",
        "programme_start",
        "programme_end",
        "spend_curve_alpha",
        "spend_curve_beta",
        "slip_years",
        "job_lag_years",
    ),
    "money that comes": (
        "extra_budgetary_realisation_share",
        "federal_realisation_share",
        "regional_realisation_share",
        "reference_class_weight",
        "inside_view_weight",
        "realisation_ceiling_share",
        "realisation_dispersion",
        "realisation_correlation",
        "additional_share",
        "additional_spread",
    ),
    "cost of a post": (
        "cluster_concentration",
        "cost_overrun_share",
        "cost_overrun_spread",
        "jobs_lens",
        "zone_record_weight",
        "panel_response_weight",
        "capital_intensity_weight",
        "panel_horizon_years",
        "cluster_yield_correlation",
        "cost_per_job_log_sd_prior",
        "budget_money_job_share",
        "budget_money_job_spread",
    ),
    "losses": (
        "deadweight_share",
        "deadweight_spread",
        "displacement_share",
        "displacement_spread",
        "leakage_share",
        "leakage_spread",
        "substitution_share",
        "substitution_spread",
    ),
    "local multiplier": ("local_multiplier", "local_multiplier_spread"),
    "labour supply": (
        "unemployed_available_share",
        "unemployed_available_spread",
        "labour_inflow_share",
        "labour_inflow_spread",
    ),
    "high-productivity stock": (
        "hpw_regional_ratio",
        "hpw_regional_spread",
        "hpw_growth_share",
        "hpw_growth_spread",
        "hpw_new_share",
        "hpw_new_spread",
    ),
    "synthetic control": (
        "counterfactual_outcome",
        "treated_from",
        "donor_pool",
        "fit_largest_misfit_share",
        "fit_fewest_years",
    ),
}
NAMES = ("programme", "scenario_name")
SAMPLING = ("draws", "seed")
_GROUP = {name: group for group, names in GROUPS.items() for name in names}


def differing_parameters(a: Scenario, b: Scenario) -> pd.DataFrame:
    """Tabulate the parameters in which two scenarios differ.

    Parameters
    ----------
    a, b
        Resolved scenarios.

    Returns
    -------
    DataFrame
        One row a parameter, in the order of the schema; columns parameter, kind (``name`` of a
        file, ``assumption`` or ``sampling``), group (empty where the parameter is in none), unit,
        a, b.
    """
    units = parameter_table().set_index("name")["unit"]
    rows = [
        (name, _kind(name), _GROUP.get(name, ""), units[name], getattr(a, name), getattr(b, name))
        for name in units.index
        if getattr(a, name) != getattr(b, name)
    ]
    columns = ["parameter", "kind", "group", "unit", "a", "b"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def differing_groups(a: Scenario, b: Scenario) -> list[str]:
    """List the groups in which two scenarios differ, in the order of `GROUPS`.

    Parameters
    ----------
    a, b
        Resolved scenarios.

    Returns
    -------
    list of str
        Draws, seed and the name of the scenario are in no group.
    """
    found = set(differing_parameters(a, b)["group"])
    return [group for group in GROUPS if group in found]


def parameters_by_scenario(cases: Mapping[str, Scenario]) -> pd.DataFrame:
    """Tabulate the parameters in which not all of several scenarios agree.

    Parameters
    ----------
    cases
        Resolved scenarios by label.

    Returns
    -------
    DataFrame
        One row a parameter, in the order of the schema and without the scenarios' names; columns
        parameter, unit, group, then one a label.
    """
    units = parameter_table().set_index("name")["unit"]
    rows = []
    for name in units.index.drop("scenario_name"):
        values = {label: getattr(case, name) for label, case in cases.items()}
        if len(set(values.values())) > 1:
            rows.append((name, units[name], _GROUP.get(name, ""), *values.values()))
    return pd.DataFrame(rows, columns=["parameter", "unit", "group", *cases], dtype=object)


def _kind(name: str) -> str:
    if name in NAMES:
        return "name"
    return "sampling" if name in SAMPLING else "assumption"
