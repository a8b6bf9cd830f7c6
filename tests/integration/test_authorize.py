"""/authorize: the page that a merchant sees, the way to WeChat, and what it brings back."""

import threading

import pytest
from lib.authorize import House, query_of
from lib.waiting import wait_until
from lib.world import DEMO_APPID, DEMO_SELECTOR

SUBSCRIPTION = "wx0000000000000022"


@pytest.fixture
def house(world):
    return House(world)


@pytest.fixture
def gateway(house):
    """With a ticket, without a merchant."""
    started = house.gateway()
    house.push_ticket(started)
    return started


def test_a_merchant_comes_in_by_its_browser_alone(world, house, gateway):
    """No push ever comes."""
    invitation = house.invite()
    location = house.start(gateway, invitation)
    page = house.settled(gateway, house.visit(gateway, house.back(location, house.consent())))
    assert (page.status, page.heading) == (200, "Your account is connected")
    assert DEMO_APPID in page.visible
    assert house.merchants() == {DEMO_APPID: True}
    assert len(house.exchanges()) == 1
    key = world.make_key()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 30)
    used = world.database.rows("SELECT used_at IS NOT NULL, m.appid FROM invitation i JOIN merchant m ON m.id = i.merchant")
    assert used == [(True, DEMO_APPID)]
    actions = ["invitation_used", "merchant_authorized"]
    wait_until(lambda: sorted(record["action"] for record in world.audit.records("authorization")) == actions, 30)
    refused = house.visit(gateway, invitation)
    assert (refused.status, refused.heading) == (403, "This invitation has been used")


def test_the_page_is_read_in_both_languages_without_scripts(house, gateway):
    invitation = house.invite("--appid", DEMO_APPID)
    english = house.visit(gateway, invitation)
    assert (english.status, english.language) == (200, "en")
    assert DEMO_APPID in english.visible and "set 46" in english.visible
    chinese = house.visit(gateway, english.link("lang=zh"))
    assert chinese.language == "zh-CN" and "授权您的服务号" in chinese.visible
    assert house.visit(gateway, invitation, "zh-CN,zh;q=0.9,en;q=0.8").language == "zh-CN"
    assert house.visit(gateway, invitation, None).language == "zh-CN"
    assert house.visit(gateway, chinese.link("lang=en")).language == "en"
    for page in (english, chinese):
        assert "script" not in page.tags and "form" not in page.tags
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script" not in policy
        assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
    with gateway.caller() as browser:
        style = browser.get("/authorize/style.css")
    assert style.status == 200 and style.headers["Content-Type"].startswith("text/css")


def test_the_way_to_wechat(world, house, gateway):
    """A pre-auth code is fetched with the click, not before; each page has the address that WeChat's manual gives."""
    pre_auth = "/cgi-bin/component/api_create_preauthcode"
    invitation = house.invite("--appid", DEMO_APPID)
    page = house.visit(gateway, invitation)
    with gateway.caller() as preview:
        assert preview.ask("HEAD", page.link("on=computer")).status == 200
    assert world.simulator.ledger(pre_auth) == []
    computer, phone = house.start(gateway, invitation), house.start(gateway, invitation, "phone")
    assert len(world.simulator.ledger(pre_auth)) == 2
    assert computer.startswith("https://mp.weixin.qq.com/cgi-bin/componentloginpage?")
    assert phone.startswith("https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&")
    assert phone.endswith("#wechat_redirect")
    for location in (computer, phone):
        asked = query_of(location)
        assert asked["component_appid"] == house.pusher.appid and asked["pre_auth_code"].startswith("preauthcode@@@")
        assert (asked["auth_type"], asked["category_id_list"], asked["biz_appid"]) == ("1", "46", DEMO_APPID)
        assert asked["redirect_uri"].startswith("http://127.0.0.1:1/authorize/callback?state=")
    assert query_of(computer)["redirect_uri"] != query_of(phone)["redirect_uri"]


