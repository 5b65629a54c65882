"""The static site: pages for readers from finished runs, the data room and stored results.

The generator is nbconvert and Jinja, not Sphinx with MyST-NB: one exporter, made once, turns a
notebook into HTML in .2 to .3 s, the templates that the pages of a run folder use are extended
rather than written again, and what is not a notebook (front page, comparison, dictionary) is a
template like any other. MyST-NB would need Sphinx's whole build with its extensions and its own
theme, and would know of neither the links from a number to its cell and row nor of `file://`.

Pages and scripts are complete in themselves: no font, style or script is asked of anybody else, and
nothing is fetched, so a folder opened with ``file://`` works like a server's. Everything from data
passes through templates that escape it; names that become paths pass through `path_part`.

This part knows runs only as what is handed to it: `analysis.execution.site` finds them, decides by
digest which files have to be made, and puts the finished folder into its place.
"""

from analysis.report.site.data_room import read_data_room
from analysis.report.site.plan import Site, SiteFile
from analysis.report.site.run import SiteRun, path_part

__all__ = ["Site", "SiteFile", "SiteRun", "path_part", "read_data_room"]
