"""Snakemake's logger plugin "survey" (``--logger survey``): the terminal belongs to the watch.

Every job imports this module with Snakemake's list of plugins, so it imports little itself.
"""

import sys

from snakemake_interface_logger_plugins.base import LogHandlerBase


class LogHandler(LogHandlerBase):
    """Hands log records to a `operations.progress.watch.Watch`; a dry run is printed as ever."""

    def __post_init__(self) -> None:
        from oresurvey.operations.progress.watch import Watch

        self.watch = None if self.common_settings.dryrun else Watch(sys.stderr)

    def setFormatter(self, formatter) -> None:
        """Let the watch format what it writes to a file as Snakemake would."""
        super().setFormatter(formatter)
        if self.watch:
            self.watch.setFormatter(formatter)

    def emit(self, record) -> None:
        """Hand a record on."""
        if self.watch:
            self.watch.emit(record)
        elif text := self.format(record):
            print(text, flush=True)

    def close(self) -> None:
        """Tell the end."""
        if self.watch:
            self.watch.close()
        super().close()

    @property
    def writes_to_stream(self) -> bool:
        """Yes: Snakemake's own lines are not printed."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """No."""
        return False

    @property
    def has_filter(self) -> bool:
        """All records are heard, however quiet Snakemake is told to be; not in a dry run."""
        return self.watch is not None

    @property
    def has_formatter(self) -> bool:
        """No: Snakemake's is used."""
        return False

    @property
    def needs_rulegraph(self) -> bool:
        """No."""
        return False
