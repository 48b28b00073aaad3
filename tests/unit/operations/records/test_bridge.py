"""The bridge from version 0.1: what it takes over, what it refuses, what is made again."""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from recorded_survey import read, recorded_survey, write_configuration

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.finished_fields import done_before, note_done
from oresurvey.operations.records.bridge import (
    TABLE,
    Bridge,
    as_recorded,
    check_version,
    codes_to_take_over,
    replaced_networks,
)
from oresurvey.operations.records.bridge_parts import MADE_HERE, PARTS, parts_of
from oresurvey.operations.records.dry_run import DryJob
from oresurvey.operations.records.home import name_code
from oresurvey.operations.records.jobs import read_records, record_path
from oresurvey.operations.records.reasons import Reasons
from oresurvey.operations.records.verification import Verification
from oresurvey.survey.provenance import configuration_digest

ROOT = Path(__file__).parents[4]
RESULTS = Path("results")
CODES = read_json(TABLE)["code"]
FIELD = RESULTS / "first/fields/Alder%20Creek/a1"
MODAL = "first/deposits/modal.csv"


BEFORE = (
    "Params have changed since last execution: Union of exclusive params before and now across all "
    "output: before:"
)


def code_of(script: str, python: str = "3.11") -> str:
    return f"{script} {CODES[python][script]}"


def change(output: str, **entries) -> None:
    """Change a record."""
    path = record_path(RESULTS, output)
    write_json(read_json(path) | entries, path)


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    """A recorded survey, in the working directory, whose code is that of version 0.1."""
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    for output, _ in list(read_records(RESULTS)):
        change(output, code=code_of("write_catalog.py"))


def findings(survey=None, codes=frozenset()) -> list[str]:
    survey = survey or read()
    return list(map(str, Verification(survey, 2, codes).findings()))


def test_table_is_of_scripts_that_are_there():
    (names,) = {tuple(digests) for digests in CODES.values()}
    assert all((ROOT / "scripts" / name).is_file() for name in names)


