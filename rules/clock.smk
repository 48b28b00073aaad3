# What a wrong clock left, mended before the first job. No stage and no jobs: nothing here is a result or has a log.
import time

from oresurvey.operations.run.clock import bring_back


def mend_clock():
    """Results that are dated later than now, and that a job is to read, are dated now."""
    paths = {str(path) for job in workflow.dag.needrun_jobs() for path in job.input}
    try:
        count = bring_back(paths, RESULTS, time.time())
    except OreSurveyError as error:
        raise WorkflowError(str(error)) from None
    if count:
        print(f"{RESULTS}: files dated later than this machine's clock, dated now: {count}")
