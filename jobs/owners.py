"""Whose an import job is: who sees it and may go on with it, and within what the rows it brings have to lie.

A job belongs to the person who uploaded the file, as long as that person has the scope in which it was uploaded: in
another one they would read what the former was told. Officials also see those of whoever may send rows of their own
area only, and go on with them; what area a file was declared to be about says nothing of where its rows lie. To
everybody else it is not there: a job of somebody else is refused in the same words as one that never was.
"""

from __future__ import annotations

from access import present
from access.roles import Role
from indicators import scope
from indicators.inside import area_is_inside, only_within, sent_inside
from jobs import store
from jobs.store import Job, NoJobError, Whose


def may_see(job: Job | Whose) -> bool:
    """Whether the job is the asking person's business."""
    asking = present.person()
    if asking is None:
        return not present.is_required()
    if job.by == asking.name and job.within == scope.current().key:
        return True
    return asking.role is Role.OFFICIAL and sent_inside(job.within)


def find(job_id: str) -> Job:
    """The job as it stands; NoJobError when there is none, and for one that is somebody else's."""
    job = store.find(job_id)
    if not may_see(job):
        raise NoJobError(job_id)
    return job


def listed() -> list[Job]:
    """The jobs of the asking person, the latest first. What others have is not opened, so that the time it takes does
    not tell how much it is."""
    return [job for job in store.listed(may_see, only_within()) if may_see(job)]


def bounds(job: Job) -> str:
    """The key of the scope in which the rows must lie once this person goes on with the job: the narrower one of the
    sender's and the person's own."""
    return job.within if sent_inside(job.within) else scope.current().key


def may_declare(area: str) -> bool:
    """Whether a file may be declared to be about an area; who has a hub declares none, the rows say whose they are."""
    return not area or area_is_inside(area)
