#!/usr/bin/env bash
# Run `tomsk2020 run` with what the environment says, every value as one argument and never as code:
#   RUN_SCENARIO   scenario name
#   RUN_SET        name=value pairs between blanks
#   RUN_OVERRIDES  name=value pairs, one a line (values may hold blanks)
#   RUN_NOTEBOOKS  names of notebooks between blanks
#   RUN_SEED, RUN_OUT, RUN_JOBS
# An empty variable leaves the option out. TOMSK2020 names the command, for tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arguments=()
[[ -z ${RUN_SCENARIO-} ]] || arguments+=("--scenario=$RUN_SCENARIO")

add_override() {
    local pair=${1%$'\r'}
    [[ -z ${pair//[[:space:]]/} ]] || arguments+=("--set=$pair")
}
# Read word by word and line by line, with no bash newer than macOS has (so no mapfile).
read -r -d '' -a pairs <<<"${RUN_SET-}" || true
for pair in ${pairs[@]+"${pairs[@]}"}; do
    add_override "$pair"
done
while IFS= read -r line; do
    add_override "$line"
done <<<"${RUN_OVERRIDES-}"

read -r -d '' -a notebooks <<<"${RUN_NOTEBOOKS-}" || true
for notebook in ${notebooks[@]+"${notebooks[@]}"}; do
    arguments+=("--notebooks=$notebook")
done

[[ -z ${RUN_SEED-} ]] || arguments+=("--set=seed=$RUN_SEED")
[[ -z ${RUN_OUT-} ]] || arguments+=("--out=$RUN_OUT")
[[ -z ${RUN_JOBS-} ]] || arguments+=("--jobs=$RUN_JOBS")
exec "${TOMSK2020:-.venv/bin/tomsk2020}" run ${arguments[@]+"${arguments[@]}"}
