"""What each of the concurrent people does: their own pages and questions, over and over, with time to read in between.

Started by `python -m bench.load`, which says in WUSHE_LOAD_ORDER where the people, their addresses and the results are.
Nothing is judged here: which answer came from which build is written down, and compared when everything is over.
"""

import json
import os
import random
from collections import Counter
from pathlib import Path

from locust import HttpUser, between, events, task

from bench.same_words import builds_in, digest

ORDER = json.loads(Path(os.environ["WUSHE_LOAD_ORDER"]).read_text("utf-8"))
SEEN: Counter = Counter()
TIMES: list[float] = []
BY: dict[str, list[float]] = {}
PEOPLE = iter(range(10**9))


class Reader(HttpUser):
    """One person with a session; reads a page for a few seconds, then asks for the next."""

    wait_time = between(ORDER["least"], ORDER["most"])

    def on_start(self) -> None:
        """Who it is: the accounts take turns."""
        self.person = ORDER["people"][next(PEOPLE) % len(ORDER["people"])]
        self.client.headers.update({"Origin": ORDER["url"], "Accept-Encoding": "br, gzip"})
        self.client.cookies.set("wushe_session", self.person["secret"])

    @task
    def read(self) -> None:
        """One of the person's own addresses."""
        number = random.randrange(len(self.person["asked"]))
        if not self.ask(number):
            self.ask(number)  # as a browser does when a connection it kept is gone

    def ask(self, number: int) -> bool:
        """Ask once and note what came back; whether anything did."""
        asked = self.person["asked"][number]
        with self.client.request(
            asked["method"], asked["path"], json=asked.get("json"), name=asked["name"], catch_response=True
        ) as answer:
            answer.success()
            text = answer.text or ""
            is_put_off = answer.status_code == 503 and "Retry-After" in answer.headers
            status = "later" if is_put_off else str(answer.status_code)
            said = (self.person["name"], str(number), status, ",".join(builds_in(text)), digest(text))
            SEEN["\t".join(said)] += 1
            if answer.status_code:
                TIMES.append(answer.request_meta["response_time"])
                BY.setdefault(asked["name"], []).append(TIMES[-1])
            return bool(answer.status_code)


@events.quitting.add_listener
def write_down(environment, **_more) -> None:
    """What was answered how often, and how long it took."""
    Path(ORDER["results"]).write_text(json.dumps({"seen": SEEN, "times": TIMES, "by": BY}), "utf-8")
