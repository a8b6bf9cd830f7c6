"""Includes go only where the table of rooms allows."""

from house import ARROWS, PARTS, SUB_ROOMS
from tree import in_words, room_of


def check(tree):
    for path in tree.matching(".cpp", ".hpp", under=("src/",)):
        room = room_of(path)
        if room not in ARROWS:
            yield f"{path}: the room {room} is not in the table of tests/arch/house.py"
            continue
        for include in tree.includes(path):
            yield from check_include(tree, path, room, include)


def check_include(tree, path, room, include):
    place = f"{path}:{include.line}"
    target = tree.own(include)
    if target is None:
        if include.target.split("/")[0] in ARROWS:
            yield f"{place}: there is no src/{include.target}"
        elif include.target.endswith(".hpp") and "/" not in include.target and f"{room}/{include.target}" in sources(tree):
            yield f"{place}: write \"{room}/{include.target}\": includes are relative to src/"
        return
    other = room_of(target)
    if other != room and other not in ARROWS[room]:
        yield f"{place}: {room} may not include {other} ({include.target})"
    yield from check_sub_rooms(place, path, target)
    for part in PARTS:
        if room in part.rooms and other == part.through:
            for never in part.never:
                chain = tree.reach(target).get(f"src/{never}")
                if chain:
                    yield f"{place}: {part.why} ({in_words((path, *chain))})"


def check_sub_rooms(place, path, target):
    room, sub, other = room_of(path), sub_room_of(path), sub_room_of(target)
    if room == room_of(target) and sub and other and sub != other:
        yield f"{place}: {room}/{sub} may not include {room}/{other}"


def sub_room_of(path):
    parts = path.split("/")
    known = SUB_ROOMS.get(room_of(path), ())
    return parts[2] if len(parts) > 3 and parts[2] in known else None


def sources(tree):
    return {path.removeprefix("src/") for path in tree.file_set}


CLEAN = {
    "src/base/error.hpp": "#pragma once\n",
    "src/http/client.hpp": '#include "base/error.hpp"\n',
    "src/http/server.hpp": '#include "base/error.hpp"\n',
    "src/weixin/answer.hpp": '#include "base/error.hpp"\n',
    "src/weixin/api.hpp": '#include "http/client.hpp"\n#include "weixin/answer.hpp"\n',
    "src/query/service.cpp": '#include <vector>\n#include "weixin/api.hpp"\n// #include "api/x.hpp"\n',
    "src/api/problem.hpp": '#include "http/server.hpp"\n',
    "src/api/public/query.hpp": '#include "api/problem.hpp"\n#include "http/server.hpp"\n',
    "src/simulator/world.cpp": '#include "weixin/answer.hpp"\n#include "http/server.hpp"\n',
}
PLANTED = [
    ({"src/base/ids.hpp": '#include "http/client.hpp"\n'}, "src/base/ids.hpp:1: base may not include http"),
    ({"src/base/ids.hpp": "#include <http/client.hpp>\n"}, "base may not include http"),
    ({"src/tokens/x.cpp": '\n#include "query/y.hpp"\n', "src/query/y.hpp": ""}, "x.cpp:2: tokens may not include query"),
    ({"src/staff/x.cpp": '#include "tenancy/y.hpp"\n', "src/tenancy/y.hpp": ""}, "staff may not include tenancy"),
    ({"src/api/public/x.cpp": '#include "weixin/api.hpp"\n'}, "api may not include weixin"),
    ({"src/api/ops/x.cpp": '#include "api/public/query.hpp"\n'}, "api/ops may not include api/public"),
    ({"src/main.cpp": '#include "query/y.hpp"\n', "src/query/y.hpp": ""}, "main may not include query"),
    ({"src/audit/x.cpp": '#include "http/server.hpp"\n'}, "client side of http only"),
    ({"src/audit/x.cpp": '#include "http/y.hpp"\n', "src/http/y.hpp": '#include "http/server.hpp"\n'},
     "audit/x.cpp -> http/y.hpp -> http/server.hpp"),
    ({"src/simulator/x.cpp": '#include "weixin/api.hpp"\n'}, "no calls (simulator/x.cpp -> weixin/api.hpp"),
    ({"src/attic/x.cpp": ""}, "the room attic is not in the table"),
    ({"src/base/x.cpp": '#include "base/gone.hpp"\n'}, "there is no src/base/gone.hpp"),
    ({"src/base/x.cpp": '#include "error.hpp"\n'}, 'write "base/error.hpp"'),
]
