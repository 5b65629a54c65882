"""Warm kernels: ordinary ipykernels, forked from a process that has imported everything.

Importing the libraries of a notebook is two thirds of a short run. Here one process, the *parent*,
imports them once; each kernel is a fork of it and starts in a few hundredths of a second. It is a
kernel provisioner of Jupyter's own interface, so that every Jupyter client can use it by the
kernel's name, `tomsk2020-warm`, which set-up installs into the environment's
``share/jupyter/kernels``::

    papermill -k tomsk2020-warm notebooks/04_jobs.ipynb out.ipynb
    pytest --nbval --nbval-kernel-name tomsk2020-warm notebooks
    jupyter lab    # Kernel, Change kernel, "Python 3 (tomsk2020, warm)"

Nothing else changes: the committed notebooks name the ordinary kernel, and papermill, nbclient,
nbval and JupyterLab are as they were installed.

**Who lives where**

* `provisioner`: the class that Jupyter loads; `launch`: from the command of an ordinary kernel to a
  request; `fork`: from a function to call to a request, for the workers of a sweep; `request`: find
  the parent or start it; `process`: the kernel or worker as whoever asked sees it.
* `parent`: waits, forks, tells how its forks end; `preload`: what it imports; `child`: from the
  parent's state to that of a fresh kernel or call; `detach`: the script by which a parent is
  started.
* `state`: what a parent is made of; `place`: the private folder where it is found; `peer`: who
  asks; `channel`: messages between them; `settings`: what a parent is told; `support`: where all
  this works.

**What holds**

* One parent for an interpreter, a state of the package's source, lock and installed packages, and
  a place (user, container, control group, limits, and the variables that libraries read when they
  are imported). Any of them changed means another parent. It starts when it is first asked for, and
  ends when it had no kernel for `idle_seconds` (10 minutes), when its socket is gone, as after
  logging out, or when the session that started it has ended, with its last kernel.
* Its socket lies in a folder only its user can enter; who asks is checked with the system's word.
* A kernel has its own environment, working folder, standard streams, session, process number and
  random state, draws its figures inline, and numbers its cells from 1. It ends with the process
  that asked for it, and outlives the parent. A client sees how it ended, unless the parent was
  killed first: then the end is seen and told as exit code 1.
* Where a parent cannot be had (not Linux, libraries with threads, a command or an option of one's
  own, a folder with a `matplotlibrc`), the ordinary kernel starts and one line of the log says why.

**What differs**

* Linear algebra runs on one thread: a process with several cannot be forked. The kernel's
  specification sets this for the ordinary kernel that stands in, too.
* Kernels of one parent share the seed of Python's string hashes, so that sets of strings have the
  same order in all of them.
* `ps` shows a kernel with the command of its parent, and a session of its own.
* The libraries are in `sys.modules` before the first cell, and what they read at import (a
  `matplotlibrc` in the home folder, for instance) is as it was when the parent started.
"""

__all__ = ["KERNEL_NAME"]

KERNEL_NAME = "tomsk2020-warm"
