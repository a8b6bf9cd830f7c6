"""What this program does not do, each with its reason."""

import re
from collections import namedtuple
from fnmatch import fnmatch

from tree import line_of

# `pattern` is sought in code, without comments and literals; `home` are the files that may all the same.
Ban = namedtuple("Ban", "pattern home why", defaults=((), ""))


def ban(pattern, why, home=()):
    return Ban(re.compile(pattern), home, why)


MAINS = ("src/main.cpp", "src/cli/*", "src/simulator/main.cpp", "src/simulator/program.cpp", "src/simulator/options.cpp")
BANS = (
    ban(r"\bsleep_(?:for|until)\b|\b(?:u|nano)sleep\s*\(|(?<![\w>])::\s*sleep\s*\(", "wait for an event with a deadline: a timer, a condition variable"),
    ban(r"\bdetached\b", "it swallows exceptions: give co_spawn a handler that logs"),
    ban(r"\bawaitable_operators\b", "|| and && of awaitables cancel, which terminates on Boost 1.81"),
    ban(r"\b(?:bind_cancellation_slot|cancellation_signal|cancellation_slot)\b",
        "no cancellation slots on Boost 1.81: use deadlines and close()"),
    ban(r"\bs?rand\s*\(|\bmt19937(?:_64)?\b|\brandom_device\b", "randomness comes in as base::Random",
        ("tests/*",)),
    # Asio's timers run on the real clock, whatever the program is given.
    ban(r"\b(?:system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b|\btime\s*\(\s*(?:nullptr|NULL|0)\s*\)",
        "time comes in as base::Clock", ("src/base/clock.cpp", "src/http/watchdog.cpp", "tests/*")),
    ban(r"\bcout\b|\bcerr\b|\bf?printf\s*\(|\bputs\s*\(", "speak through base::Log", (*MAINS, "tests/*")),
    ban(r"\b(?:secure_)?getenv\s*\(", "the environment is read by the configuration", ("src/app/*", "src/cli/*", "tests/*")),
    ban(r"(?<![\w.>:])(?:std\s*::\s*|::\s*)?(?:system|popen|v?fork)\s*\(", "no child processes", ("tests/*",)),
    ban(r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca)\s*\(", "unbounded or not thread-safe"),
    ban(r"\b(?:atoi|atol|atoll|atof|strtod|strtoull?|strtoll?)\s*\(|\bstd\s*::\s*sto(?:i|l|ll|ul|ull|d)\b",
        "accepts what is no number: use std::from_chars or base::parse_uint64", ("tests/*",)),
    ban(r"\bthread\b[^;\n]*\.detach\s*\(|\.\s*detach\s*\(\s*\)", "every thread is joined"),
    ban(r"\b[lL]og_?(?:\.|->)(?:debug|info|warn|error)\s*\([^;]*\breveal\s*\(", "a secret does not go into a log line"),
)


def check(tree):
    for path in tree.matching(".cpp", ".hpp", under=("src/", "tests/unit/")):
        code = tree.code(path)
        for rule in BANS:
            if any(fnmatch(path, pattern) for pattern in rule.home):
                continue
            for match in rule.pattern.finditer(code):
                what = " ".join(match.group().split())
                yield f"{path}:{line_of(code, match.start())}: '{what[:40]}': {rule.why}"


CLEAN = {
    "src/base/a.cpp": '// std::this_thread::sleep_for is not used\nconst char* t = "rand() system()";\n'
                      "int random_bytes(int); auto n = 1'000; char q = '\"'; // getenv(\n",
    "src/http/b.cpp": "void f(Log& log_) { log_.info(\"x\"); use(secret.reveal()); }\nint filesystem(int);\n"
                      "auto s = file_system(1); auto t = clock.system(2); timer.expires_at(x); auto r = world.random();\n"
                      "void g() { sleep(3); Feed::sleep(2); sleeper.sleep(1); }\n",
    "src/main.cpp": "void f() { std::cout << 1; }\n",
    "src/app/c.cpp": 'auto v = std::getenv("A");\n',
    "tests/unit/base/a.cpp": "std::mt19937 engine; auto n = std::chrono::steady_clock::now();\n",
}
PLANTED = [
    ({"src/db/x.cpp": "\nvoid f() { std::this_thread::sleep_for(1s); }\n"}, "src/db/x.cpp:2: 'sleep_for'"),
    ({"src/db/x.cpp": "void f() { ::sleep(1); }\n"}, "'::sleep('"),
    ({"tests/unit/db/x.cpp": "void f() { std::this_thread::sleep_for(1s); }\n"}, "wait for an event"),
    ({"src/db/x.cpp": "co_spawn(loop, f(), asio::detached);"}, "swallows exceptions"),
    ({"src/db/x.cpp": "using namespace boost::asio::experimental::awaitable_operators;"}, "|| and && of awaitables"),
    ({"src/db/x.cpp": "asio::cancellation_signal s;"}, "no cancellation slots"),
    ({"src/db/x.cpp": "int x = rand();"}, "base::Random"),
    ({"src/db/x.cpp": "auto x = std::chrono::steady_clock::now();"}, "base::Clock"),
    ({"src/db/x.cpp": "std::cout << 1;"}, "speak through base::Log"),
    ({"src/query/x.cpp": 'auto v = std::getenv("A");'}, "read by the configuration"),
    ({"src/query/x.cpp": 'int f() { return std::system("ls"); }'}, "no child processes"),
    ({"src/query/x.cpp": "sprintf(a, b);"}, "unbounded"),
    ({"src/query/x.cpp": "auto n = std::stoi(text);"}, "accepts what is no number"),
    ({"src/query/x.cpp": "worker.detach();"}, "every thread is joined"),
    ({"src/query/x.cpp": 'log_.info("x", {{"token",\n token.reveal()}});'}, "a secret does not go into a log line"),
]
