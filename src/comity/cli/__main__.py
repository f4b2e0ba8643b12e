"""`python -m comity.cli` is the same as `comity`."""

import sys

from comity.cli.main import main

sys.exit(main())
