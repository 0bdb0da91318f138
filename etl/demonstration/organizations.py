"""All registers together, by district."""

from etl.demonstration.chance import skewed_weights
from etl.demonstration.places import BAOHE, CHANGSHA, KAIXUAN, KECHENG, XIASHA, districts
from etl.demonstration.register import Register, Row, draw_street
from etl.demonstration.register_changsha import draw_changsha
from etl.demonstration.register_kaixuan import draw_kaixuan
from etl.demonstration.register_kecheng import draw_kecheng
from etl.demonstration.register_xiasha import draw_xiasha


def draw_organizations() -> dict[str, list[Row]]:
    """Return every organisation, keyed by district; the case places' own registers come first in theirs."""
    return {
        KAIXUAN[:6] + "000000": draw_kaixuan() + _siblings(KAIXUAN),
        XIASHA[:6] + "000000": draw_xiasha() + _siblings(XIASHA),
        KECHENG: draw_kecheng(),
        CHANGSHA: draw_changsha(),
        BAOHE[:6] + "000000": _siblings(""),
    }


def _siblings(case_street: str) -> list[Row]:
    """Return the organisations of the other streets of the district (of 成华区 when there is no case street)."""
    district = (case_street or BAOHE)[:6] + "000000"
    register = Register(f"{district}其他")
    for street in districts()[district].streets:
        if street.code != case_street:
            draw_street(register, street, skewed_weights(register.rng, len(street.communities), 0.7))
    return register.rows