def test_who_is_not_invited(world, house, gateway):
    good = house.invite()
    revoked, expired = house.invite("--name", "revoked"), house.invite("--name", "expired")
    number = world.database.value("SELECT id FROM invitation WHERE note = 'revoked'")
    gateway.cli("merchant", "uninvite", str(number))
    world.database.rows("UPDATE invitation SET expires_at = now() - interval '1 second' WHERE note = 'expired'")
    for path, heading in (("/authorize", "You need an invitation"), (good[:-1], "You need an invitation"),
                          ("/authorize?invitation=%3Cscript%3E", "You need an invitation"),
                          (revoked, "This invitation was withdrawn"), (expired, "This invitation has expired")):
        for tried in (path, path.replace("/authorize", "/authorize/start")):
            page = house.visit(gateway, tried)
            assert (page.status, page.heading) == (403, heading)
            assert "script" not in page.tags
    assert world.simulator.ledger("/cgi-bin/component/api_create_preauthcode") == []
    everybody = house.gateway(platform__open_authorization=True)
    location = house.start(everybody, "/authorize")
    assert "biz_appid" not in query_of(location)


def test_a_state_that_is_not_ours_brings_nothing(world, house, gateway):
    location = house.start(gateway, house.invite())
    callback = house.back(location, "queryauthcode@@@strange")
    world.secrets.plant("strange code", "queryauthcode@@@strange")
    state = query_of(callback)["state"]
    changed = callback.replace(state, state[:-1] + ("A" if state[-1] != "A" else "B"))
    assert house.visit(gateway, changed).status == 400
    assert house.visit(gateway, callback.split("&auth_code")[0]).status == 400
    assert house.visit(gateway, f"/authorize/result?state={state}&code={'0' * 64}").status == 400
    assert house.visit(gateway, f"/authorize/result?state={state}&code=x").status == 400
    assert world.database.value("SELECT count(*) FROM authorization_code") == 0
    # Ours, but no code of WeChat's.
    page = house.settled(gateway, house.visit(gateway, callback))
    assert (page.status, page.heading) == (200, "The account was not connected")
    assert "WeChat refused the confirmation" in page.visible
    assert house.merchants() == {}


