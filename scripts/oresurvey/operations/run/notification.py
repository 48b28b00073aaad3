"""Notification: a command of the user's that is told how the night went."""

import contextlib
import os
import signal
import subprocess
import tempfile

from oresurvey.operations.run.left_over_jobs import VARIABLE

TIMEOUT_S = 60
SAID_BYTES = 2000
LONGEST_VARIABLE = 20_000
"""Characters of the summary in the environment; Linux takes 128 KiB in one variable."""


def notify(command: str, status: str, summary: str, report: str, timeout_s=TIMEOUT_S) -> str | None:
    """Run the command; whatever it does, the survey's outcome stays.

    Parameters
    ----------
    command : str
        For the shell. The summary is its standard input; the environment variables
        ORESURVEY_STATUS, ORESURVEY_SUMMARY and ORESURVEY_REPORT hold the rest.
    status : str
        "finished" or "failed".
    summary : str
    report : str
        Path of the report; "" when there is none.
    timeout_s : float
        The command and all that it started are ended after this time.

    Returns
    -------
    str or None
        What went wrong, for a person; None if nothing did.
    """
    # What the command leaves in the background is no job of a survey.
    environment = {key: value for key, value in os.environ.items() if key != VARIABLE} | {
        "ORESURVEY_STATUS": status,
        "ORESURVEY_SUMMARY": summary[:LONGEST_VARIABLE],
        "ORESURVEY_REPORT": report,
    }
    # A file, not a pipe: what the command leaves in the background may hold a pipe open for ever.
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(
            command, shell=True, env=environment, stdin=subprocess.PIPE, stdout=said,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            started.communicate(summary.encode(), timeout=timeout_s)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            return f"notify: the command took more than {timeout_s:g} s and was ended: {command}"
        if started.returncode == 0:
            return None
        said.seek(0)
        words = said.read(SAID_BYTES).decode("utf-8", errors="replace").strip()
    return f"notify: the command ended with {started.returncode}: {command}" + (
        f"\n{words}" if words else ""
    )
