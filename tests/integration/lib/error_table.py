"""The error table of the design, section 5.4: a row is a situation, and what both dialects make of it."""

import time
from dataclasses import dataclass, field

from lib.world import DEMO_SELECTOR

OWN = dict  # the selector of an activated code of the row's own merchant, as it is

REFRESH = "/cgi-bin/component/api_authorizer_token"


@dataclass
class Row:
    """`arrange` brings the situation about at a stage (test_error_table.py)."""

    name: str
    status: int
    code: str
    errcode: int                                 # of the compatible dialect
    arrange: object = None
    selector: object = OWN                       # the body, or what makes it of the merchant's own selector
    weixin: int | None = None                    # WeChat's errcode, when the refusal is WeChat's
    by_gateway: bool = False                     # although WeChat said something, the refusal is the gateway's
    own_words: bool = False                      # although it is WeChat's, it is told in the gateway's words
    asked: str = "no"
    outcome: str = "refused"
    calls: int = 0                               # that WeChat saw
    attempts: int | None = None                  # that the record tells; None: as many
    wait: object = None                          # the least and the most Retry-After may say, or a test of it
    headers: dict = field(default_factory=dict)  # of the request
    recorded: bool = True

    @property
    def source(self):
        return "gateway" if self.weixin is None or self.by_gateway else "weixin"

    @property
    def retryable(self):
        return self.wait is not None and self.code != "upstream_day_quota"

    @property
    def passed(self):
        return self.weixin is not None and not self.own_words


def ends_at_midnight_in_china(seconds):
    over = (time.time() + seconds + 8 * 3600) % 86400
    return min(over, 86400 - over) < 60


def fault(kind="errcode", **members):
    return lambda stage: stage.fault(kind, **members)


def merchant(**members):
    """What WeChat says of the merchant before the gateway first reads it."""
    return lambda stage: stage.new_merchant(**members)


def weixin(errcode, status, code, **more):
    """WeChat refuses with this errcode, once."""
    return Row(str(errcode), status, code, more.pop("told", errcode), more.pop("arrange", fault(errcode=errcode)),
               weixin=errcode, asked="yes", calls=more.pop("calls", 1), **more)


def own_address(errcode):
    return weixin(errcode, 503, "provider_address_not_allowed", told=-1, own_words=True, wait=(60, 60))


def spoilt(name, arrange, **more):
    """WeChat gives no usable answer."""
    values = {"asked": "yes", "calls": 1, "wait": (1, 1), "outcome": "upstream_error"} | more
    return Row(name, 502, "upstream_failed", -1, arrange, **values)


def refused_token(errcode):
    return weixin(errcode, 503, "token_unavailable", told=-1, own_words=True, calls=2, wait=(1, 60),
                  arrange=fault(errcode=errcode, times=0))


def void_query(errcode):
    """WeChat calls the authorisation void, whatever token it is asked with."""
    return weixin(errcode, 403, "merchant_needs_reauthorization", told=61023, own_words=True, calls=2,
                  arrange=fault(errcode=errcode, times=0))


def void(stage, errcode=61023):
    """The refresh token is of no use, and WeChat knows of no newer one."""
    stage.fault("errcode", path=REFRESH, errcode=errcode, times=0)


def ended(stage):
    """WeChat gives no tokens for this merchant any more."""
    stage.fault("errcode", path=REFRESH, errcode=61003, times=0)


def no_refresh(stage):
    stage.fault("errcode", path=REFRESH, errcode=-1, times=0)


def before_a_token(arrange):
    """The gateway never gets one."""
    return lambda stage: stage.new_merchant(before=lambda _: arrange(stage))


def after_a_token(arrange):
    """The gateway holds a token by then, and it is void."""
    def both(stage):
        stage.void_tokens()
        arrange(stage)
    return both


BODY = [
    Row("empty body", 400, "request_malformed", 44002, selector=""),
    Row("not JSON", 400, "request_malformed", 47001, selector="code=A"),
    Row("not an object", 400, "request_malformed", 47001, selector="[]"),
    Row("wrong type", 400, "request_malformed", 47001, selector={"code": 8}),
    Row("too large", 413, "request_malformed", 47001, selector='{"code":"' + "A" * 17000 + '"}', recorded=False),
    Row("no selector", 400, "selector_invalid", 40097, selector={}),
    Row("two selectors", 400, "selector_invalid", 40097, selector={"code": "A", "code_url": "B"}),
    Row("index without application", 400, "selector_invalid", 40097, selector={"code_index": 1}),
    Row("application without index", 400, "selector_invalid", 40097, selector={"application_id": 1}),
    Row("negative index", 400, "selector_invalid", 40097, selector={"application_id": 1, "code_index": -1}),
    Row("a code too long", 400, "selector_invalid", 40097, selector={"code": "A" * 17}),
    Row("line feed of a scanner", 400, "selector_invalid", 40097, selector={"code": "044GZ*J10\r\n"}),
]

# What the compatible dialect takes or calls something else.
NATIVE_BODY = [
    Row("null", 400, "request_malformed", 0, selector={"code": None}),
    Row("unknown member", 400, "request_malformed", 0, selector={"code": "A", "colour": "red"}),
    Row("duplicate member", 400, "request_malformed", 0, selector='{"code":"A","code":"B"}'),
    *(Row(f"patience {wish}", 400, "request_malformed", 0, headers={"X-Timeout-Ms": wish})
      for wish in ("99", "15001", "soon", "-1", "1e3")),
]

