"""How rubles become posts, and who could fill them."""

from typing import Literal

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["Jobs", "JobsLens"]

JobsLens = Literal["pooled", "zone_record", "panel_response", "capital_intensity"]


class Jobs(BaseModel):
    """How rubles become posts, and who could fill them."""

    jobs_lens: JobsLens = parameter(
        "pooled",
        unit="lens",
        description="Evidence that turns rubles into posts: one lens, or a draw of one by weight.",
        source="three lenses that rest on different data; none is known to be the right one",
    )
    zone_record_weight: float = parameter(
        0.5,
        unit="relative weight in the pool",
        at_least=0.0,
        at_most=1.0,
        description="Weight of the cost per post that zones report.",
        source="judgement: the one lens that counts programme posts; it rests on few zones",
    )
    panel_response_weight: float = parameter(
        0.25,
        unit="relative weight in the pool",
        at_least=0.0,
        at_most=1.0,
        description="Weight of the response of regional employment to investment.",
        source="judgement: many regions and years, but of any investment, not of programmes",
    )
    capital_intensity_weight: float = parameter(
        0.25,
        unit="relative weight in the pool",
        at_least=0.0,
        at_most=1.0,
        description="Weight of the fixed assets that stand behind an average post.",
        source="judgement: precise, but of average posts, not of new ones",
    )
    panel_horizon_years: int = parameter(
        2,
        unit="years",
        at_least=0,
        at_most=3,
        description="Years after the investment at which the response of employment is read.",
        source="judgement: time to build is about two years (Koeva 2000); longer horizons rest on "
        "four years or fewer",
    )
    cluster_yield_correlation: float = parameter(
        0.5,
        unit="correlation",
        at_least=0.0,
        at_most=1.0,
        description="Correlation between clusters of the log posts per ruble.",
        source=JUDGEMENT,
    )
    cost_per_job_log_sd_prior: float = parameter(
        0.8,
        unit="log points",
        at_least=0.0,
        at_most=3.0,
        description="Scale of the prior of the deviation between zones, and within one, of the log "
        "cost per post.",
        source=JUDGEMENT,
    )
    budget_money_job_share: float = parameter(
        0.5,
        unit="fraction",
        at_least=0.0,
        at_most=1.0,
        description="Posts made by a budget ruble relative to an extra-budgetary one. The zone "
        "record is "
        "resident money per job beside about as much budget money: 0 repeats that, 1 adds to it.",
        source=JUDGEMENT,
    )
    budget_money_job_spread: float = parameter(
        0.5,
        unit="fraction",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of the budget ruble's relative yield.",
        source="judgement: the data do not tell, so the whole range",
    )
    job_lag_years: int = parameter(
        1,
        unit="years",
        at_least=0,
        at_most=10,
        description="Years from spending to a filled post.",
        source="judgement; time to build is about two years from the start of a project (Koeva "
        "2000)",
    )
    unemployed_available_share: float = parameter(
        0.5,
        unit="fraction of the unemployed",
        at_least=0.0,
        at_most=1.0,
        description="Unemployed of the region who could fill programme jobs.",
        source=JUDGEMENT,
    )
    unemployed_available_spread: float = parameter(
        0.25,
        unit="fraction of the unemployed",
        at_least=0.0,
        at_most=1.0,
        description="Half-width of the available unemployed.",
        source=JUDGEMENT,
    )
    labour_inflow_share: float = parameter(
        0.005,
        unit="fraction of the labour force a year",
        at_least=0.0,
        at_most=0.2,
        description="Workers the programme can draw in a year from migration, commuting and "
        "inactivity.",
        source=JUDGEMENT,
    )
    labour_inflow_spread: float = parameter(
        0.005,
        unit="fraction of the labour force a year",
        at_least=0.0,
        at_most=0.2,
        description="Half-width of the inflow.",
        source=JUDGEMENT,
    )
