"""Overrides that switch uncertainty or losses off."""

CERTAIN = {
    "extra_budgetary_realisation_share": 1.0,
    "federal_realisation_share": 1.0,
    "regional_realisation_share": 1.0,
    "realisation_dispersion": 0.0,
    "reference_class_weight": 0.0,
    "slip_years": 0.0,
}
NOTHING_LOST = {
    f"{name}_{part}": 0.0
    for name in ("deadweight", "displacement", "leakage", "substitution")
    for part in ("share", "spread")
} | {"local_multiplier": 0.0, "local_multiplier_spread": 0.0}
# Every ruble makes posts, whatever its source, in the year it is spent.
EVERY_RUBLE = {
    "budget_money_job_share": 1.0,
    "budget_money_job_spread": 0.0,
    "job_lag_years": 0,
}
