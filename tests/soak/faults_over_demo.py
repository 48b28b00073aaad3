"""Soak: all faults over the demo survey, in turn, and then a comparison to the byte.

The survey is that of ``config/config.yaml``, its training shorter and deterministic. Faults follow
one another on one results folder, as a run goes on from what the last one left; whenever it is
finished, it is compared with a run that nothing befell, and begun anew.
"""

import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from faults import (
    clock_jumps,
    full_disk,
    kill_group,
    kill_job,
    kill_snakemake,
    late_files,
    out_of_memory,
    photograph_changes,
    photograph_vanishes,
    read_only,
    two_runs,
)
from faults.night import CannotBeTried, Night
from faults.result_digests import result_digests, unlike

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "results" / "soak"
KILLS = (kill_snakemake, kill_group, kill_job)
OTHERS = (
    *(out_of_memory, full_disk, read_only, photograph_changes, photograph_vanishes),
    *(late_files, clock_jumps, two_runs),
)
PARTS = ("Snakefile", "rules", "scripts", "config", "profiles", "envs")
TRAINING = {"deterministic": True, "epochs": 4, "steps_per_epoch": 15}


def configuration() -> dict:
    """The demo survey with a training whose result depends on nothing but its seed."""
    survey = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    train = survey["models"]["small"]["train"] | TRAINING
    del train["minutes"]
    return survey | {
        "sheet": "photographs/sheet.tsv",
        "results": "results",
        "demo": {"folder": "photographs"},
        "models": {"small": {"train": train}},
    }


def checkout(folder: Path) -> Path:
    """A folder to run the survey in, with the project's own files linked into it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in PARTS:
        (folder / part).symlink_to(ROOT / part)
    text = yaml.safe_dump(configuration(), sort_keys=False)
    (folder / "survey.yaml").write_text(text, encoding="utf-8")
    return folder


@dataclass
class Account:
    """What was injected and what became of it."""

    injected: Counter = field(default_factory=Counter)
    survived: int = 0
    pending: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    unlike: set[str] = field(default_factory=set)
    finishes: int = 0

    def compare(self, found: dict[str, str], undisturbed: dict[str, str]) -> None:
        """Take a finished survey into the account of all faults since the last one."""
        differ = unlike(found, undisturbed)
        for name in differ:
            print(f"FINDING differs: {name}", flush=True)
        self.unlike.update(differ)
        self.survived += 0 if differ else self.pending
        self.pending = 0
        self.finishes += 1

    def rows(self, kills: int) -> list[tuple[str, str]]:
        """Rows of the table of `run`."""
        counts = [(f"faults: {name}", str(count)) for name, count in sorted(self.injected.items())]
        skipped = [(f"faults: {name}", f"not tried ({why})") for name, why in self.skipped.items()]
        return [
            *counts,
            *skipped,
            ("faults injected", str(self.injected.total())),
            ("faults survived", str(self.survived)),
            ("faults not survived (0)", str(self.injected.total() - self.survived)),
            ("faults: kills at random moments", str(kills)),
            ("faults: finished surveys compared", str(self.finishes)),
            ("faults: files different (0)", str(len(self.unlike))),
            ("faults: behaved otherwise than they should (0)", str(len(self.failed))),
        ]


def _inject(fault, night: Night, rng: random.Random, account: Account) -> bool:
    """Let one fault happen; False if it came too late to strike."""
    begun = time.monotonic()
    try:
        if not fault.inject(night, rng):
            print(f"{fault.NAME}: too late", flush=True)
            return False
    except CannotBeTried as why:
        account.skipped[fault.NAME] = str(why)
        return True
    except AssertionError as error:
        account.failed.append(fault.NAME)
        print(f"FINDING {fault.NAME}: {error}", flush=True)
    account.injected[fault.NAME] += 1
    account.pending += 1
    print(f"{fault.NAME}: {time.monotonic() - begun:.0f} s", flush=True)
    return True


def _is_finished(night: Night) -> bool:
    return (night.results / "small" / "report" / "index.html").exists()


def faults(kills: int, cores: int, seed: int) -> list[tuple[str, str]]:
    """Inject every other fault once, and so many kills; rows of the table of `run`.

    Parameters
    ----------
    kills, cores, seed : int
        The seed chooses the moments and the order.
    """
    rng = random.Random(seed)
    calm = Night(*_places(checkout(FOLDER / "undisturbed")), longest_s=0, cores=cores)
    begun = time.monotonic()
    calm.finish()
    took = time.monotonic() - begun
    print(f"undisturbed: {took:.0f} s", flush=True)
    undisturbed = result_digests(calm.results)

    night = Night(*_places(checkout(FOLDER / "disturbed")), longest_s=took / 4, cores=cores)
    wanted = [rng.choice(KILLS) for _ in range(kills)] + list(OTHERS)
    rng.shuffle(wanted)
    account = Account()
    while wanted:
        struck = _inject(wanted[0], night, rng, account)
        # What came too late is tried again on a survey that has more to do.
        del wanted[: int(struck)]
        if _is_finished(night) or not struck:
            _finish(night, account, undisturbed)
            _begin_anew(night)
    _finish(night, account, undisturbed)
    return account.rows(sum(account.injected[fault.NAME] for fault in KILLS))


def _places(folder: Path) -> tuple[Path, Path, Path]:
    return folder, folder / "results", folder / "photographs" / "images"


def _finish(night: Night, account: Account, undisturbed: dict[str, str]) -> None:
    begun = time.monotonic()
    try:
        night.finish()
    except AssertionError as error:
        account.failed.append("plain run")
        print(f"FINDING plain run: {error}", flush=True)
    print(f"plain run: {time.monotonic() - begun:.0f} s", flush=True)
    account.compare(result_digests(night.results), undisturbed)


def _begin_anew(night: Night) -> None:
    for folder in (night.results, night.folder / ".snakemake"):
        shutil.rmtree(folder)
