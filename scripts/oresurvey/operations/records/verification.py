"""Verification of results: are they as their jobs wrote them, from what is there now?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from oresurvey.files.tables import read_json
from oresurvey.operations.records.findings import Finding
from oresurvey.operations.records.input_checks import (
    check_fields,
    check_record,
    check_run,
    check_shipped,
)
from oresurvey.operations.records.jobs import read_records, record_path
from oresurvey.operations.records.result_checks import (
    KnownFiles,
    check_belonging,
    check_files,
    recorded_files,
)
from oresurvey.survey.layout import SurveyLayout
from oresurvey.survey.survey import Survey


class Verification:
    """One verification; memory grows with the number of fields as the sheet does, and no faster.

    Parameters
    ----------
    survey : Survey
    cores : int
        Files that are read at a time.
    earlier : frozenset of str
        See `input_checks.check_record`.

    Attributes
    ----------
    checked : int
        Files whose digest has been computed.
    not_verified : list of str
        What there was nothing to compare with.
    """

    def __init__(self, survey: Survey, cores: int = 1, earlier: frozenset[str] = frozenset()):
        self._survey, self._cores, self._earlier = survey, cores, earlier
        self.checked = 0
        self.not_verified: list[str] = []
        self._altered: set[str] = set()

    def _count(self) -> None:
        self.checked += 1

    def current_records(self, layout: SurveyLayout) -> Iterator[tuple[str, dict]]:
        """Records of jobs that are still part of the survey."""
        for output, record in read_records(self._survey.results):
            if not layout.stale(output):
                yield output, record

    def findings(self) -> Iterator[Finding]:
        """All that is not as it was recorded, as it is found."""
        about, layout = self._survey, self._survey.layout
        results, known = about.results, KnownFiles()
        recorded: dict[str, str] = {}
        for _, record in self.current_records(layout):
            known.add(record)
            recorded |= record["outputs"]
        with ThreadPoolExecutor(self._cores) as workers:
            for output, record in self.current_records(layout):
                files = recorded_files(record)
                for finding in check_files(results, output, files, workers, self._count):
                    self._altered.add(finding.path)
                    yield finding
                yield from check_record(output, record, recorded, about.scripts, self._earlier)
            yield from check_belonging(results, known, layout, about.photographs)
            yield from self._check_inputs(workers)

    def _check_inputs(self, workers: ThreadPoolExecutor) -> Iterator[Finding]:
        about, results = self._survey, self._survey.results
        manifests = []
        for name in sorted(about.layout.batches):
            manifest = f"catalog/batches/{name}.json"
            if manifest in self._altered or not (results / manifest).is_file():
                self.not_verified.append(f"photographs and masks of {manifest}")
            else:
                manifests.append(results / manifest)
        whole = not self.not_verified
        yield from check_fields(manifests, about.fields, whole, workers, self._count)
        yield from check_shipped(results, about.settings.recorded(), self._altered)
        report = record_path(results, f"{about.settings.report.model}/report/index.html")
        if report.is_file():
            yield from check_run(results, read_json(report), about.inputs, about.recorded)
        else:
            self.not_verified.append("configuration, sheet and minerals: no report was made")
