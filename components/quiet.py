"""Dash that tells browsers nothing of the machine it runs on, and that nothing outside turns into something else."""

from __future__ import annotations

import os
from typing import Any

from dash import Dash
from flask import request

from components.scripts import first_library

OF_THE_MACHINE = {"dash_version", "python_version", "plotly_version", "ddk_version", "dash_version_url"}
"""Only Dash's own tools for developers read these, and one of them is an address outside."""


class QuietDash(Dash):
    """Versions of Python and of packages stay out of the page: whoever looks for a hole need not be told where.

    Variables named DASH_… have no say: one of them opens tools of developers, another a door to every callback.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        for name in [name for name in os.environ if name.startswith("DASH_")]:
            del os.environ[name]
        super().__init__(*arguments, **options)

    def _config(self) -> dict:
        return {name: value for name, value in super()._config().items() if name not in OF_THE_MACHINE}

    def interpolate_index(self, **parts: str) -> str:
        """The page as it arrives; its head names what this very page needs first."""
        return super().interpolate_index(**parts).replace("{%library%}", first_library(request.path))
