"""What the region would have done: donors, synthetic controls, placebos, differences."""

from analysis.simulation.counterfactual.donors import donor_counts, donors, region_roles
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES, OutcomeTable, outcome_table
from analysis.simulation.counterfactual.pair_tables import (
    bridged_table,
    conclusion_table,
    fit_table,
)
from analysis.simulation.counterfactual.results import counterfactual_results
from analysis.simulation.counterfactual.study import (
    Pair,
    Study,
    counterfactual_study,
    pair_roles,
    pairs_of,
    study_dates,
    study_pair,
)
from analysis.simulation.counterfactual.study_tables import (
    Units,
    gap_table,
    path_table,
    placebo_table,
    units_of,
    variant_table,
    weight_table,
)
from analysis.simulation.counterfactual.treatments import (
    regimes_from,
    treated_regions,
    zone_cohort,
    zones_on_file,
)
from analysis.simulation.counterfactual.zones import (
    ZoneEvents,
    cohort_names,
    zone_differences,
    zone_events,
)

__all__ = [
    "OUTCOMES",
    "OutcomeTable",
    "Pair",
    "Study",
    "Units",
    "ZoneEvents",
    "bridged_table",
    "cohort_names",
    "conclusion_table",
    "counterfactual_results",
    "counterfactual_study",
    "donor_counts",
    "donors",
    "fit_table",
    "gap_table",
    "outcome_table",
    "pair_roles",
    "pairs_of",
    "path_table",
    "placebo_table",
    "regimes_from",
    "region_roles",
    "study_dates",
    "study_pair",
    "treated_regions",
    "units_of",
    "variant_table",
    "weight_table",
    "zone_cohort",
    "zone_differences",
    "zone_events",
    "zones_on_file",
]
