"""Snakemake and its jobs in copies of a process that has imported what is not the project's.

Half of the processor time of a tiny survey goes into the start of its forty jobs: TensorFlow,
pandas and SciPy, again and again. Here every job is a copy (fork) of one process that has them. It
is a process of its own all the same, and imports the project from its own folder. What is run as a
user runs it (`make survey`, printed commands, Slurm, runs that are killed) does without.

`_serve` is that process. It is asked over a socket: arguments as Python takes them, folder,
environment and the three standard files; it answers with the exit status. `CLIENT` asks for a job
and takes the place of Python in Snakemake; a copy dies with whoever asked for it.
"""

import atexit
import gc
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

SCRIPTS = Path(__file__).parents[2] / "scripts"
IMPORTED = (
    *("cc3d", "docutils", "jinja2", "matplotlib.pyplot", "openpyxl", "openvino", "pandas"),
    *("periodictable", "PIL.Image", "pyarrow.parquet", "pydantic", "pyogrio", "rasterio"),
    *("requests", "scipy.ndimage", "scipy.stats", "skimage.measure", "skimage.morphology"),
    *("skimage.segmentation", "smart_open", "snakemake.cli", "snakemake.script", "yaml"),
)
"""What Snakemake, the rules and their scripts import, and not the project; TensorFlow besides."""

POLL_S = 0.02

CLIENT = """#!{python} -IS
import json, os, socket, sys
asked = dict(arguments=sys.argv[1:], folder=os.getcwd(), environment=dict(os.environ))
with socket.socket(socket.AF_UNIX) as warm:
    warm.connect({address!r})
    socket.send_fds(warm, [b"."], [0, 1, 2])
    warm.sendall(json.dumps(asked).encode() + b"\\n")
    status = int(warm.makefile().readline() or 1)
sys.exit(status) if status >= 0 else os.kill(os.getpid(), -status)
"""


_held: list[subprocess.Popen] = []


@cache
def _start() -> Path:
    """Folder of the process, which the first run starts: its socket, its client, what it spent."""
    folder = Path(mkdtemp(prefix="warm"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    client = folder / "python"
    client.write_text(CLIENT.format(python=sys.executable, address=str(folder / "socket")))
    client.chmod(0o755)
    # One thread, as a job has it that asks for one core; and a copy would not have the others.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = (sys.executable, __file__, folder)
    pipe = subprocess.PIPE
    warm = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe)
    assert warm.stdout.readline(), "the warm process did not start"
    # It ends with this process, which holds the other end of its standard input.
    _held.append(warm)
    return folder


def spent_s() -> float:
    """Processor time of the runs and jobs so far, in seconds; they are no children of this one."""
    spent = _start() / "spent" if _start.cache_info().currsize else None
    return sum(map(float, spent.read_text().split())) if spent and spent.exists() else 0.0


def run_warm(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess:
    """Run Snakemake in a folder; all that it prints is in ``stdout``."""
    warm = _start()
    asked = {
        "arguments": ("-m", "snakemake", *arguments),
        "folder": str(folder),
        "environment": environment,
        "executable": str(warm / "python"),
    }
    with TemporaryFile() as output, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(warm / "socket"))
        with open(os.devnull) as nothing:
            files = [nothing.fileno(), output.fileno(), output.fileno()]
            socket.send_fds(connection, [b"."], files)
        connection.sendall(json.dumps(asked).encode() + b"\n")
        returncode = int(connection.makefile().readline())
        output.seek(0)
        return subprocess.CompletedProcess(arguments, returncode, output.read().decode())


def _watch(child: int, connection: socket.socket, spent: Path) -> None:
    """Wait for a copy, or kill it once nobody waits for its answer; then end."""
    done = 0
    while not done:
        done, status, used = os.wait4(child, os.WNOHANG)
        if not done and select.select([connection], [], [], POLL_S)[0]:
            os.kill(child, signal.SIGKILL)
    with open(spent, "a") as file:
        print(used.ru_utime + used.ru_stime, file=file)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(connection: socket.socket, folder: Path) -> None:
    """Do in this copy what is asked for, as Python would."""
    _, files, *_ = socket.recv_fds(connection, 1, 3)
    asked = json.loads(connection.makefile().readline())
    child = os.fork()
    if child:
        for file in files:
            os.close(file)
        _watch(child, connection, folder / "spent")
    connection.close()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.executable = asked.get("executable", sys.executable)
    first, *rest = asked["arguments"]
    path = [one for one in asked["environment"].get("PYTHONPATH", "").split(os.pathsep) if one]
    if first == "-m":
        first, *rest = rest
        sys.path[:1] = [asked["folder"], *path]
        sys.argv = [first, *rest]
        runpy.run_module(first, run_name="__main__", alter_sys=True)
    else:
        sys.path[:1] = [str(Path(first).parent), *path]
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")


def _serve(folder: Path) -> None:
    """Import, say so, and answer until standard input ends; a copy returns when it is done."""
    for module in IMPORTED:
        import_module(module)
    runpy.run_path(str(SCRIPTS / "oresurvey" / "network" / "keras_start.py"))
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket"))
        listener.listen()
        # Nobody waits for the copies that watch.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("ready", flush=True)
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listener.close()
                return _become(connection, folder)
            connection.close()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
