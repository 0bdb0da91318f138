"""What is kept for one scope is never given to another: the same questions, in turns and from several threads."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from indicators import cursors, warehouse
from indicators.cache import Cache
from indicators.evaluate import evaluate
from indicators.scope import EVERYTHING, Scope, within
from indicators.warehouse import ask, snapshot
from records.catalog import record_type, rows_of
from records.query import parse
from records.reading import count, page, years
from records.summary import summary
from tests.indicators.toy import publish
from tests.scope.conftest import SCOPES

ALL = (*SCOPES.values(), EVERYTHING)
ROUNDS = 4


def everything_asked() -> list:
    """One question through every door that keeps answers, each asked in the same words by everybody."""
    with snapshot() as taken:
        activities = record_type(taken, "activities")
        wanted = parse(taken, activities, {"kind": "便民服务", "sort": "org_name"})
        return [
            ask("hub_names"),
            ask("years_of_types"),
            ask("filter_options", filter="brand"),
            evaluate("visits", {"year": "2024"}).as_dict(),
            evaluate("orgs", {"by": "year"}).as_dict(),
            evaluate("tier_share", {"by": "grade", "ladder": "年度梯队"}).as_dict(),
            rows_of(taken, activities),
            count(taken, wanted),
            years(taken, activities),
            page(taken, wanted, 20, 0),
            summary(taken, wanted),
        ]


def asked_within(scope: Scope) -> str:
    with within(scope):
        return repr(everything_asked())


def forget_all() -> None:
    """Every answer kept in this process, whatever room keeps it."""
    gc.unfreeze()  # what the application put aside at its start is looked at too
    kept = [one for one in gc.get_objects() if isinstance(one, Cache)]
    assert len(kept) >= 10
    for cache in kept:
        cache.clear()


def test_answers_of_one_scope_are_never_given_to_another_in_turns(published):
    alone = {}
    for scope in ALL:
        forget_all()
        alone[scope] = asked_within(scope)
    assert len(set(alone.values())) == len(ALL)
    forget_all()
    for _ in range(2):
        for scope in (*ALL, *reversed(ALL)):
            assert asked_within(scope) == alone[scope], scope


def test_answers_of_one_scope_are_never_given_to_another_from_several_threads(published):
    alone = {scope: asked_within(scope) for scope in ALL}
    forget_all()
    together = Barrier(len(ALL))

    def ask_again(number: int) -> list[tuple[Scope, str]]:
        together.wait()
        turns = [ALL[(number + turn) % len(ALL)] for turn in range(ROUNDS)]
        return [(scope, asked_within(scope)) for scope in turns]

    with ThreadPoolExecutor(len(ALL)) as pool:
        for answers in pool.map(ask_again, range(len(ALL))):
            for scope, answer in answers:
                assert answer == alone[scope], scope


def test_a_thread_without_a_scope_is_refused_though_the_one_that_began_it_has_one(published, required):
    with within(SCOPES["hub"]), ThreadPoolExecutor(1) as pool:
        failed = pool.submit(ask, "hub_names").exception()
    assert type(failed).__name__ == "ScopeMissingError"


def test_nested_snapshots_share_the_build_and_have_their_own_scope(published):
    with within(SCOPES["hub"]), snapshot() as outer:
        with snapshot() as same:
            assert same is outer
        with within(SCOPES["street"]), snapshot() as other:
            assert (other.build, other.path) == (outer.build, outer.path)
            assert other.cursor is not outer.cursor
            assert other.key != outer.key
            with snapshot() as inner:
                assert inner is other
        assert outer.cursor.execute("SELECT DISTINCT hub_id FROM hubs").fetchall() == [(SCOPES["hub"].hub,)]


def test_a_second_cursor_sees_no_more_than_the_first(published):
    with within(SCOPES["hub"]), snapshot() as taken, taken.another_cursor() as second:
        for cursor in (taken.cursor, second):
            assert cursor.execute("SELECT DISTINCT hub_id FROM activities").fetchall() == [(SCOPES["hub"].hub,)]


def ask_many(count):
    """So many other scopes ask something."""
    for number in range(count):
        with within(Scope(area=f"3301020{number:05}")), snapshot():
            pass


def test_a_scope_keeps_its_cursor_while_many_others_ask(published, monkeypatch):
    with within(SCOPES["hub"]):
        with snapshot() as taken:
            first, kept = taken.cursor, taken.cursors
        ask_many(40)
        monkeypatch.setattr(cursors, "narrow", None)
        with snapshot() as taken:
            assert taken.cursor is first
    assert len(kept.idle) > 40 and len(kept.known) > 40


def test_cursors_are_used_again_and_few_are_kept(published, monkeypatch):
    monkeypatch.setattr(cursors, "MOST_SCOPES", 5)
    monkeypatch.setattr(cursors, "MOST_KNOWN", 7)
    with within(SCOPES["hub"]):
        with snapshot() as taken:
            first, kept = taken.cursor, taken.cursors
        with snapshot() as taken:
            assert taken.cursor is first
    ask_many(8)
    assert (len(kept.idle), len(kept.known)) == (5, 7)
    assert SCOPES["hub"].key not in kept.idle
    with within(SCOPES["hub"]), snapshot() as taken:
        nested = [taken.another_cursor() for _ in range(cursors.MOST_IDLE + 3)]
        for one in nested:
            one.__enter__()
        for one in nested:
            one.__exit__(None, None, None)
    assert len(kept.idle[SCOPES["hub"].key]) == cursors.MOST_IDLE


def test_further_cursors_of_a_scope_go_after_a_while_whoever_asks(published, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(cursors.time, "monotonic", lambda: now[0])
    key = SCOPES["hub"].key

    def several():
        with within(SCOPES["hub"]), snapshot() as taken, taken.another_cursor(), taken.another_cursor():
            return taken.cursors

    kept = several().idle
    for one, _ in kept.pop(key):
        one.close()
    several()
    assert len(kept[key]) == 3
    first = kept[key][0][0]
    now[0] += cursors.SPARE + 1
    with within(SCOPES["hub"]), snapshot() as taken:
        assert taken.cursor is first and len(kept[key]) == 0
    several()
    now[0] += cursors.SPARE + 1
    with within(SCOPES["street"]), snapshot() as taken, taken.another_cursor():
        pass
    assert len(kept[key]) == 1, "nor do they take up room while nobody of the scope asks"


def test_a_new_build_closes_the_cursors_of_the_old_one(published, tmp_path):
    with within(SCOPES["hub"]), snapshot() as taken:
        kept = taken.cursors
    assert kept.idle
    warehouse.use(publish(tmp_path / "data", {}))
    with within(SCOPES["hub"]), snapshot() as taken:
        assert taken.build == "toy"
    assert kept.is_closed and not kept.idle
