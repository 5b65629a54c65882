"""How rubles become posts, and who could fill them."""

from typing import Literal

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["Jobs", "JobsLens"]

JobsLens = Literal["zone_record"]


class Jobs(BaseModel):
    """How rubles become posts, and who could fill them."""

    jobs_lens: JobsLens = parameter(
        "zone_record",
        unit="lens",
        description="Evidence that turns rubles into posts.",
        source="zone_facts.csv: resident investment and jobs of one zone at one date",
    )
    cost_per_job_log_sd_prior: float = parameter(
        0.8,
        unit="log points",
        at_least=0.0,
        at_most=3.0,
        description="Standard deviation of the log cost per post before any zone is seen; it "
        "weighs as much as two zones.",
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
