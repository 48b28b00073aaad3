"""Import OpenVINO once, without its reports.

It tells its makers about every conversion unless the package for that is missing. Nothing of a
survey leaves the machine.
"""

import sys

# None forbids to import it, which the type of modules does not know.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

__all__ = ["ops", "ov"]
