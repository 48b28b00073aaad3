# One survey, from photographs to a comparison of deposits. Rules of each stage: rules/STAGE.smk.
import sys

SCRIPTS = f"{workflow.basedir}/scripts"
sys.path.insert(0, SCRIPTS)

from oresurvey.files.half_written import remove_half_written
from oresurvey.operations.records.stale import stale_folders

# The demo survey, unless --configfile names another: two surveys are never mixed.
if not workflow.overwrite_configfiles:

    configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/catalog.smk"
include: "rules/probability_maps.smk"
include: "rules/training.smk"
include: "rules/inference.smk"
include: "rules/instances.smk"
include: "rules/evaluation.smk"
include: "rules/deposits.smk"
include: "rules/report.smk"
include: "rules/comparison.smk"
include: "rules/audit.smk"
include: "rules/clock.smk"
include: "rules/watch.smk"


report: "rules/captions/survey.rst"


rule all:
    default_target: True
    input:
        rules.report.input,
        rules.compare.input,


onstart:
    mend_clock()
    begin_watch()


onerror:
    # A job that was killed leaves what it was writing.
    remove_half_written(RESULTS)


onsuccess:
    # Not after a named target that made no report.
    if os.path.exists(REPORT_PAGE):
        print(f"The report is at {os.path.abspath(REPORT_PAGE)}")
    left = list(stale_folders(Path(RESULTS), SURVEY.layout))
    if left:
        print(
            f"Of an earlier sheet or configuration, and in no table: {len(left)} folders, as "
            f"{RESULTS}/{left[0]}. `make clean-stale CONFIG=...` lists and removes them"
        )
