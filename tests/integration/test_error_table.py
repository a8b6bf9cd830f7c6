"""Every row of the error table (design, section 5.4) in both dialects against the running programs: the answer's
status, body and headers, the audit record, and what WeChat saw."""

import pytest

from lib.compatible import Compatible
from lib.dialects import DIALECTS, Native, check_own_words
from lib.error_table import BODY, BROKEN, GRANTS, MERCHANT, NATIVE_BODY, WEIXIN
from lib.merchants import new_merchant
from lib.stage import Stage

pytestmark = pytest.mark.single_threaded

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])


def check_row(world, dialect, row):
    stage = Stage(world, dialect)
    if row.arrange:
        row.arrange(stage)
    stage.check(row, stage.ask(row.selector, row.headers))


def rows(table):
    return pytest.mark.parametrize("row", table, ids=[row.name for row in table])


@both_dialects
@rows(BODY)
def test_bodies_that_are_refused(shared, dialect, row):
    check_row(shared, dialect, row)


@rows(NATIVE_BODY)
def test_what_the_native_dialect_reads_more_strictly(shared, row):
    check_row(shared, Native, row)


@both_dialects
def test_words_in_chinese_when_wanted(shared, dialect):
    answer = Stage(shared, dialect).ask({"code_index": 1}, {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    words = answer.json().get("detail") or answer.json()["errmsg"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words)


@both_dialects
@rows(MERCHANT)
def test_merchants_that_may_not_ask(shared, dialect, row):
    check_row(shared, dialect, row)


@both_dialects
@rows(WEIXIN)
def test_what_weixin_refuses(shared, dialect, row):
    check_row(shared, dialect, row)


@both_dialects
@rows(BROKEN)
def test_weixin_without_a_usable_answer(shared, dialect, row):
    check_row(shared, dialect, row)


@pytest.mark.parametrize("stable", [False, True], ids=["token", "stable_token"])
@pytest.mark.parametrize("grant", GRANTS, ids=[grant.name for grant in GRANTS])
def test_grants_that_are_refused(shared, grant, stable):
    merchant = new_merchant(shared)
    system = Compatible(shared.gateways[0], merchant.key, merchant.appid)
    ask = system.ask_stable_token if stable else system.ask_token
    changes = {name: value(merchant) if callable(value) else value for name, value in grant.changes.items()}
    check_own_words(ask(**changes), grant.errcode)
    assert merchant.calls() == []
    assert ask().json()["expires_in"] == 7200
