"""python -m oresurvey VERB: see `commands.command_line`."""

import sys

from oresurvey.commands.command_line import main

sys.exit(main())
