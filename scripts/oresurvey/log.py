"""What a job leaves in its log file: steps, and the whole traceback if it fails."""

import atexit
import logging
import sys
import time
import traceback

from oresurvey.errors import OreSurveyError

LOG = logging.getLogger("oresurvey")


def start_log(paths) -> None:
    """Log into a job's file; on the terminal a person gets the message of an error only.

    The last line tells for how long the stage worked, without the start of the interpreter.

    Parameters
    ----------
    paths : sequence of str
        The rule's ``log``; may be empty.
    """
    handler = logging.FileHandler(paths[0], mode="w") if paths else logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)

    begun = time.time()
    atexit.register(lambda: LOG.info("worked from %.3f to %.3f", begun, time.time()))

    def hook(kind, error, trace):
        LOG.error("".join(traceback.format_exception(kind, error, trace)))
        if isinstance(error, OreSurveyError):
            print(f"error: {error}", file=sys.stderr)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook
