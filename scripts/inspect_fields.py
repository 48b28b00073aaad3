"""Catalog: inspect one batch of photographs and masks."""

from oresurvey.catalog.inspection import catalog_row, inspect_row
from oresurvey.catalog.meters import FieldWatch
from oresurvey.catalog.scale_remark import scale_remark
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.tables import write_json
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.visible import entry_of


def main(
    rows: list[dict],
    paths: dict,
    codes: list[int],
    smallest_px: int,
    largest_mpx: float,
    verdicts: Verdicts,
    output: str,
) -> None:
    """Write what the catalog finds out about each field of a batch.

    Parameters
    ----------
    rows : list of dict
        As from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    codes : list of int
        Codes that masks may hold.
    smallest_px : int
        Shortest side of a photograph that can be used.
    largest_mpx : float
        Millions of pixels above which a photograph is not decoded.
    verdicts : Verdicts
        Gets those on the annotated fields.
    output : str
        Manifest of the batch.
    """
    entries = []
    for row in rows:
        watch = FieldWatch()
        field, found = inspect_row(row, paths, codes, smallest_px, largest_mpx, watch, verdicts)
        LOG.info("%s: %s %s", field.field, found.status, found.reason)
        measured = watch.as_json()
        if said := scale_remark(field):
            measured["remarks"] = [*measured["remarks"], said]
        entries.append(
            {
                "field": field.field,
                "row": catalog_row(field, found),
                "class_pixels": {str(k): v for k, v in (found.class_pixels or {}).items()},
                **measured,
                **entry_of(found.visible),
            }
        )
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.codes,
        snakemake.params.smallest_px,
        snakemake.params.largest_mpx,
        Verdicts(**snakemake.config["how"]["verdicts"]),
        snakemake.output[0],
    )
    record_job(snakemake)
