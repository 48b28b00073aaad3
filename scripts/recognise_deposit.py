"""Inference: whose colours a deposit shows that no training did, and lights that fields share."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.files.steady import steady
from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.engines import load_engine
from oresurvey.inference.recognition import distances_by_light
from oresurvey.light.deposit import (
    EXCHANGED,
    DepositLights,
    decided,
    field_agreements,
    needs_decision,
    seem_exchanged,
)
from oresurvey.light.exposure import Exposure
from oresurvey.light.sample import sample_field
from oresurvey.log import LOG, start_log
from oresurvey.network.engine import Engine
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.empty_areas import open_seen
from oresurvey.survey.rows import as_field, camera_settings


def measured(rows: list[dict], paths: dict, exposure: Exposure, load: Callable[[], Engine]):
    """Agreements and distances of every photograph that can be read; (fields, deposits) each.

    Parameters
    ----------
    rows, paths :
        As of `main`.
    exposure : light.exposure.Exposure
    load : callable
        Gives the engine; called where there is a choice to make.

    Returns
    -------
    agreements, exchanged, distances : (fields, deposits) float64
        Exchanged: agreements with red and blue exchanged.
    sessions : (fields,) str
        Of these fields; empty where the sheet tells of none.
    """
    engine = load() if needs_decision(exposure) and rows else None
    agreements, exchanged, distances, sessions = [], [], [], []
    for row in rows:
        field = as_field(row, paths)
        seen = exposure.evenly_lit() if field.calibration else exposure
        try:
            with open_seen(field) as photograph:
                sample = sample_field(photograph)
                far = np.zeros(len(exposure.known))
                if engine is not None and engine.familiar is not None:
                    far = np.array(distances_by_light(photograph, engine))
        except FieldError as error:
            # The catalog says so; the others decide.
            LOG.warning("%s: %s", field.field, error)
            continue
        agreements.append(field_agreements([sample], seen))
        colours, positions = sample
        exchanged.append(field_agreements([(colours[:, ::-1].copy(), positions)], seen))
        distances.append(far[None])
        sessions.append(field.session)
    empty = [np.empty((0, len(exposure.known)))]
    return (
        np.concatenate(agreements or empty),
        np.concatenate(exchanged or empty),
        np.concatenate(distances or empty),
        np.array(sessions, str),
    )


def shared_lights(
    rows: list[dict], paths: dict, exposure: Exposure, lights: DepositLights
) -> list[dict]:
    """The one light of the fields of each calibration photograph, and session.

    Parameters
    ----------
    rows, paths :
        Of the fields by which they are found, as of `main`.
    exposure : light.exposure.Exposure
    lights : light.deposit.DepositLights
        What was decided of their deposit.

    Returns
    -------
    list of dict
        session, calibration_sha256, fields (their number), light (as
        `light.field_light.FieldLight.stops`); none where the model finds no light by minerals.
    """
    groups: dict[tuple[str, str, str], list] = {}
    for row in rows if exposure.known else []:
        field = as_field(row, paths)
        try:
            with (
                steady(field.calibration, row["calibration_digest"]),
                open_seen(field) as photograph,
            ):
                sample = sample_field(photograph)
        except FieldError as error:
            LOG.warning("%s: %s", field.field, error)
            continue
        groups.setdefault(camera_settings(row), []).append((row, sample))
    found = []
    for (deposit, session, digest), members in sorted(groups.items()):
        seen = exposure.of_deposit(lights.light_as_of(members[0][0]) or deposit)
        light = seen.shared_light([sample for _, sample in members])
        LOG.info("%s %s: one light of %d fields %s", deposit, session, len(members), light)
        found.append(
            {
                "session": session,
                "calibration_sha256": digest,
                "fields": len(members),
                "light": list(light.stops),
            }
        )
    return found


def main(
    rows: list[dict],
    sharing: list[dict],
    paths: dict,
    model: str,
    converted: str | None,
    settings: dict,
    threads: int,
    deposit: str,
    output: str,
) -> None:
    """Write which training deposit's colours a deposit is seen in, and lights that fields share.

    Parameters
    ----------
    rows : list of dict
        Fields that decide, as returned by `survey.rows.as_rows`.
    sharing : list of dict
        Fields with a calibration photograph, by which the lights are found that they share.
    paths : dict
        As returned by `survey.rows.paths_of`.
    model : str
        Folder of the model.
    converted : str or None
        Folder of the converted network, if there is one.
    settings : dict
        engine and precision of the configuration's ``inference`` section.
    threads : int
    deposit : str
    output : str
        JSON: deposit, fields (how many could be read and decided), and what
        `light.deposit.decided` tells of them. Where the sheet tells of sessions, ``sessions``: the
        same of each, by its name. Where its photographs agree better with ore with red and blue
        exchanged, ``red_and_blue``. Where it names calibration photographs, ``calibrations``, see
        `shared_lights`.
    """
    exposure = Exposure.from_json(read_json(Path(model) / "model.json"))

    def load() -> Engine:
        return load_engine(model, threads, settings["engine"], settings["precision"], converted)

    found, exchanged, distances, of = measured(
        rows if exposure.known else [], paths, exposure, load
    )
    content = {"deposit": deposit, "fields": len(found), **decided(found, distances, exposure)}
    if seem_exchanged(found, exchanged):
        content["red_and_blue"] = EXCHANGED
        LOG.warning("%s: red and blue of its photographs look exchanged", deposit)
    sessions = sorted({row["session"] for row in rows if "session" in row})
    if sessions:
        content["sessions"] = {
            name: {
                "fields": int((of == name).sum()),
                **decided(found[of == name], distances[of == name], exposure),
            }
            for name in sessions
        }
    if sharing:
        lights = DepositLights.from_json([content])
        content["calibrations"] = shared_lights(sharing, paths, exposure, lights)
    LOG.info("%s: light as of %s %s", deposit, content["light_as"], content["evidence"])
    write_json(content, Path(output))


if __name__ == "__main__":
    start_log(snakemake.log)
    note = snakemake.input.get("network")
    main(
        snakemake.params.fields,
        snakemake.params.sharing,
        snakemake.config["paths"],
        str(Path(snakemake.input.about).parent),
        str(Path(note).parent) if note else None,
        snakemake.params.settings | snakemake.config["how"]["inference"],
        snakemake.threads,
        snakemake.params.deposit,
        snakemake.output[0],
    )
    record_job(snakemake)
