"""What happens at WeChat's side: spoilt answers, a new machine, tokens that no longer work, time."""

from lib.fault import fault

SPOILT = ("errcode", "status", "html", "empty", "invalid_json", "truncated", "no_length", "garbage", "silent_close",
          "reset", "reset_mid", "reset_unread", "interim", "drip", "delay")


@fault(hold=(0.5, 1.5))
def answers_spoilt(house, chance):
    """Some of all kinds at once."""
    for kind in SPOILT:
        more = {"delay_ms": 3500} if kind == "delay" else {"interval_ms": 1} if kind == "drip" else {}
        house.simulator.fault(kind, times=0, probability=0.05, **more)
    yield
    house.simulator.clear_faults()


@fault(hold=(0.2, 4), quick=False)
def answers_late(house, chance):
    """Beyond what a query waits for."""
    house.simulator.fault("delay", delay_ms=chance.choice([500, 3500]), times=0)
    yield
    house.simulator.clear_faults()


def a_merchant_of_its_own(house):
    """Forced refreshes are rare by design: one a merchant and minute."""
    return [house.add_extra_merchant()], None


@fault(hold=(0, 0.5), audience=a_merchant_of_its_own)
def access_tokens_voided(house, chance):
    house.simulator.void_tokens(newest(house), all=chance.random() < 0.5)
    yield


@fault(hold=(0, 0.5), audience=a_merchant_of_its_own, quick=False)
def tokens_expired_by_a_clock_step(house, chance):
    house.simulator.advance_clock(7300)
    yield


@fault(hold=(0, 0.5), audience=a_merchant_of_its_own)
def clock_stepped_back(house, chance):
    house.simulator.advance_clock(-chance.choice([30, 600]))
    yield


@fault(hold=(0.2, 1), audience=a_merchant_of_its_own, quick=False)
def simulator_killed(house, chance):
    """Cut off first, so that its ledger can be kept; the new one knows no token that the old one made."""
    house.weixin.refuse()
    replace(house)
    yield
    house.weixin.flow()


def replace(house):
    """Another simulator at the same address, with the same merchants and secrets."""
    old = house.simulator
    component, merchants = old.component(), old.merchants()
    house.earlier_calls += old.queries()
    house.earlier_violations += old.violations()
    old.plant_secrets(house.world.secrets)
    old.kill()
    old.start()
    old.settings(**house.simulator_settings)
    old.set_component(component_appid=component["component_appid"], component_secret=component["component_secret"])
    old.control("POST", "tickets", {"ticket": component["tickets"][-1]["ticket"]})
    for merchant in merchants:
        old.put_merchant(merchant["appid"], refresh_token=merchant["refresh_token"])
    old.add_applications(*(house.application(merchant) for merchant in house.merchants + house.extra_merchants))


def newest(house):
    return house.simulator.merchants()[-1]["appid"]


FAULTS = [answers_spoilt, answers_late, access_tokens_voided, tokens_expired_by_a_clock_step, clock_stepped_back,
          simulator_killed]
