#!/usr/bin/env bash
# Run a command with the arithmetic of an older processor: OpenBLAS kernels without AVX, and NumPy
# without any instruction set above its baseline. NumPy only knows the names it was built with, and
# their spelling changed over time (AVX2, FMA3, AVX512F before 2.4; X86_V3, X86_V4 since), so they
# are asked for; what the caller has set already stays.
set -euo pipefail
if [[ -z ${NPY_DISABLE_CPU_FEATURES-} ]]; then
    NPY_DISABLE_CPU_FEATURES=$(.venv/bin/python -c '
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
print(*(name for name in __cpu_dispatch__ if __cpu_features__.get(name)))')
fi
export NPY_DISABLE_CPU_FEATURES OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-Prescott}"
echo "older processor: OPENBLAS_CORETYPE=$OPENBLAS_CORETYPE NPY_DISABLE_CPU_FEATURES=\"$NPY_DISABLE_CPU_FEATURES\""
exec "$@"
