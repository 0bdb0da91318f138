"""What is refused around accounts, in words for the person who asked."""


class AccessError(Exception):
    """Something about an account that cannot be done; `message` says why, `hint` what to do, `status` is for HTTP."""

    def __init__(self, message: str, hint: str = "", status: int = 400) -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint
        self.status = status
