"""Which regions stand in for the treated one, and when their likeness is good enough."""

from typing import Literal

from pydantic import BaseModel

from analysis.scenario.parameter import JUDGEMENT, parameter

__all__ = ["Counterfactual", "CounterfactualOutcome", "DonorPool"]

CounterfactualOutcome = Literal[
    "real_investment", "employment", "real_grp", "rd_staff", "innovation_share"
]
DonorPool = Literal["all_untreated", "no_oil_okrugs", "no_oil_no_moscow"]


class Counterfactual(BaseModel):
    """Which regions stand in for the treated one, and when their likeness is good enough."""

    counterfactual_outcome: CounterfactualOutcome = parameter(
        "real_investment",
        unit="outcome",
        description="Outcome that is shown in full beside its synthetic self; the table has all.",
        source="money is what the programme promised first",
    )
    treated_from: int = parameter(
        2006,
        unit="year",
        at_least=2003,
        at_most=2019,
        description="First year of the treatment whose counterfactual is shown in full.",
        source="treatments.csv: the zone was selected on 28 November 2005",
    )
    donor_pool: DonorPool = parameter(
        "no_oil_no_moscow",
        unit="regions",
        description="Regions that may stand in: never a treated one, and with or without the oil "
        "okrugs and Moscow.",
        source="judgement: okrugs that live on oil and the capital follow shocks of their own",
    )
    fit_largest_misfit_share: float = parameter(
        0.3,
        unit="fraction of the spread",
        at_least=0.01,
        at_most=0.99,
        description="Largest error before the treatment with which a conclusion is drawn.",
        source=JUDGEMENT,
    )
    fit_fewest_years: int = parameter(
        6,
        unit="years",
        at_least=2,
        at_most=20,
        description="Fewest years before the treatment with which a conclusion is drawn.",
        source=JUDGEMENT,
    )
