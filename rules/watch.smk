# Live progress: what the watch of a run is told. No stage and no jobs: nothing here is a result or has a log.
import shlex

from snakemake.logging import logger

from oresurvey.operations.progress.places import SurveyPlaces, side_target
from oresurvey.operations.progress.progress import PlannedJob
from oresurvey.operations.progress.stages import stage_of
from oresurvey.operations.progress.time_left import earlier_seconds
from oresurvey.operations.progress.watch import Watch, WatchedSurvey


def watch_of_run():
    """The watch that --logger survey set up, else one that prints nothing; none in a job."""
    if workflow.exec_mode != ExecMode.DEFAULT:
        return None
    handlers = workflow.logger_manager.get_log_handlers()
    set_up = [handler.watch for handler in handlers if getattr(handler, "watch", None)]
    watch = set_up[0] if set_up else Watch()
    if not set_up:
        logger.addHandler(watch)
    command = os.environ.get("ORESURVEY_COMMAND") or shlex.join(sys.argv)
    watch.attend(WatchedSurvey(SurveyPlaces(Path(RESULTS), MODEL), command, NOTIFY))
    return watch


def fields_in_batch(name, wildcards):
    """How many fields a job handles; None if it is not about a batch."""
    if "batch" not in wildcards:
        return None
    if name == "probability_maps":
        return len(SURVEY.training_batches[wildcards["batch"]])
    model = ANNOTATION if name == "annotation_instances_batch" else wildcards.get("model")
    return len(SURVEY.batches_of(model)[wildcards["batch"]])


def share_of_machine(job):
    """Part of the machine, or of the cluster's places for jobs, that a job takes."""
    return job.threads / workflow.cores if workflow.local_exec else 1 / workflow.nodes


def planned_job(job):
    """A job of Snakemake's as the watch knows it."""
    return PlannedJob(
        job.jobid,
        job.rule.name,
        stage_of(job.rule.snakefile),
        about=dict(job.wildcards_dict),
        fields=fields_in_batch(job.rule.name, job.wildcards_dict),
        share=share_of_machine(job),
        needs=frozenset(needed.jobid for needed in workflow.dag.job_dependencies(job)),
        **({"log": str(job.log[0])} if job.log else {}),
    )


def begin_watch():
    """Tell the watch what is to be run; a run that only touches results is not watched."""
    if WATCH is None or workflow.touch:
        return
    # Not known before Snakemake has planned.
    WATCH.make_only(side_target(workflow.dag_settings.targets))
    working = [job for job in workflow.dag.jobs if job.output]
    due = [job for job in workflow.dag.needrun_jobs() if job.output]
    benchmarks = {}
    for job in working:
        if job.benchmark:
            benchmarks.setdefault(job.rule.name, []).append(str(job.benchmark))
    WATCH.begin(
        [planned_job(job) for job in due], len(working) - len(due), earlier_seconds(benchmarks)
    )


WATCH = watch_of_run()
