"""What can go wrong when somebody asks for a number, in words for the person who asked."""


class ChoiceError(Exception):
    """A choice that is malformed or not allowed (HTTP 400); `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnknownIndicator(Exception):  # noqa: N818
    """No indicator has this id (HTTP 404)."""

    def __init__(self, indicator_id: str):
        self.message = f"没有指标“{indicator_id[:80]}”。"
        self.hint = "全部指标见 /api/v1/indicators。"
        super().__init__(self.message)


class NoWarehouse(Exception):  # noqa: N818
    """Nothing has been published yet, or what was published cannot be opened (HTTP 503)."""

    def __init__(self, message: str = "数据尚未发布。", hint: str = "请先运行 python -m etl load 或 demo。"):
        super().__init__(message)
        self.message = message
        self.hint = hint


class OutdatedWarehouse(NoWarehouse):
    """What is published was built by another version of the program and lacks what this one asks for (HTTP 503)."""

    def __init__(self) -> None:
        super().__init__(
            "数据版本与程序版本不符。",
            "程序更新后数据还没有重新生成。请执行 python -m etl build（重新启动 make run 也会自动更新），"
            "完成后刷新页面。",
        )
