"""Environments: conda's file, the direct dependencies and the locked requirements are one."""

import re
from pathlib import Path

import pytest
import yaml

ENVS = Path(__file__).parents[2] / "envs"


def name_of(requirement):
    """Name in the one spelling that package indices use (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def entries_of(text):
    """Requirements of a file, comments left out, continued lines joined."""
    lines = re.sub(r"(^|\s)#.*", "", text).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip()]


def pins_of(requirements):
    pins = {}
    for requirement in requirements:
        version = re.match(r"[^=;\s]+==([^\s;]+)", requirement)
        pins[name_of(requirement)] = version[1] if version else None
    return pins


LOCKED = entries_of((ENVS / "requirements.txt").read_text(encoding="utf-8"))
MICROSCOPES = entries_of((ENVS / "requirements-microscopes.txt").read_text(encoding="utf-8"))
CLUSTER = entries_of((ENVS / "requirements-cluster.txt").read_text(encoding="utf-8"))
DIRECT = {name_of(x) for x in entries_of((ENVS / "requirements.in").read_text(encoding="utf-8"))}
CONDA = yaml.safe_load((ENVS / "environment.yaml").read_text(encoding="utf-8"))["dependencies"]
PIP = next(part["pip"] for part in CONDA if isinstance(part, dict))


def test_files_are_read():
    """Known lines of the files."""
    assert {"numpy", "tensorflow", "snakemake"} <= DIRECT
    assert {"numpy", "tensorflow", "snakemake", "absl-py"} <= pins_of(LOCKED).keys()
    assert entries_of("# no\nA_b==1 ; x \\\n  --hash=sha256:0  # why\n") == [
        "A_b==1 ; x    --hash=sha256:0"
    ]


@pytest.mark.parametrize("requirement", LOCKED + CLUSTER + MICROSCOPES, ids=name_of)
def test_every_requirement_is_pinned_with_hashes(requirement):
    assert re.match(r"[\w.-]+==[\w.]+ ", requirement)
    hashes = re.findall(r"--hash=(\S+)", requirement)
    assert hashes
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)


def test_one_version_of_each():
    """A package with two versions by platform could not agree with one conda pin."""
    names = [name_of(requirement) for requirement in LOCKED]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", sorted(DIRECT | pins_of(PIP).keys()))
def test_conda_pin_is_the_locked_version(name):
    """Every direct dependency is in both files, and conda's file has nothing else."""
    assert name in DIRECT
    assert pins_of(PIP)[name] == pins_of(LOCKED)[name] is not None


@pytest.mark.parametrize(("name", "pinned"), [("cluster", CLUSTER), ("microscopes", MICROSCOPES)])
def test_optional_pins_are_the_direct_ones_and_no_others(name, pinned):
    """`make cluster` and `make microscopes` install them alone, where the rest is."""
    direct = entries_of((ENVS / f"requirements-{name}.in").read_text(encoding="utf-8"))
    assert pins_of(pinned).keys() == {name_of(requirement) for requirement in direct}
    assert pins_of(pinned).keys().isdisjoint(pins_of(LOCKED))
    assert len(pinned) == len(pins_of(pinned))


def test_conda_solves_python_and_pip_only():
    """A package from conda would be another build than the one that is tested."""
    solved = {name_of(part) for part in CONDA if isinstance(part, str)}
    assert solved == {"python", "pip"}


def test_conda_and_make_ask_for_one_range_of_pythons():
    """Makefile: (3, 11) <= version <= (3, 13)."""
    makefile = (ENVS.parent / "Makefile").read_text(encoding="utf-8")
    low, high = re.search(r"\(3, (\d+)\) <= .* <= \(3, (\d+)\)", makefile).groups()
    python = next(part for part in CONDA if isinstance(part, str) and name_of(part) == "python")
    assert python == f"python >=3.{low},<3.{int(high) + 1}"
