"""What is known of a programme: its clusters, and what became of promises like it."""

from dataclasses import dataclass

from analysis import data
from analysis.models.programme import SOURCES
from analysis.models.reference_class import Realisation, ReferenceClass, blend, realisation_class
from analysis.scenario import Scenario, read_programme

__all__ = ["MEASURES", "Clusters", "money_classes", "programme_clusters", "realisation_by_source"]

WHOLE = "Whole programme"
# Investment of residents is promised as money; what budgets pay for their roads and grids apart.
MEASURES = {"extra_budgetary": "money", "federal": "budget", "regional": "budget"}


@dataclass(frozen=True)
class Clusters:
    """Parts of a programme among which its money is shared.

    Attributes
    ----------
    titles
        Names as printed or, where none was found, as described.
    weights
        Parameters of the Dirichlet prior of their shares, positive.
    industries
        For each cluster the shares of its posts by industry of the input-output table; empty where
        nothing is known of them.
    """

    titles: tuple[str, ...]
    weights: tuple[float, ...]
    industries: tuple[dict[str, float], ...]

    def __len__(self) -> int:
        return len(self.titles)


def programme_clusters(scenario: Scenario) -> Clusters:
    """Return the clusters of the scenario's programme, or the programme as one.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    Clusters
        At least one.
    """
    found = read_programme(scenario.programme).clusters
    if not found:
        return Clusters((WHOLE,), (1.0,), ({},))
    return Clusters(
        tuple(cluster.title for cluster in found),
        tuple(scenario.cluster_concentration * cluster.prior_weight for cluster in found),
        tuple(dict(cluster.industries) for cluster in found),
    )


def money_classes(scenario: Scenario) -> dict[str, ReferenceClass]:
    """Summarise what had become of other programmes' promises of money by `as_of`.

    Parameters
    ----------
    scenario
        Resolved scenario; promises by the subjects of its own promise are left out, those of its
        zones are not: the record of a zone is the nearest evidence there is.

    Returns
    -------
    dict
        By measure of `MEASURES`: promises of investment, and of budget money. A class is empty
        where no outturn was known.
    """
    return {measure: _class(scenario, measure) for measure in ("money", "budget")}


def _class(scenario: Scenario, measure: str) -> ReferenceClass:
    promised = read_programme(scenario.programme).facts.values()
    return realisation_class(
        data.load_promises(as_of=scenario.as_of),
        measure=measure,
        ceiling=scenario.realisation_ceiling_share,
        exclude=sorted({fact.subject for fact in promised}),
    )


def realisation_by_source(
    scenario: Scenario, classes: dict[str, ReferenceClass]
) -> dict[str, Realisation]:
    """Update the scenario's view of each source of money by the reference class.

    Parameters
    ----------
    scenario
        Resolved scenario.
    classes
        As from `money_classes`.

    Returns
    -------
    dict
        By source, the Beta on 0 to `realisation_ceiling_share` that the draws use.

    Notes
    -----
    The inside view is worth `inside_view_weight` subjects; `reference_class_weight` is the part of
    a subject that each subject of the class counts for, 0 to leave the inside view as it is.
    """
    ceiling = scenario.realisation_ceiling_share
    return {
        source: blend(
            min(getattr(scenario, f"{source}_realisation_share"), ceiling),
            scenario.realisation_dispersion,
            _counted(classes[MEASURES[source]], scenario.reference_class_weight),
            prior_weight=scenario.inside_view_weight,
            ceiling=ceiling,
        )
        for source in SOURCES
    }


def _counted(reference: ReferenceClass, weight: float) -> ReferenceClass:
    return reference._replace(effective_count=reference.effective_count * weight)
