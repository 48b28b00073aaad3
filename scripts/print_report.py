"""Report: the survey page as a PDF, printed by a headless Chromium."""

from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.report.pdf import print_page


def main(browser: str, page: str, pdf: str, log: str) -> None:
    """Print the page.

    Parameters
    ----------
    browser : str
        The Chromium.
    page, pdf : str
    log : str
        Where the browser's own messages go.
    """
    print_page(browser, page, pdf, log)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.config["how"]["browser"],
        snakemake.input.page,
        snakemake.output[0],
        snakemake.log[0],
    )
    record_job(snakemake)
