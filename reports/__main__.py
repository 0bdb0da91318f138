"""`python -m reports …`"""

import sys

from reports.cli import main

if __name__ == "__main__":  # the processes of a county import this file too
    sys.exit(main())
