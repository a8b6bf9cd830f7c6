"""merchant invite, merchant invitations, merchant uninvite."""

import json
import urllib.parse

import pytest
from lib.world import DEMO_APPID

pytestmark = pytest.mark.single_threaded

PUBLIC_URL = "https://gateway.example.com"


def link_of(invitation):
    return urllib.parse.urlsplit(invitation["link"])


def test_an_invitation_is_made_listed_and_revoked(world):
    gateway = world.gateway(platform__public_url=PUBLIC_URL)
    made = json.loads(gateway.cli("merchant", "invite", "--name", "Tea House", "--appid", DEMO_APPID, "--json"))
    token = urllib.parse.parse_qs(link_of(made).query)["invitation"][0]
    world.secrets.plant("invitation", token)
    assert made["link"] == f"{PUBLIC_URL}/authorize?invitation={token}"
    assert (made["state"], made["biz_appid"]) == ("open", DEMO_APPID)
    assert gateway.cli("merchant", "invite", "--expires", "1h").startswith(f"{PUBLIC_URL}/authorize?invitation=")

    gateway.cli("merchant", "uninvite", str(made["id"]))
    gateway.cli("merchant", "uninvite", str(made["id"]), status=1)
    listed = {entry["id"]: entry for entry in json.loads(gateway.cli("merchant", "invitations", "--json"))}
    assert listed[made["id"]]["state"] == "revoked" and "link" not in listed[made["id"]]
    assert [entry["state"] for entry in listed.values()].count("open") == 1
    table = gateway.cli("merchant", "invitations")
    assert "Tea House" in table and token not in table
    assert world.database.value(f"SELECT count(*) FROM audit_outbox WHERE head LIKE '%{token}%'") == 0
    assert world.database.value("SELECT count(*) FROM audit_outbox WHERE head LIKE '%invitation_%'") == 3


def test_what_cannot_be_an_invitation(world):
    gateway = world.gateway()
    assert "platform.public_url" in gateway.run("merchant", "invite").stderr
    gateway.configure(platform__public_url=PUBLIC_URL)
    for words in (["--expires", "yesterday"], ["--expires", "2020-01-01"], ["--expires", "9000d"], ["--appid", "x y"]):
        gateway.cli("merchant", "invite", *words, status=1)
    assert world.database.value("SELECT count(*) FROM invitation") == 0


def test_the_settings_are_checked(world):
    gateway = world.gateway()

    def complaint(**settings):
        gateway.configure(**{"development": True, "platform__public_url": PUBLIC_URL} | settings)
        return gateway.run("check-config").stderr

    assert complaint() == ""
    assert complaint(platform__public_url="http://127.0.0.1:8080") == ""
    assert "platform.public_url: browsers are sent there" in complaint(platform__public_url="http://gateway.example.com")
    assert "platform.public_url: is of this machine" in complaint(development=False, platform__public_url="http://127.0.0.1:1")
    assert "platform.public_url: the address must" in complaint(platform__public_url="https://gateway.example.com/x")
    assert "platform.open_authorization: needs" in complaint(platform__public_url=None, platform__open_authorization=True)
    gateway.configure(platform__open_authorization=None)
    assert "platform.permission_sets: must be a list" in complaint(platform__permission_sets=["46"])
    assert "platform.permission_sets: is empty" in complaint(platform__permission_sets=[])
    gateway.configure(platform__permission_sets=[1, 46])
    assert "weixin.mp_url: browsers" in complaint(weixin__mp_url="http://mp.weixin.qq.com")
