"""Panel regressions: fixed effects and local projections, under the names users import."""

from analysis.models.fixed_effects import PanelFit, fixed_effects
from analysis.models.local_projections import local_projection

__all__ = ["PanelFit", "fixed_effects", "local_projection"]
