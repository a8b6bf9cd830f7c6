"""Section 6 of the design as tables: which room may include which, and where each library lives."""

from collections import namedtuple

# Rooms below every other, then the domain, then what joins them. A room may always include itself.
ARROWS = {
    "base": (),
    "crypto": ("base",),
    "http": ("base",),
    "db": ("crypto", "base"),
    "weixin": ("http", "crypto", "base"),

    "tenancy": ("weixin", "http", "db", "crypto", "base"),
    "tokens": ("tenancy", "weixin", "http", "db", "crypto", "base"),
    "audit": ("weixin", "http", "db", "crypto", "base"),
    "staff": ("audit", "weixin", "http", "db", "crypto", "base"),
    "platform": ("tenancy", "tokens", "audit", "weixin", "http", "db", "crypto", "base"),
    "query": ("tenancy", "tokens", "audit", "weixin", "http", "db", "crypto", "base"),

    "api": ("query", "platform", "staff", "audit", "tokens", "tenancy", "http", "base"),
    "app": ("api", "query", "platform", "staff", "audit", "tokens", "tenancy", "weixin", "http", "db", "crypto", "base"),
    "cli": ("app", "platform", "staff", "audit", "tokens", "tenancy", "weixin", "db", "crypto", "base"),
    "main": ("cli", "base"),

    "simulator": ("weixin", "http", "crypto", "base"),
}

# Folders inside a room that know nothing of each other. Files that lie in the room itself serve all of them.
SUB_ROOMS = {
    "api": ("public", "console", "ops"),
}

DOMAIN = ("tenancy", "tokens", "audit", "staff", "platform", "query")

# Where only a part of a room is open: no file of `rooms` may reach `never` through a header of `through`.
Part = namedtuple("Part", "rooms through never why")
PARTS = (
    Part(DOMAIN, "http", ("http/server.hpp", "http/router.hpp"), "domain rooms use the client side of http only"),
    Part(("simulator",), "weixin", ("http/client.hpp",), "the simulator takes wire formats from weixin, no calls"),
)

# A library stays in its rooms: nobody else includes it, not through a header of ours either.
# `home` are patterns of paths below src/.
Library = namedtuple("Library", "name includes home")
LIBRARIES = (
    Library("Beast", ("boost/beast",), ("http/*",)),
    Library("Asio's TLS", ("boost/asio/ssl",), ("http/*",)),
    Library("OpenSSL", ("openssl/",), ("crypto/*", "http/*")),
    Library("libpqxx", ("pqxx/",), ("db/*", "*_store.cpp")),
    Library("libpq", ("libpq",), ("db/*",)),
    Library("spdlog", ("spdlog/",), ("base/log.cpp",)),
    Library("prometheus-cpp", ("prometheus/",), ("base/metrics.cpp",)),
    Library("toml++", ("toml++/", "toml.hpp"), ("app/*",)),
    Library("CLI11", ("CLI/",), ("cli/*", "simulator/*")),
    Library("libsodium", ("sodium",), ("staff/*", "crypto/*")),
    Library("zlib", ("zlib.h",), ("base/packed.cpp",)),
    Library("Zstandard", ("zstd.h",), ("base/packed.cpp",)),
    Library("liboath", ("liboath/",), ("staff/*",)),
    Library("zxcvbn", ("zxcvbn.h",), ("staff/*",)),
    Library("pugixml", ("pugixml",), ("weixin/*", "simulator/*")),
)

# Costly to read: only for sources, never for headers (json_fwd.hpp, forward declarations, a private Impl).
NOT_IN_HEADERS = ("nlohmann/json.hpp",)

# Rooms that are tested through the running program and need no tests/unit of their own.
TESTED_FROM_OUTSIDE = ("api", "app", "cli", "main")