def test_table_is_that_of_the_history(tmp_path):
    """Under this Python; the other columns were made in the same way under theirs."""
    shallow = ["git", "rev-parse", "--is-shallow-repository"]
    asked = subprocess.run(shallow, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.stdout.strip() != "false":
        pytest.skip(f"no whole history here {asked.stderr}".strip())
    archive = ["git", "archive", read_json(TABLE)["commit"], "scripts"]
    made = subprocess.run(archive, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as files:
        files.extractall(tmp_path, filter="data")
    python = "{}.{}".format(*sys.version_info)
    program = (
        "import json, sys; from oresurvey.code_digest import code_digest; "
        "names = sys.argv[1:]; "
        "print(json.dumps({name: code_digest(f'scripts/{name}', 'scripts') for name in names}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *CODES[python]],
        cwd=tmp_path,
        env={"PYTHONPATH": "scripts"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == CODES[python]


def test_other_pythons_have_other_digests():
    assert len({json.dumps(digests) for digests in CODES.values()}) == len(CODES) == 3


def test_results_of_version_0_1_wait_for_the_bridge(earlier):
    with pytest.raises(ConfigurationError, match=r"made by version 0\.1\.0: `make bridge"):
        check_version("results")


def test_other_results_do_not_wait(tmp_path, monkeypatch):
    check_version(tmp_path)
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    check_version("results")


@pytest.mark.parametrize("python", CODES)
def test_records_and_notes_get_the_digests_of_now(earlier, python):
    change(MODAL, code=code_of("guard_rims.py", python))
    key = {"image_sha256": "1", "code": code_of("write_catalog.py")}
    note_done(FIELD, "inference", key)
    assert len(findings()) == 6
    codes = codes_to_take_over(read())
    assert findings(codes=codes) == []
    Bridge(read()).take_over()
    assert findings() == []
    check_version("results")
    now = read_json(record_path(RESULTS, "first/batches/inference/b.json"))["code"]
    assert done_before(FIELD, "inference", key | {"code": now})
    assert (RESULTS / "records/code" / f"{now.split(' ')[1]}.json").is_file()


def test_keys_that_version_0_1_did_not_know_change_nothing(earlier):
    """A key at its default is no change; at another value it is one."""
    kept = read().recorded
    del kept["deposits"]["precision_pct"]
    digest = configuration_digest(kept)
    write_json(kept, RESULTS / "records/configurations" / f"{digest}.json")
    change("first/report/index.html", configuration_sha256=digest)
    codes = codes_to_take_over(read())
    assert findings(codes=codes) == ["changed: configuration: deposits.precision_pct is new: 2"]
    assert findings(as_recorded(read()), codes) == []
    write_configuration(deposits={"precision_pct": 7})
    assert findings(as_recorded(read()), codes) != []
    write_configuration()
    Bridge(read()).take_over()
    assert findings() == []


def test_shipped_models_go_by_their_network_and_not_by_their_folder(earlier):
    """This version ships other weights under a name of version 0.1, and those under another."""

    def name_weights(folder: str) -> None:
        write_configuration(
            models={"first": {"type": "majority"}, "shipped": {"weights": f"models/{folder}"}}
        )

    for folder, network in (("best", "new"), ("kept", "made the maps"), ("other", "other")):
        write_json({"input_scale": 1}, Path("models", folder, "model.json"))
        Path("models", folder, "model.keras").write_text(network)
    made = file_sha256(Path("models/kept/model.keras"))
    write_json({"sha256": made}, RESULTS / "models/shipped/model.json")
    name_weights("best")
    kept = read().recorded
    digest = configuration_digest(kept)
    write_json(kept, RESULTS / "records/configurations" / f"{digest}.json")
    change("first/report/index.html", configuration_sha256=digest)
    (advice,) = replaced_networks(read())
    assert "models/best holds another network" in advice
    assert "models/kept: name that in models.shipped.weights" in advice
    name_weights("kept")
    assert list(replaced_networks(read())) == []
    assert as_recorded(read()).inputs["configuration_sha256"] == digest
    name_weights("other")
    assert as_recorded(read()).inputs["configuration_sha256"] != digest


def test_other_code_is_refused(earlier, capsys):
    change(MODAL, code=f"sum_up_modal.py {'0' * 16}")
    before = dict(read_records(RESULTS))
    assert oresurvey(["bridge", "survey.yaml"]) == 2
    said = capsys.readouterr().err
    assert f"other code made {MODAL} (code of sum_up_modal.py)" in said
    assert "git checkout 08d76fa" in said
    assert dict(read_records(RESULTS)) == before


def test_changed_input_is_refused(earlier, capsys):
    Path("a1.jpg").write_text("another photograph")
    before = dict(read_records(RESULTS))
    assert oresurvey(["bridge", "survey.yaml"]) == 1
    said = capsys.readouterr().out
    assert "changed: photograph of field a1" in said
    assert "nothing was taken over" in said
    assert dict(read_records(RESULTS)) == before


def test_nothing_to_take_over(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    (RESULTS / "records/jobs").rename("elsewhere")
    assert oresurvey(["bridge", "survey.yaml"]) == 2
    assert "run the survey first" in capsys.readouterr().err


def test_script_that_makes_something_else_stays_outdated(earlier):
    """Named under "again" in the table."""
    (script, why), *_ = read_json(TABLE)["again"].items()
    change(MODAL, code=code_of(script))
    assert findings(codes=codes_to_take_over(read())) == []
    Bridge(read()).take_over()
    check_version("results")
    (found,) = findings()
    assert found.startswith(f"outdated: {MODAL}: code of {script}")
    ((now, before),) = Bridge(read()).made_again().items()
    assert before == code_of(script)
    note = Path(".snakemake/metadata/a")
    write_json({"params": [repr(now), "1"]}, note)
    name_code(now, before)
    assert read_json(note)["params"] == [repr(before), "1"]
    job = DryJob("modal_table", "", f"results/{MODAL}", f"{BEFORE} {before!r} now: {now!r} ")
    assert Reasons(read()).of(job) == [f"since version 0.1.0 {why}"]


def test_parts_share_out_what_one_job_made(tmp_path):
    """Nothing is lost, nothing is there twice, and the record of the same name comes last."""
    shared = ("share_weights", tmp_path / "models/b", "models/b/model.keras")
    rule, folder, output = shared
    names = [name for part in PARTS[rule] for name in part.outputs]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    record = {
        "rule": rule,
        "code": code_of("place_shipped_model.py"),
        "inputs": {f"models/a/{name}": "0" for name in names},
        "outputs": {f"models/b/{name}": "0" for name in names},
    }
    found = list(parts_of(output, record, tmp_path))
    assert [first for first, _ in found] == ["models/b/card.md", output]
    card, weights = (part for _, part in found)
    assert list(card["inputs"]) == ["models/a/card.md"]
    assert not card["outputs"].keys() & weights["outputs"].keys()
    for key in ("inputs", "outputs"):
        assert (card[key] | weights[key]).keys() == record[key].keys()


def test_files_made_here_are_of_the_first_part():
    for rule, (_, files) in MADE_HERE.items():
        assert set(files) <= set(PARTS[rule][0].outputs)