@pytest.mark.parametrize("order", ["redirect first", "push first", "at once"])
def test_redirect_and_push_in_two_gateways(world, house, gateway, order):
    second = house.gateway()
    location = house.start(gateway, house.invite())
    code = house.consent()
    callback = house.back(location, code)
    pages = []

    def push():
        assert house.pusher.authorized(gateway.public_url, DEMO_APPID, code).body == b"success"

    def redirect():
        pages.append(house.visit(second, callback))

    steps = {"redirect first": [redirect, push], "push first": [push, redirect]}.get(order)
    if steps:
        for step in steps:
            step()
    else:
        threads = [threading.Thread(target=step) for step in (push, redirect) * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    for page in pages:
        assert house.settled(second, page).heading == "Your account is connected"
    assert house.merchants() == {DEMO_APPID: True}
    assert [call["errcode"] for call in house.exchanges()] == [0]
    assert world.database.rows("SELECT outcome, authorizer FROM authorization_code") == [("authorized", DEMO_APPID)]
    assert world.database.value("SELECT count(*) FROM invitation WHERE used_at IS NOT NULL") == 1
    # The same page again, from either gateway, without another exchange.
    for any_gateway in (gateway, second):
        assert house.visit(any_gateway, callback).heading == "Your account is connected"
    assert len(house.exchanges()) == 1


def test_a_push_whose_redirect_never_comes(world, house, gateway):
    """The invitation was started and is left open: nothing told that the merchant came by it."""
    house.start(gateway, house.invite())
    house.pusher.authorized(gateway.public_url, DEMO_APPID, house.consent())
    wait_until(lambda: house.merchants() == {DEMO_APPID: True}, 30)
    assert len(house.exchanges()) == 1
    assert world.database.value("SELECT count(*) FROM invitation WHERE used_at IS NULL") == 1


@pytest.mark.parametrize("push", ["late", "early"])
def test_a_lost_exchange_is_recovered_once_a_push_tells_whose_it_was(world, house, gateway, push):
    """WeChat takes the redirect's code, and its answer is lost: only the push names the merchant."""
    location = house.start(gateway, house.invite())
    code = house.consent()
    world.simulator.fault("reset", path="/cgi-bin/component/api_query_auth")
    page = house.visit(gateway, house.back(location, code))
    assert page.headers["Refresh"]
    if push == "late":
        wait_until(lambda: world.database.value("SELECT count(*) FROM authorization_code WHERE outcome = 'refused'"), 60)
    assert house.merchants() == {}
    house.pusher.authorized(gateway.public_url, DEMO_APPID, code)
    wait_until(lambda: house.merchants() == {DEMO_APPID: True}, 60)
    assert house.settled(gateway, page).heading == "Your account is connected"
    key = world.make_key()
    wait_until(lambda: gateway.query(key, DEMO_SELECTOR).status == 200, 30)


def test_what_is_missing_is_said_and_can_be_mended(world, house, gateway):
    invitation = house.invite()
    code = house.consent(permission_sets=[1])
    page = house.settled(gateway, house.visit(gateway, house.back(house.start(gateway, invitation), code)))
    assert page.heading == "Almost there" and "set 46" in page.visible
    # The same account may come again by the same link, and no other.
    location = house.start(gateway, invitation)
    assert query_of(location)["biz_appid"] == DEMO_APPID
    page = house.settled(gateway, house.visit(gateway, house.back(location, house.consent(permission_sets=[1, 46]))))
    assert page.heading == "Your authorisation is renewed"
    assert house.visit(gateway, invitation).status == 403


def test_accounts_that_cannot_be_used(world, house, gateway):
    world.simulator.put_merchant(SUBSCRIPTION, service_type=0)
    location = house.start(gateway, house.invite())
    page = house.settled(gateway, house.visit(gateway, house.back(location, house.consent(SUBSCRIPTION))))
    assert page.heading == "Almost there" and "not a Service Account" in page.visible

    world.simulator.put_merchant(DEMO_APPID, account_status=19)
    location = house.start(gateway, house.invite())
    page = house.settled(gateway, house.visit(gateway, house.back(location, house.consent())))
    assert page.heading == "The account was not connected" and "frozen" in page.visible


def test_when_wechat_gives_no_pre_auth_code(world, house):
    gateway = house.gateway()  # no ticket has come
    invitation = house.invite()
    page = house.visit(gateway, house.visit(gateway, invitation).link("on=computer"))
    assert (page.status, page.heading) == (503, "We cannot reach WeChat's authorisation right now")
    assert page.links[-1] == invitation  # where to try again
    house.push_ticket(gateway)
    wait_until(lambda: house.visit(gateway, house.visit(gateway, invitation).link("on=computer")).status == 303, 30)


def test_without_a_public_url_there_is_no_authorize(world):
    gateway = world.gateway().start()
    with gateway.caller() as browser:
        assert browser.get("/authorize").status == 404


def test_new_tokens_are_used_everywhere_at_once(world, house, gateway):
    """WeChat kills the tokens before: whoever still used them would have to refresh."""
    second = house.gateway()
    house.pusher.authorized(gateway.public_url, DEMO_APPID, house.consent())
    wait_until(lambda: house.merchants() == {DEMO_APPID: True}, 30)
    key = world.make_key()
    wait_until(lambda: second.query(key, DEMO_SELECTOR).status == 200, 30)
    house.pusher.authorized(gateway.public_url, DEMO_APPID, house.consent())
    newest = wait_until(lambda: len(house.exchanges()) == 2 and house.exchanges()[-1]["issued"], 30)
    wait_until(lambda: world.database.value("SELECT authorization_version FROM merchant") == 2, 30)

    def asked_with():
        assert second.query(key, DEMO_SELECTOR).status == 200
        return world.simulator.queries()[-1]["generation"]

    wait_until(lambda: asked_with() == newest)
    assert world.simulator.refreshes() == []
