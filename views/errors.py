"""What cannot be kept, in words for the person who asked."""


class ViewError(Exception):
    """A view or event that cannot be kept or found; `message` says why, `hint` what to do, `status` is for HTTP."""

    def __init__(self, message: str, hint: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
