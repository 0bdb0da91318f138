"""`python -m dependencies` (`make audit`)"""

import sys

from dependencies.audit import main

sys.exit(main())