MERCHANT = [
    Row("suspended", 403, "merchant_suspended", 48004, lambda stage: stage.suspend()),
    Row("authorisation ends", 403, "merchant_not_authorized", 61003, after_a_token(lambda stage: stage.revoke()),
        asked="yes", calls=1, weixin=40001, by_gateway=True, own_words=True),
    Row("authorisation ended", 403, "merchant_not_authorized", 61003, before_a_token(ended)),
    Row("set 46 not granted", 403, "permission_set_missing", 61007, merchant(permission_sets=[1, 15])),
    Row("subscription account", 403, "account_type_not_supported", 48001, merchant(service_type=0)),
    Row("Mini Program", 403, "account_type_not_supported", 48001, merchant(mini_program=True)),
    Row("no token for now", 503, "token_unavailable", -1, before_a_token(no_refresh), wait=(1, 60)),
    Row("no other token for now", 503, "token_unavailable", -1, after_a_token(no_refresh), wait=(1, 60), asked="yes",
        calls=1, weixin=40001, by_gateway=True, own_words=True),
    *(Row(f"authorisation void {errcode}", 403, "merchant_needs_reauthorization", 61023,
          before_a_token(lambda stage, errcode=errcode: void(stage, errcode))) for errcode in (42002, 42007, 61023)),
    Row("authorisation void after a token", 403, "merchant_needs_reauthorization", 61023, after_a_token(void),
        asked="yes", calls=1, weixin=40001, by_gateway=True, own_words=True),
]

WEIXIN = [
    weixin(80300, 422, "application_unknown", arrange=None, selector={"application_id": 999, "code_index": 0}),
    weixin(80301, 422, "application_not_owned", arrange=None, selector=DEMO_SELECTOR),
    weixin(80303, 422, "code_format", arrange=None, selector={"code_url": "P.URL.CN/0"}),
    weixin(80306, 422, "index_out_of_range", arrange=None, selector=lambda own: own | {"code_index": 10**15}),
    weixin(45011, 429, "upstream_minute_quota", wait=(1, 60)),
    weixin(45009, 429, "upstream_day_quota", wait=ends_at_midnight_in_china),
    weixin(48001, 403, "merchant_lacks_api", arrange=lambda stage: stage.change_merchant(entitled=False)),
    weixin(48004, 403, "merchant_api_banned", arrange=lambda stage: stage.change_merchant(api_banned=True)),
    weixin(50002, 403, "merchant_account_limited", arrange=lambda stage: stage.change_merchant(account_status=19)),
    weixin(61003, 403, "merchant_not_authorized"),
    weixin(61007, 403, "permission_set_missing"),
    weixin(40097, 502, "upstream_refused"),
    weixin(123456, 502, "upstream_refused"),
    own_address(61004), own_address(40164), own_address(89503),
    refused_token(40001), refused_token(40014), refused_token(42001),
    void_query(42002), void_query(42007), void_query(61023),
    weixin(-1, 502, "upstream_failed", arrange=fault(times=0), outcome="upstream_error", calls=4, wait=(1, 1)),
]

BROKEN = [
    spoilt("status 502", fault("status")),
    spoilt("status 404", fault("status", status=404)),
    spoilt("an HTML page", fault("html")),
    spoilt("an empty body", fault("empty")),
    spoilt("not JSON", fault("invalid_json")),
    spoilt("not UTF-8", fault("not_utf8")),
    spoilt("too large", fault("huge")),
    spoilt("cut", fault("truncated")),
    spoilt("cut between chunks", fault("chunked_cut")),
    spoilt("no HTTP", fault("garbage")),
    spoilt("reset", fault("reset", times=0), asked="unknown"),
    spoilt("reset within the answer", fault("reset_mid")),
    Row("too slow", 504, "upstream_timeout", -1, fault("delay", delay_ms=3000), asked="unknown", calls=1, wait=(1, 1),
        outcome="upstream_error", headers={"X-Timeout-Ms": "400"}),
    Row("too slow by bits", 504, "upstream_timeout", -1, fault("drip", interval_ms=300), asked="yes", calls=1,
        wait=(1, 1), outcome="upstream_error", headers={"X-Timeout-Ms": "400"}),
    spoilt("reset before it was read", fault("reset_unread", times=0), asked="unknown", calls=0, attempts=1),
]


@dataclass
class Grant:
    """A wish for a token that differs from a good one in this."""

    name: str
    errcode: int
    changes: dict


GRANTS = [
    Grant("no grant_type", 40002, {"grant_type": None}),
    Grant("another grant_type", 40002, {"grant_type": "authorization_code"}),
    Grant("no appid", 41002, {"appid": None}),
    Grant("an appid of nobody", 40013, {"appid": "wxffffffffffffffff"}),
    Grant("no secret", 41004, {"secret": None}),
    Grant("a secret that is no key", 40125, {"secret": "0123456789abcdef0123456789abcdef"}),
    Grant("a wrong secret", 40125, {"secret": lambda merchant: merchant.key[:-1] + "AB"[merchant.key[-1] == "A"]}),
]
