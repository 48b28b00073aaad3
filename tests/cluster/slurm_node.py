"""A real Slurm cluster of one node, in a folder of its own, without systemd.

Nothing of the machine's own set-up is read or written: keys, database, sockets, ports and logs are
the folder's. docs/run/cluster.md names Debian's packages.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from slurm_files import write_files

PROGRAMS = (
    *("munged", "mungekey", "mariadbd", "mariadb-install-db", "slurmdbd", "slurmctld", "slurmd"),
    *("sacct", "sacctmgr", "sbatch", "scancel", "scontrol", "sinfo", "squeue", "srun", "setpriv"),
)
PATIENCE_S = 60
"""For a daemon to come up, and for all jobs to end."""
STOP_S = 10
"""For a daemon to go when it is asked to."""


def obstacle() -> str:
    """Why no cluster can be started here; empty where it can."""
    if os.geteuid() != 0:
        return "only root can start a Slurm node"
    absent = [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]
    if absent:
        return f"not installed: {', '.join(absent)}; docs/run/cluster.md names the packages"
    try:
        socket.gethostbyname(socket.gethostname())
    except OSError:
        return f"the name of this machine, {socket.gethostname()!r}, has no address"
    return ""


def _path() -> str:
    return os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Look ten times a second until something holds; fail with its name if it does not."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: nothing for {PATIENCE_S} s")
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class SlurmNode:
    """A running cluster.

    Attributes
    ----------
    folder : Path
        Configuration, state and logs.
    """

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which Slurm's commands speak to this cluster and to no other."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
        return own | {
            "SLURM_CONF": f"{self.folder}/slurm.conf",
            "PATH": f"{self.folder}/bin{os.pathsep}{_path()}",
        }

    def ask(self, *command: str) -> str:
        """What one of Slurm's commands prints; raises if it fails."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def rows(self, *command: str) -> list[list[str]]:
        """The same as rows of cells that a bar separates."""
        return [line.split("|") for line in self.ask(*command).splitlines()]

    def answers(self, *command: str, text: str = "") -> bool:
        """Whether a command succeeds by now and prints some text."""
        with contextlib.suppress(RuntimeError):
            return text in self.ask(*command)
        return False


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start(stack: ExitStack, node: SlurmNode, *command: str) -> None:
    """Start a daemon in the foreground; it is stopped with the stack, or with this process."""
    with (node.folder / f"{command[0]}.out").open("w") as log:
        process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "KILL", *command),
            env=node.environment,
            cwd=node.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    stack.callback(_stop, process)


def _start_munge(stack: ExitStack, node: SlurmNode) -> None:
    folder = node.folder
    node.ask("mungekey", "--create", f"--keyfile={folder}/munge.key")
    parts = {"socket": "socket", "key-file": "key", "log-file": "log", "pid-file": "pid"}
    files = [f"--{option}={folder}/munge.{suffix}" for option, suffix in parts.items()]
    # By force, as others may write to the folder above.
    _start(stack, node, "munged", "--foreground", "--force", *files, f"--seed-file={folder}/seed")
    wait_until((folder / "munge.socket").exists, "munged")


def _start_accounting(stack: ExitStack, node: SlurmNode, database_port: int) -> None:
    folder = node.folder
    place = (f"--datadir={folder}/database", f"--tmpdir={folder}", "--user=root")
    node.ask("mariadb-install-db", "--no-defaults", *place, "--skip-test-db")
    _start(
        *(stack, node, "mariadbd", "--no-defaults", *place, "--bind-address=127.0.0.1"),
        *(f"--port={database_port}", f"--socket={folder}/mariadb.sock"),
        *(f"--pid-file={folder}/mariadb.pid", f"--init-file={folder}/user.sql"),
        *("--innodb-buffer-pool-size=64M", "--skip-name-resolve"),
    )
    wait_until(lambda: _listens(database_port), "mariadbd")
    _start(stack, node, "slurmdbd", "-D")
    wait_until(lambda: node.answers("sacctmgr", "show", "cluster"), "slurmdbd")
    for entry in ("cluster ore", "account geology cluster=ore", "user root account=geology"):
        node.ask("sacctmgr", "--immediate", "add", *entry.split())


def _end_all_jobs(node: SlurmNode) -> None:
    """Cancel what still runs, so that no job outlives its node."""
    node.ask("scancel", "--user=root")
    wait_until(lambda: not node.ask("squeue", "--noheader").strip(), "the end of all jobs")


@contextlib.contextmanager
def slurm_node(folder: Path) -> Iterator[SlurmNode]:
    """Start a cluster in an empty folder; everything is stopped at the end, whatever happens.

    Raises
    ------
    TimeoutError
        If a daemon does not come up; the folder holds its log.
    """
    node = SlurmNode(folder)
    ports = write_files(folder)
    with ExitStack() as stack:
        _start_munge(stack, node)
        _start_accounting(stack, node, ports["database_port"])
        _start(stack, node, "slurmctld", "-D")
        _start(stack, node, "slurmd", "-D", "-N", "ore")
        wait_until(lambda: node.answers("sinfo", "-ho%T", text="idle"), "slurmctld and slurmd")
        stack.callback(_end_all_jobs, node)
        yield node
