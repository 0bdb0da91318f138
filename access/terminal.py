"""Who works at the server's command line, as the record of what was done calls them."""

from __future__ import annotations

import os
import pwd

COMMAND_LINE = "命令行"


def at_terminal() -> str:
    """“命令行（root）”: the account of the operating system, its number where it has no name.

    No account can be called so. Taken from the process, not from its environment, which anybody may set.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid {os.getuid()}"
    return f"{COMMAND_LINE}（{name}）"
