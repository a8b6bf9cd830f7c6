"""A merchant of a test's own in a world that several tests share."""

import itertools
from dataclasses import dataclass

from lib.waiting import wait_until
from lib.web import Answer

NUMBERS = itertools.count(1)


@dataclass
class Merchant:
    world: object
    appid: str
    key: str
    application: int

    def query(self, selector, **headers) -> Answer:
        return self.world.gateways[0].query(self.key, selector, **headers)

    def is_known(self):
        with self.world.gateways[0].caller(self.key) as caller:
            return caller.get("/v1/me").status != 401

    def fault(self, kind, **members):
        self.world.simulator.fault(kind, merchant=self.appid, **members)

    def calls(self):
        """What the simulator saw of its queries."""
        return self.world.simulator.queries(self.appid)

    def records(self):
        return [record for record in self.world.audit.queries() if record["merchant"] == self.appid]


def new_merchant(world, *key_options, before=None, **members):
    """Authorised, with an application of 10,000 codes of which 0 to 99 are activated, and a key. `before` is called
    with its appid when the simulator knows it and the gateway does not yet."""
    number = next(NUMBERS)
    appid, application = f"wx{number:016x}", 700_000_000 + number
    merchant = world.simulator.put_merchant(appid, **members)
    world.simulator.add_applications({
        "application_id": application, "merchant": appid, "isv_application_id": f"isv-{number}", "code_count": 10_000,
        "segments": [{"code_start": 0, "code_end": 99, "activity_name": "spring", "product_brand": "brand",
                      "product_title": "title", "product_code": "code", "wxa_appid": "wxa", "wxa_path": "path",
                      "wxa_type": 0}]})
    assert merchant["authorized"]
    if before:
        before(appid)
    world.import_merchant(appid)
    new = Merchant(world, appid, world.make_key(appid, *key_options), application)
    wait_until(new.is_known, 2, "the gateway to know a new key")
    return new
