"""Results that an earlier sheet or configuration left: found without reading, and removed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from oresurvey.catalog.new_sheet.folder import is_litter
from oresurvey.operations.records.findings import Finding
from oresurvey.operations.records.jobs import read_records, record_path
from oresurvey.operations.records.result_checks import KnownFiles, check_belonging
from oresurvey.survey.layout import ANNOTATION, SurveyLayout
from oresurvey.survey.survey import Survey


def stale_results(survey: Survey) -> Iterator[Finding]:
    """Folders and files that no job of the survey makes any more."""
    known, layout = KnownFiles(), survey.layout
    for output, record in read_records(survey.results):
        if not layout.stale(output):
            known.add(record)
    found = check_belonging(survey.results, known, layout, survey.photographs)
    return (finding for finding in found if finding.kind == "stale")


def stale_folders(results: Path, layout: SurveyLayout) -> Iterator[str]:
    """The same by the names of folders alone, which takes no reading: models, deposits, fields."""

    def within(folder: Path, pattern: str) -> Iterator[str]:
        for path in sorted(folder.glob(pattern)):
            below = path.relative_to(results).as_posix()
            if path.is_dir() and not is_litter(path.name, is_folder=True) and layout.stale(below):
                yield below

    yield from within(results, "models/*")
    for name in sorted({*layout.models, ANNOTATION}):
        gone = set(within(results, f"{name}/fields/*"))
        yield from sorted(gone)
        for field in within(results, f"{name}/fields/*/*"):
            if field.rpartition("/")[0] not in gone:
                yield field


def remove_stale(survey: Survey) -> None:
    """Remove them, and the records of the jobs that made them."""
    results, layout = survey.results, survey.layout
    for finding in list(stale_results(survey)):
        path = results / finding.path
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for output, _ in read_records(results):
        if layout.stale(output):
            record_path(results, Path(output)).unlink()
