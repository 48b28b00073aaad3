"""Probability maps: draw the full map of one class over its photograph."""

from oresurvey.errors import OreSurveyError
from oresurvey.files.manifests import read_manifests
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.probability_maps.heat_map import draw_heat_map
from oresurvey.probability_maps.index import load_index
from oresurvey.probability_maps.store import open_store
from oresurvey.survey.minerals import read_minerals


def main(manifests: list[str], field: str, code: int, minerals_path: str, output: str) -> None:
    """Draw the map of eq. (1) of a class in a field.

    Raises
    ------
    OreSurveyError
        If the field has no probability map.
    """
    folders = {entry["field"]: entry["folder"] for entry in read_manifests(manifests)}
    if field not in folders:
        raise OreSurveyError(
            f"heat_maps: field {field!r} has no probability map; name a field with a mask and "
            "split train or validation"
        )
    image, mask = open_store(folders[field])
    full = load_index(folders[field]).full_map(code, mask)
    name = read_minerals(minerals_path)[code].name
    draw_heat_map(image, full, f"{field}: probability of a patch by its {name}", output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input),
        snakemake.params.field,
        int(snakemake.wildcards.code),
        snakemake.params.minerals,
        snakemake.output[0],
    )
    record_job(snakemake)
