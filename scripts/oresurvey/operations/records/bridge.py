"""The bridge: results that version 0.1 finished go on with this version, and nothing is made again.

The digests of code of version 0.1 were of another kind: they changed with the place of a module and
with the docstring of a constant. The table ``bridge_0_1.json`` holds them, for every script of a
rule and every Python that version ran with (they differed too). Where results are as version 0.1
made them, their records and the notes in the folders of fields get the digests of now.

That is right only while a script still makes what it made then. Who changes what a script computes
names it under "again" in the table, and why: its results stay as they are, outdated, and the next
run makes them again. Where what one job made is now made by several, `bridge_parts.PARTS` says by
which.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.finished_fields import rename_code
from oresurvey.operations.records.bridge_parts import forget_begun, parts_of
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.operations.records.jobs import JOBS, RECORDS, keep_code, read_records, record_path
from oresurvey.survey.provenance import configuration_digest
from oresurvey.survey.settings.configuration import read_configuration
from oresurvey.survey.survey import Survey

TABLE = Path(__file__).with_name("bridge_0_1.json")


@dataclass(frozen=True)
class Earlier:
    """The version that the bridge is from.

    Attributes
    ----------
    version, commit : str
    codes : frozenset of str
        Code, as records have it, of the scripts that make the same now.
    again : dict of str to str
        Code of the others -> what they make otherwise.
    unseen : str
        What that version did not see in photographs and masks. To look for it costs a decoding of
        each, so that is left to the person.
    """

    version: str
    commit: str
    codes: frozenset[str]
    again: dict[str, str]
    unseen: str


@cache
def earlier() -> Earlier:
    """What the table says."""
    table = read_json(TABLE)
    pairs = [pair for digests in table["code"].values() for pair in digests.items()]
    again = {
        f"{script} {digest}": table["again"][script]
        for script, digest in pairs
        if script in table["again"]
    }
    codes = frozenset(f"{script} {digest}" for script, digest in pairs) - again.keys()
    return Earlier(table["version"], table["commit"], codes, again, table["unseen"])


def check_version(results: str | Path) -> None:
    """Nothing is to be made from, or compared with, results that wait for the bridge.

    Raises
    ------
    ConfigurationError
        If the first record that says so is one of version 0.1.
    """
    # What is made again anyway says nothing: the bridge leaves its record as it was.
    codes = (one["code"] for _, one in read_records(results) if one["code"] not in earlier().again)
    if next(codes, "") in earlier().codes:
        raise ConfigurationError(
            f"{results} was made by version {earlier().version}: `make bridge CONFIG=...` checks "
            "every file and takes them over, so that nothing is made again. To make all again "
            f"instead, delete {Path(results) / RECORDS}"
        )


def codes_to_take_over(survey: Survey) -> frozenset[str]:
    """Code of the jobs of a survey, if all of it is of version 0.1 or of now.

    Raises
    ------
    ConfigurationError
        If a job ran other code, or none is recorded.
    """
    of, now, found, other = earlier(), cache(code_digest), set(), []
    for output, record in read_records(survey.results):
        script, digest = record["code"].split(" ")
        found.add(record["code"])
        if record["code"] in of.codes:
            forget_begun(output, record, survey.results)
        elif record["code"] not in of.again:
            path = survey.scripts / script
            if not path.is_file() or now(path, survey.scripts) != digest:
                other.append(f"{output} (code of {script})")
    if other:
        more = f" and {len(other) - 1} more" if other[1:] else ""
        raise ConfigurationError(
            f"{survey.results} was not finished by version {of.version}: other code made "
            f"{other[0]}{more}. Nothing was taken over: finish the survey with that version (`git "
            f"checkout {of.commit}`, `make survey`) and come back, or delete "
            f"{survey.results / RECORDS} to make all again"
        )
    if not found:
        raise ConfigurationError(f"{survey.results / JOBS} is missing: run the survey first")
    return frozenset(found)


def as_recorded(survey: Survey) -> Survey:
    """The survey with the configuration of its report, if that says the same as the one of now.

    This version has keys that version 0.1 did not know: at their defaults they change nothing.
    """
    report = record_path(survey.results, f"{survey.settings.report.model}/report/index.html")
    recorded = read_json(report)["configuration_sha256"] if report.is_file() else ""
    kept = survey.results / RECORDS / "configurations" / f"{recorded}.json"
    if not kept.is_file():
        return survey
    before = read_json(kept)
    now = read_configuration(before)[0].recorded()
    for name, expected, found in _shipped_networks(survey):
        # The folder of a model may have another name, if what made the maps is in it.
        if expected == found and "weights" in now["models"].get(name, {}):
            now["models"][name]["weights"] = survey.recorded["models"][name]["weights"]
    if configuration_digest(now) != survey.inputs["configuration_sha256"]:
        return survey
    return replace(survey, recorded=before)


def _shipped_networks(survey: Survey) -> Iterator[tuple[str, str, str]]:
    """Name of each shipped model, digest of the network that made its maps, and of that of now."""
    for name in survey.models_that_are("shipped"):
        about = Path(survey.places.of_model(name, "model.json"))
        if about.is_file():
            network = Path(survey.model(name).folder) / "model.keras"
            yield name, read_json(about)["sha256"], file_sha256(network)


def replaced_networks(survey: Survey) -> Iterator[str]:
    """What to do about shipped models whose folder holds another network since."""
    for name, expected, found in _shipped_networks(survey):
        folder = Path(survey.model(name).folder)
        for other in sorted(folder.parent.glob("*/model.keras")) if expected != found else ():
            if file_sha256(other) == expected:
                yield (
                    f"{folder} holds another network now. The one that made these maps is in "
                    f"{other.parent}: name that in models.{name}.weights, and come back"
                )


class Bridge:
    """Takes over the results of one survey that was verified.

    Parameters
    ----------
    survey : Survey
    """

    def __init__(self, survey: Survey):
        self._survey, self._results = survey, survey.results
        self._configuration = {
            "before": as_recorded(survey).inputs["configuration_sha256"],
            "now": survey.inputs["configuration_sha256"],
        }
        self._digest = cache(code_digest)

    def _code(self, script: str) -> str:
        return f"{script} {self._digest(self._survey.scripts / script, self._survey.scripts)}"

    def _write(self, output: str, record: dict) -> None:
        """Write a record with the code and the configuration of now."""
        record = record | {"code": self._code(record["code"].split(" ")[0])}
        if record["configuration_sha256"] == self._configuration["before"]:
            record |= {"configuration_sha256": self._configuration["now"]}
        keep_code(record["code"], self._survey.scripts, self._results)
        write_json(record, record_path(self._results, output))

    def take_over(self) -> None:
        """Give the digests of now to every record of version 0.1, and to the notes of its fields.

        What a kill interrupts is begun again: a record is written after all that it speaks of.
        """
        records = self._results / RECORDS
        kept = records / "configurations" / f"{self._configuration['now']}.json"
        if not kept.is_file():
            write_json(self._survey.recorded, kept)
        codes = earlier().codes
        waiting = [
            output for output, record in read_records(self._results) if record["code"] in codes
        ]
        for output in waiting:
            record = read_json(record_path(self._results, output))
            for folder in record["fields"]:
                now = self._code(record["code"].split(" ")[0])
                rename_code(self._results / folder, record["code"], now)
            for first, part in parts_of(output, record, self._results):
                self._write(first, part)

    def made_again(self) -> dict[str, str]:
        """Code of now -> code of version 0.1, of jobs that make something else since."""
        found = (record["code"] for _, record in read_records(self._results))
        again = {code for code in found if code in earlier().again}
        return {self._code(code.split(" ")[0]): code for code in again}
