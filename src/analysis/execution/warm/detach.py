"""Started by path, with its settings as the only argument: become a parent that nobody waits for.

The package is imported only behind the fork, so that whoever started this waits for an interpreter
and not for the libraries.
"""

import os
import sys

if __name__ == "__main__":
    if os.fork():
        os._exit(0)
    # Some libraries set variables when they are imported.
    environment = dict(os.environ)
    # Python puts the folder of a script first; the names in there are the package's own.
    del sys.path[0]
    from analysis.execution.warm.parent import main

    main(sys.argv[1], environment)
