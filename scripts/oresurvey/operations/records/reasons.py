"""Why a job will run again, in the words of the sheet and the configuration."""

import os
import re
from pathlib import Path

from oresurvey.files.tables import read_json
from oresurvey.operations.records.bridge import earlier
from oresurvey.operations.records.code_digest import code_parts
from oresurvey.operations.records.dry_run import DryJob, changed_parameters
from oresurvey.operations.records.jobs import RECORDS, record_path
from oresurvey.operations.records.key_changes import key_changes
from oresurvey.survey.survey import Survey

CODE = re.compile(r"\w+\.py [0-9a-f]{16}")
FILES = {
    "image_digest": "photograph",
    "mask_digest": "mask",
    "calibration_digest": "calibration photograph",
}


def _kind(value) -> str:
    """What sort of parameter a value is, as Snakemake does not tell its name."""
    if isinstance(value, str):
        return "code" if CODE.fullmatch(value) else "digest or text"
    if isinstance(value, dict):
        if value and all(str(key).isdigit() for key in value):
            return "colours" if isinstance(next(iter(value.values())), list) else "minerals"
        return f"settings {min(map(str, value), default='')}"
    if isinstance(value, list) and value and isinstance(value[0], dict) and "field" in value[0]:
        return "rows"
    return "value"


def row_changes(before: list[dict], now: list[dict]) -> list[str]:
    """Fields that came, went, or have another photograph, mask or cell."""
    old, new = ({row["field"]: row for row in rows} for rows in (before, now))
    changes = [f"field {name} is new" for name in sorted(new.keys() - old.keys())]
    changes += [f"field {name} is gone" for name in sorted(old.keys() - new.keys())]
    for name in sorted(old.keys() & new.keys()):
        was, is_now = dict(old[name]), dict(new[name])
        for key, word in FILES.items():
            if was.pop(key, "") != is_now.pop(key, ""):
                changes.append(f"the {word} of field {name} changed")
        changes += [f"field {name}: {change}" for change in key_changes(was, is_now)]
    return changes


def code_changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Names of files whose code came, went or changed; as from
    `operations.records.code_digest.code_parts`.

    A file that was only moved or renamed is none of them.
    """
    changed = [path for path, digest in before.items() if digest not in now.values()]
    changed += [path for path, digest in now.items() if digest not in before.values()]
    return sorted({Path(path).name for path in changed})


class Reasons:
    """Explains jobs of one survey from the records of its results.

    Parameters
    ----------
    survey : Survey
    """

    def __init__(self, survey: Survey):
        self._survey, self._records = survey, survey.results / RECORDS

    def _record(self, output: str) -> dict:
        """Record of the last time that a job ran; empty if it never did."""
        results = self._survey.results
        path = record_path(results, os.path.relpath(output, results))
        return read_json(path) if path.is_file() else {}

    def since_report(self) -> list[str]:
        """Keys of the configuration that changed since the last report."""
        page = f"{self._survey.settings.report.model}/report/index.html"
        return self._configuration_changes(self._record(str(self._survey.results / page)))

    def _configuration_changes(self, record: dict) -> list[str]:
        """Keys that changed since a job ran."""
        name = f"{record.get('configuration_sha256')}.json"
        kept = self._records / "configurations" / name
        return key_changes(read_json(kept), self._survey.recorded) if kept.is_file() else []

    def _code(self, before: str, now: str) -> list[str]:
        script, digest = before.split(" ")
        if before in earlier().again:
            return [f"since version {earlier().version} {earlier().again[before]}"]
        kept = self._records / "code" / f"{digest}.json"
        if not kept.is_file():
            return [f"the code of {script} changed"]
        scripts = self._survey.scripts
        parts = code_parts(scripts / now.split(" ")[0], scripts)
        changes = code_changes(read_json(kept), parts)
        return [f"code of {name} changed" for name in changes] or [f"imports of {script} changed"]

    def _between(self, kind: str, before, now, record: dict) -> list[str]:
        """Changes of one parameter."""
        if kind == "code":
            return self._code(before, now)
        if kind == "rows":
            return row_changes(before, now)
        if kind in ("minerals", "colours"):
            word = {"minerals": "mineral", "colours": "colour"}[kind]
            return [f"{word} of code {change}" for change in key_changes(before, now)]
        if before == record.get("configuration_sha256"):
            return self._configuration_changes(record) or ["the configuration changed"]
        if before == record.get("sheet_sha256"):
            return ["the sheet changed"]
        if kind == "digest or text" and re.fullmatch("[0-9a-f]{16}", str(before)):
            return ["the table of minerals changed"]
        changes = key_changes(before, now)
        return [self._with_key(change, record) for change in changes]

    def _with_key(self, change: str, record: dict) -> str:
        """A change with the whole key of the configuration, where it is one."""
        for whole in self._configuration_changes(record):
            if whole == change or whole.endswith(f".{change}"):
                return whole
        return change

    def of(self, job: DryJob) -> list[str]:
        """Why a job runs; one sentence an entry."""
        found = changed_parameters(job.reason)
        if found is None:
            return [job.reason[:1].lower() + job.reason[1:]]
        before, now = ({_kind(value): value for value in values} for values in found)
        record, changes = self._record(job.output), []
        for kind in sorted(before.keys() | now.keys()):
            if kind in before and kind in now:
                changes += self._between(kind, before[kind], now[kind], record)
            else:
                changes.append(f"{kind} {'appeared' if kind in now else 'disappeared'}")
        return changes
