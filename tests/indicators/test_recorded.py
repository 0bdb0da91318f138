"""The hook of the bench sees the SQL that a question ran, and nothing once it is over."""

from bench.recorded import recording
from indicators.warehouse import ask, snapshot
from tests.indicators.toy import publish


def test_statements_of_a_question_are_written_down_and_give_its_rows_again(tmp_path, asking):
    publish(tmp_path, {"hubs": "hub_id | name\nh1 | 枢纽甲"})
    asking(tmp_path)
    with recording() as said:
        rows = ask("hub_names")
        ask("hub_names")
    assert len(said) == 1, "the second answer came from what is kept"
    sql, parameters = said[0]
    with snapshot() as now:
        assert now.cursor.execute(sql, parameters).fetchall() == [tuple(row.values()) for row in rows]
    assert len(said) == 1
