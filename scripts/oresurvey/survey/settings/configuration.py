"""The configuration: checked, with defaults filled in."""

import os
import re
from pathlib import Path

from pydantic import ValidationError

from oresurvey.errors import ConfigurationError
from oresurvey.survey.layout import RESERVED
from oresurvey.survey.settings.messages import messages
from oresurvey.survey.settings.models import Network
from oresurvey.survey.settings.settings import Settings

TOLD_TO_SCRIPTS = ("paths", "how", "run", "corrected")
"""Keys that a run puts beside the configuration for its scripts."""


def _refuse(key: str, says: str) -> None:
    raise ConfigurationError(f"configuration: {key}: {says}")


def _check_names(settings: Settings) -> None:
    """Names of models are folders of the results; a report is about models that there are."""
    models = settings.models
    for name in models:
        if name in RESERVED or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            _refuse(
                f"models.{name}",
                "this name is not allowed; use letters, digits, - and _, and none of "
                f"{', '.join(RESERVED)}",
            )
    report = settings.report
    for key, wanted in (("model", report.model), ("baseline", report.baseline)):
        if wanted is not None and wanted not in models:
            _refuse(f"report.{key}", f"there is no model {wanted!r}; models: {', '.join(models)}")
    if report.baseline == report.model:
        _refuse("report.baseline", "it is the model itself")


def _check_weights(settings: Settings, name: str, network: Network) -> None:
    """Weights that a model has, or starts from, are there."""
    models = settings.models
    trained = [key for key, one in models.items() if isinstance(one, Network) and one.train]
    if network.weights_of is not None and network.weights_of not in trained:
        _refuse(
            f"models.{name}.weights_of",
            f"no model {network.weights_of!r} is trained here; models that are: "
            f"{', '.join(trained) or 'none'}",
        )
    start = network.train.start if network.train else None
    start_key = f"train.{'from' if network.train and network.train.parent else 'start_from'}"
    if start in models:
        if start == name or not isinstance(models[start], Network):
            _refuse(
                f"models.{name}.{start_key}",
                f"{start!r} is {'the model itself' if start == name else 'a baseline'}; give "
                "another network of this configuration, or the folder of a trained one",
            )
        start = None
    chain = [name]
    while isinstance(one := models.get(chain[-1]), Network) and one.train and one.train.start:
        if one.train.start in chain:
            _refuse(f"models.{name}.{start_key}", f"{' from '.join(chain)} starts with itself")
        chain.append(one.train.start)
    for key, given in (("weights", network.weights), (start_key, start)):
        folder = Path(os.path.expandvars(given or ""))
        for part in ("model.keras", "model.json") if given is not None else ():
            if not (folder / part).is_file():
                _refuse(
                    f"models.{name}.{key}",
                    f"{folder / part} is not there; give the folder of a trained network (a "
                    "baseline is fitted anew: give its type)",
                )


def _with_parent_as_baseline(settings: Settings) -> Settings:
    """Report what changed since the model that the reported one was taught from, if it is here."""
    model = settings.models[settings.report.model]
    parent = model.train.parent if isinstance(model, Network) and model.train else None
    if settings.report.baseline is not None or parent not in settings.models:
        return settings
    report = settings.report.model_copy(update={"baseline": parent})
    return settings.model_copy(update={"report": report})


def checked_configuration(config: dict) -> Settings:
    """Check a configuration and fill in what it leaves to the defaults.

    Parameters
    ----------
    config : dict
        As read from YAML.

    Returns
    -------
    Settings

    Raises
    ------
    ConfigurationError
        Naming the key and what to write instead; all errors in one message.

    See Also
    --------
    read_configuration : what runs, records and commands take for the configuration.
    """
    try:
        settings = Settings.model_validate(config)
    except ValidationError as error:
        raise ConfigurationError(f"configuration: {'; '.join(messages(error))}") from None
    _check_names(settings)
    for name, model in settings.models.items():
        if isinstance(model, Network):
            _check_weights(settings, name, model)
    return _with_parent_as_baseline(settings)


def read_configuration(config: dict) -> tuple[Settings, str | None]:
    """The configuration as jobs record it, and how a person is told of its runs.

    Parameters
    ----------
    config : dict
        As read from YAML, or as a run hands it on to its jobs.

    Returns
    -------
    settings : Settings
        What is surveyed. How a person is told of it is no part of it.
    notify : str or None
        The command that tells when a run has ended.

    Raises
    ------
    ConfigurationError
        See `checked_configuration`.
    """
    settings = checked_configuration(
        {key: value for key, value in config.items() if key not in TOLD_TO_SCRIPTS}
    )
    return settings.model_copy(update={"notify": None}), settings.notify
