"""Voilà on the explorer's notebook: one page, one kernel a visitor, nobody else's business.

* `listening`: where it listens, and who needs a token; refused before anything heavy is imported.
* `visitors`: kernels of visitors, counted, pinned and culled.
* `application`: Voilà itself with one page and an end that leaves no kernel.
* ``jupyter/voila/templates/tomsk2020``: Voilà's page without what it fetches from elsewhere.
"""

from analysis.explorer.server.listening import Address, listen

__all__ = ["Address", "listen"]
