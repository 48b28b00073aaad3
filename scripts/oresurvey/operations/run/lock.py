"""The lock of a results folder: one run at a time writes there, from whatever checkout.

Snakemake's own locks lie in the working directory, name no owner and outlive a kill. This one is a
file lock of the system, which ends with its process, on a file that says whose it is: that tells a
person whom to ask, and it tells on a network folder, where a lock may be seen by one machine only.
"""

import atexit
import errno
import fcntl
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import psutil

from oresurvey.errors import LockedError
from oresurvey.operations.records.jobs import RECORDS

LOCK = f"{RECORDS}/.lock"
"""The file, in the results folder; it stays when it is released, empty."""
UNLOCK = "make unlock CONFIG=..."
NAMED_S = 2.0
"""Between taking a lock and writing whose it is."""


@dataclass(frozen=True)
class Owner:
    """Who holds a lock.

    Attributes
    ----------
    host : str
    pid : int
    command : str
    since : str
        Local time of its machine.
    """

    host: str
    pid: int
    command: str
    since: str

    @classmethod
    def this_process(cls, command: str) -> "Owner":
        """This process, now."""
        return cls(socket.gethostname(), os.getpid(), command, time.strftime("%Y-%m-%d %H:%M"))

    @property
    def is_here(self) -> bool:
        """Whether it runs, or ran, on this machine."""
        return self.host == socket.gethostname()

    def __str__(self) -> str:
        return f"`{self.command}` (process {self.pid} on {self.host}, since {self.since})"


@dataclass
class ResultsLock:
    """A lock that this process holds.

    Attributes
    ----------
    killed : Owner or None
        The run that left the lock behind, if one did.
    """

    stream: TextIO
    killed: Owner | None

    def release(self) -> None:
        """Name no owner any more, and let go."""
        if self.stream.closed:
            return
        self.stream.truncate(0)
        self.stream.close()


def _open(results: Path) -> TextIO:
    path = results / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "a+", encoding="utf-8")
    except OSError as error:
        raise _not_writable(results, error) from None


def _not_writable(results: Path, error: OSError) -> LockedError:
    return LockedError(
        f"{results} cannot be written ({error.strerror}): mount it for writing, mend its "
        "permissions, make room on its disk, or name another folder under results in the "
        "configuration"
    )


def _locked(stream: TextIO) -> bool | None:
    """Lock a file: True when it worked, False when another has it, None where nothing can be."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK):
            return None
        return False
    return True


def _owner(stream: TextIO) -> Owner | None:
    """Who the file names; None for nobody, or for a line that a kill or a full disk cut off."""
    stream.seek(0)
    try:
        return Owner(**json.loads(stream.read()))
    except (ValueError, TypeError):
        return None


def _named_owner(stream: TextIO) -> Owner | None:
    """Who holds the lock; a run that took it in this moment gets the time to write its name."""
    end = time.monotonic() + NAMED_S
    while (owner := _owner(stream)) is None and time.monotonic() < end:
        time.sleep(0.05)
    return owner


def _check_not_held(results: Path, locked: bool | None, owner: Owner | None) -> None:
    """Raise if somebody is seen to hold the lock."""
    if locked is None and owner:
        locked = not (owner.is_here and psutil.pid_exists(owner.pid))
    if locked is False:
        raise LockedError(
            f"{results} is being worked on by {owner or 'another run'}. Nothing was started here: "
            "wait for it to end, or stop it there with Ctrl-C; what it has made by then is kept"
        )


def _check_here(results: Path, owner: Owner | None) -> None:
    """Raise if the last owner ran where nothing can be known of it."""
    if owner and not owner.is_here:
        raise LockedError(
            f"{results} was last worked on by {owner}, and did not say that it ended. Whether it "
            f"still runs cannot be known on {socket.gethostname()}. If it does not, `{UNLOCK}` "
            "releases the lock; nothing that was made is lost"
        )


def _write_owner(stream: TextIO, results: Path, owner: Owner) -> None:
    """Say whose the lock is."""
    try:
        stream.truncate(0)
        stream.write(json.dumps(asdict(owner)) + "\n")
        stream.flush()
    except OSError as error:
        raise _not_writable(results, error) from None


def take_lock(results: str | Path, command: str, anywhere: bool = False) -> ResultsLock:
    """Lock a results folder for this process; its end releases it, however it ends.

    Parameters
    ----------
    results : path
        Made if it is missing.
    command : str
        What a person knows this run by.
    anywhere : bool
        Whether a person says that an owner on another machine is no longer there.

    Raises
    ------
    LockedError
        If another run holds the lock or may hold it, or if the folder cannot be written.
    """
    results = Path(results)
    stream = _open(results)
    try:
        locked = _locked(stream)
        owner = _named_owner(stream) if locked is False else _owner(stream)
        _check_not_held(results, locked, owner)
        if not anywhere:
            _check_here(results, owner)
        _write_owner(stream, results, Owner.this_process(command))
    except LockedError:
        stream.close()
        raise
    lock = ResultsLock(stream, owner)
    atexit.register(lock.release)
    return lock
