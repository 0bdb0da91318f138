"""The callback of a page whose bodies are kept, answered before Dash reads it; behind the gate like everything else."""

from __future__ import annotations

from flask import Response, request

from components import kept_answers, router

CALLBACK = "/_dash-update-component"


def answered_at_once() -> Response | None:
    """The whole answer, packed where the browser can unpack it; None for whatever Dash has to answer."""
    if request.endpoint != CALLBACK or request.method != "POST":
        return None
    asked = request.get_json()
    if asked["output"] != router.DRAWN:
        return None
    text = router.kept_answer(asked["inputs"][0]["value"])
    if text is None:
        return None
    answer = Response(text, mimetype="application/json")
    answer.vary.add("Accept-Encoding")
    if "br" in request.accept_encodings:
        answer.set_data(kept_answers.packed(text))
        answer.content_encoding = "br"
    return answer
