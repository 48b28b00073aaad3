"""Profiles: every rule is provided for, what jobs are given grows with each attempt."""

import re
from dataclasses import dataclass

import pytest
import yaml
from survey_project import BAD, GOOD, ROOT

from oresurvey.survey.batches import split_into_batches

PROFILES = ROOT / "profiles"
RULES = {
    name: body
    for path in sorted((ROOT / "rules").glob("*.smk"))
    for name, body in re.findall(
        r"^rule (\w+):\n((?:    .*\n|\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE
    )
}
WORK = {name for name, body in RULES.items() if "    script:\n" in body}
"""Rules that do something; the others are targets."""
GPU = {
    *("train_model", "calibrate_model", "recognise_deposit", "predict_batch"),
    "measure_robustness",
}
"""Rules that compute a network."""


def text_of(name: str) -> str:
    return (PROFILES / name / "config.yaml").read_text(encoding="utf-8")


SLURM = yaml.safe_load(text_of("slurm"))
WORKSTATION = yaml.safe_load(text_of("workstation"))
FOR_A_GPU = yaml.safe_load(
    re.sub(r"# (slurm_partition: GPU_PARTITION|gpu: 1)$", r"\1", text_of("slurm"), flags=re.M)
)
"""The profile with the lines for a GPU in force."""


def test_rules_are_found():
    assert {"train_model", "predict_batch", "draw_audit", "ablation"} <= WORK
    assert "tables" in RULES.keys() - WORK


@pytest.mark.parametrize("profile", [SLURM, WORKSTATION], ids=["slurm", "workstation"])
@pytest.mark.parametrize("section", ["set-resources", "set-threads", "groups"])
def test_profiles_name_rules_that_do_work(profile, section):
    assert set(profile.get(section, {})) <= WORK


def test_no_rule_asks_a_cluster_for_all_cores_of_a_workstation():
    greedy = {name for name, body in RULES.items() if "\n    threads: 32\n" in body}
    assert greedy == set(SLURM["set-threads"])
    assert max(SLURM["set-threads"].values()) <= 8


def test_rules_of_a_batch_say_their_minutes():
    of_a_batch = {
        name
        for name in WORK
        if re.search(r"    output:\n(?: {8}.*\n)*? {8}.*\{batch\}", RULES[name])
    }
    assert {"catalog_batch", "predict_batch", "probability_maps"} <= of_a_batch
    assert of_a_batch == {name for name in WORK if "        runtime=" in RULES[name]}


def test_networks_have_the_gpu():
    """On a workstation one at a time; on a cluster where its user says so."""
    assert {name for name, own in WORKSTATION["set-resources"].items() if "gpu" in own} == GPU
    assert WORKSTATION["resources"] == {"gpu": 1}
    assert not any("gpu" in own for own in SLURM["set-resources"].values())
    given = {
        name: (own["slurm_partition"], own["gpu"])
        for name, own in FOR_A_GPU["set-resources"].items()
        if "gpu" in own
    }
    assert given == dict.fromkeys(GPU, ("GPU_PARTITION", 1))


def test_rules_in_a_group_do_not_need_a_gpu():
    """Slurm gives a group what its greediest rule asks for, from begin to end."""
    assert GPU.isdisjoint(SLURM["groups"])


@dataclass(frozen=True)
class Request:
    """What a job of a dry run asks for: MB and minutes."""

    memory: int
    runtime: int
    threads: int


@pytest.fixture(scope="module")
def project(unstarted, tmp_path_factory):
    """The tiny survey with a profile of Slurm's numbers that needs no Slurm."""
    project = unstarted.copy(tmp_path_factory.mktemp("profile") / "project")
    numbers = {key: SLURM[key] for key in ("default-resources", "set-resources", "set-threads")}
    folder = project.folder / "profiles" / "numbers"
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(numbers))
    return project


@pytest.fixture(scope="module")
def requests(project):
    """(rule, wildcards) to `Request`, for attempts 1 to 3."""

    def of_attempt(attempt: int) -> dict[tuple[str, str], Request]:
        done = project.snakemake(
            *("--profile", "profiles/numbers", "--cores", "16", "--dry-run"),
            *("--attempt", str(attempt), "all", "audit"),
        )
        assert done.returncode == 0, done.stdout
        found = {}
        for block in re.split(r"\n(?=(?:local)?rule \w+:\n)", done.stdout)[1:]:
            rule = re.match(r"(?:local)?rule (\w+):", block)[1]
            if rule not in WORK:
                continue
            wildcards = re.search(r"^ {4}wildcards: (.+)$", block, re.MULTILINE)
            threads = re.search(r"^ {4}threads: (\d+)$", block, re.MULTILINE)
            found[rule, wildcards[1] if wildcards else ""] = Request(
                memory=int(re.search(r"\bmem_mb=(\d+)", block)[1]),
                runtime=int(re.search(r"\bruntime=(\d+)", block)[1]),
                threads=int(threads[1]) if threads else 1,
            )
        return found

    return {attempt: of_attempt(attempt) for attempt in (1, 2, 3)}


def test_every_job_gets_more_on_each_attempt(requests):
    assert len(requests[1]) > 20
    for job, first in requests[1].items():
        assert first.memory >= 4000 and first.runtime >= 10
        for attempt in (2, 3):
            again = requests[attempt][job]
            assert again.memory == attempt * first.memory, job
            assert again.runtime == attempt * first.runtime, job
            assert again.threads == first.threads <= 8, job


def test_batches_get_time_by_their_fields(requests):
    """Ten minutes, and two for each field to predict, one for each whose grains are found."""
    batches = split_into_batches([*GOOD, *BAD], 7)
    # Six good fields and five bad ones in batches of at most seven.
    assert sorted(len(members) for members in batches.values()) == [4, 7]
    for batch, members in batches.items():
        wildcards = f"model=first, batch={batch}"
        predicted, measured = (
            requests[1][rule, wildcards].runtime for rule in ("predict_batch", "instances_batch")
        )
        assert predicted == 10 + 2 * len(members)
        assert measured == 10 + len(members)
