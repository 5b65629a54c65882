"""Short words for the parameters of a scenario, for the labels of figures and for sentences."""

__all__ = ["PARAMETER_WORDS", "parameter_words"]

# A test holds these names to those of the schema.
PARAMETER_WORDS = {
    "programme": "programme",
    "scenario_name": "scenario",
    "region": "region",
    "as_of": "information set",
    "horizon": "horizon",
    "target_jobs": "workplaces promised",
    "target_reading": "reading of the target",
    "investment_need_rub_bn": "money promised",
    "extra_budgetary_share": "private part of the money",
    "federal_budget_share": "federal part of budget money",
    "programme_start": "start of the programme",
    "programme_end": "end of the programme",
    "price_year": "price year",
    "spend_curve_alpha": "shape of spending, early years",
    "spend_curve_beta": "shape of spending, late years",
    "slip_years": "delay of the money",
    "extra_budgetary_realisation_share": "private money that comes",
    "federal_realisation_share": "federal money that comes",
    "regional_realisation_share": "regional money that comes",
    "reference_class_weight": "weight of the reference class",
    "inside_view_weight": "weight of the inside view",
    "cluster_concentration": "evenness of the clusters",
    "realisation_ceiling_share": "most money that can come",
    "realisation_dispersion": "spread of money that comes",
    "realisation_correlation": "common luck of the sources",
    "cost_overrun_share": "cost overrun",
    "cost_overrun_spread": "spread of the cost overrun",
    "additional_share": "additional part of the money",
    "additional_spread": "spread of the additional part",
    "jobs_lens": "choice of the lens",
    "zone_record_weight": "weight of the zone record",
    "panel_response_weight": "weight of the panel response",
    "capital_intensity_weight": "weight of capital intensity",
    "panel_horizon_years": "years of the panel response",
    "cluster_yield_correlation": "likeness of the clusters' costs",
    "cost_per_job_log_sd_prior": "prior spread of the cost of a post",
    "budget_money_job_share": "yield of a budget ruble",
    "budget_money_job_spread": "spread of the budget yield",
    "job_lag_years": "years from spending to post",
    "unemployed_available_share": "unemployed at hand",
    "unemployed_available_spread": "spread of the unemployed at hand",
    "labour_inflow_share": "inflow of labour a year",
    "labour_inflow_spread": "spread of the inflow of labour",
    "deadweight_share": "deadweight",
    "deadweight_spread": "spread of deadweight",
    "displacement_share": "displacement",
    "displacement_spread": "spread of displacement",
    "leakage_share": "leakage",
    "leakage_spread": "spread of leakage",
    "substitution_share": "substitution",
    "substitution_spread": "spread of substitution",
    "local_multiplier": "local multiplier",
    "local_multiplier_spread": "spread of the local multiplier",
    "hpw_regional_ratio": "density of the stock, region to nation",
    "hpw_regional_spread": "spread of the stock's density",
    "hpw_growth_share": "growth of the stock a year",
    "hpw_growth_spread": "spread of the stock's growth",
    "hpw_new_share": "new jobs that count in the stock",
    "hpw_new_spread": "spread of new jobs that count",
    "counterfactual_outcome": "outcome of the counterfactual",
    "treated_from": "first treated year",
    "donor_pool": "pool of donors",
    "fit_largest_misfit_share": "largest misfit of a donor fit",
    "fit_fewest_years": "fewest years of a donor fit",
    "draws": "draws",
    "seed": "seed",
}


def parameter_words(name: str) -> str:
    """Give a parameter's name in words.

    Parameters
    ----------
    name
        A parameter of the scenario, or any other label.

    Returns
    -------
    str
        Short words; of a label that is no parameter, the label with blanks.
    """
    return PARAMETER_WORDS.get(name, name if " " in name else name.replace("_", " "))
