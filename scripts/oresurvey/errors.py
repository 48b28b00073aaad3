"""The errors a person can act on.

Each message names the file, the row or the key, and says what to do about it.
"""


class OreSurveyError(Exception):
    """Root of every error that this package raises on purpose."""


class SheetError(OreSurveyError, ValueError):
    """The sheet of fields cannot be used as it is; nothing has been started."""


class ConfigurationError(OreSurveyError, ValueError):
    """The configuration or a table that it names cannot be used as it is."""


class FieldError(OreSurveyError, ValueError):
    """One photograph or mask cannot be used; the survey goes on without it."""


class ChangedFileError(OreSurveyError):
    """A photograph or mask is no longer what it was when the run started; the job is done again."""


class LockedError(OreSurveyError):
    """The results cannot be written by this run now; nothing has been started."""


class ClockError(OreSurveyError):
    """A file of the user's is dated later than now; nothing has been started."""
