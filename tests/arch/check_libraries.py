"""Each library stays in the rooms that it was let into, and costly headers stay out of ours."""

from fnmatch import fnmatch

from house import LIBRARIES, NOT_IN_HEADERS
from tree import in_words


def check(tree):
    for path in tree.matching(".cpp", ".hpp", under=("src/",)):
        for library in LIBRARIES:
            if not at_home(path, library):
                yield from check_library(tree, path, library)
        if path.endswith(".hpp"):
            for include in tree.includes(path):
                if include.target in NOT_IN_HEADERS:
                    yield f"{path}:{include.line}: <{include.target}> does not belong in a header"


def check_library(tree, path, library):
    """The shortest way by which a file that may not know the library reaches it."""
    for reached, chain in tree.reach(path).items():
        for include in tree.includes(reached):
            if include.target.startswith(library.includes):
                homes = ", ".join(library.home)
                yield f"{path}: {library.name} is for {homes} only ({in_words(chain)} -> {include.target})"
                return


def at_home(path, library):
    below = path.removeprefix("src/")
    return any(fnmatch(below, pattern) for pattern in library.home)


CLEAN = {
    "src/http/session.hpp": "#include <boost/beast/http.hpp>\n#include <openssl/ssl.h>\n",
    "src/http/server.hpp": "#include <string>\n",
    "src/http/server.cpp": '#include "http/session.hpp"\n',
    "src/db/field.hpp": "#include <pqxx/pqxx>\n",
    "src/tokens/token_store.cpp": '#include "db/field.hpp"\n#include <pqxx/pqxx>\n',
    "src/base/log.cpp": "#include <spdlog/spdlog.h>\n",
    "src/base/json.cpp": "#include <nlohmann/json.hpp>\n",
    "src/base/json.hpp": "#include <nlohmann/json_fwd.hpp>\n",
    "src/app/config.cpp": "#include <toml++/toml.h>\n",
    "src/query/service.cpp": '#include "http/server.hpp"\n// #include <pqxx/pqxx>\n',
}
PLANTED = [
    ({"src/api/x.cpp": "#include <boost/beast/core.hpp>\n"}, "src/api/x.cpp: Beast is for http/* only"),
    ({"src/api/x.cpp": '#include "http/session.hpp"\n'}, "api/x.cpp -> http/session.hpp -> boost/beast/http.hpp"),
    ({"src/weixin/x.cpp": "#include <openssl/aes.h>\n"}, "OpenSSL is for crypto/*, http/* only"),
    ({"src/tokens/vault.cpp": "#include <pqxx/pqxx>\n"}, "libpqxx is for db/*, *_store.cpp only"),
    ({"src/tokens/vault.cpp": '#include "db/field.hpp"\n'}, "tokens/vault.cpp -> db/field.hpp -> pqxx/pqxx"),
    ({"src/tokens/token_store.hpp": "#include <pqxx/result>\n"}, "token_store.hpp: libpqxx is for"),
    ({"src/base/metrics.cpp": "#include <spdlog/spdlog.h>\n"}, "spdlog is for base/log.cpp only"),
    ({"src/http/x.cpp": "#include <prometheus/counter.h>\n"}, "prometheus-cpp is for base/metrics.cpp only"),
    ({"src/cli/x.cpp": "#include <toml++/toml.h>\n"}, "toml++ is for app/* only"),
    ({"src/app/x.cpp": "#include <CLI/CLI.hpp>\n"}, "CLI11 is for cli/*, simulator/* only"),
    ({"src/http/x.cpp": "#include <sodium.h>\n"}, "libsodium is for"),
    ({"src/api/x.cpp": "#include <pugixml.hpp>\n"}, "pugixml is for"),
    ({"src/audit/x.cpp": "#include <libpq-fe.h>\n"}, "libpq is for db/* only"),
    ({"src/audit/x.hpp": "\n#include <nlohmann/json.hpp>\n"}, "x.hpp:2: <nlohmann/json.hpp> does not belong"),
]
