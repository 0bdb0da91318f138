"""`python -m etl …`"""

import os
import sys

from etl.cli import main

POLITENESS = 5
"""Whoever looks at a page goes first: on a busy machine a load gets about a quarter of a processor beside a server that
wants it whole, on an idle one all of it."""

if hasattr(os, "nice"):
    os.nice(POLITENESS - max(0, min(POLITENESS, os.nice(0))))
sys.exit(main())
