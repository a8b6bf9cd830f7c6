"""The project's files as the checks see them."""

import functools
import re
import subprocess
from collections import namedtuple

Include = namedtuple("Include", "line target")  # target as written: "base/error.hpp", "pqxx/pqxx"

COMMENT_OR_LITERAL = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<literal>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"
                  | "(?:\\.|[^"\\\n])*"
                  | (?<![0-9A-Za-z])'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.MULTILINE)
NOT_OURS = {"build", ".git", ".local", ".cache", "node_modules", "__pycache__"}


def blanked(text):
    return re.sub(r"[^\n]", " ", text)


class Tree:
    def __init__(self, root, build):
        self.root = root
        self.build = build

    @functools.cached_property
    def files(self):
        """Every file that is tracked or could be, as paths relative to the root."""
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "-c", f"safe.directory={self.root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root, check=True, capture_output=True, text=True,
            ).stdout.split("\0")
            return sorted({path for path in listed if path and (self.root / path).is_file()})
        found = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in found if not NOT_OURS & set(path.parts))

    def matching(self, *suffixes, under=("src/", "tests/")):
        return [path for path in self.files if path.endswith(suffixes) and path.startswith(under)]

    @functools.cache
    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    @functools.cache
    def without_comments(self, path):
        return COMMENT_OR_LITERAL.sub(
            lambda match: blanked(match.group()) if match.group("comment") else match.group(), self.text(path)
        )

    @functools.cache
    def code(self, path):
        """The text with comments and literals blanked; lines and columns stay."""
        return COMMENT_OR_LITERAL.sub(lambda match: blanked(match.group()), self.text(path))

    @functools.cache
    def includes(self, path):
        text = self.without_comments(path)
        return [Include(line_of(text, match.start()), match.group(1)) for match in INCLUDE.finditer(text)]

    def own(self, include):
        """The file of src/ that an include names, or None."""
        path = f"src/{include.target}"
        return path if path in self.file_set else None

    @functools.cached_property
    def file_set(self):
        return set(self.files)

    @functools.cache
    def reach(self, path):
        """{file: the chain of files that leads from `path` to it}, `path` itself first."""
        chains = {path: (path,)}
        waiting = [path]
        while waiting:
            current = waiting.pop(0)
            for include in self.includes(current):
                target = self.own(include)
                if target and target not in chains:
                    chains[target] = (*chains[current], target)
                    waiting.append(target)
        return chains


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def room_of(path):
    """src/audit/line.cpp -> audit; src/main.cpp -> main."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else "main"


def in_words(chain):
    return " -> ".join(path.removeprefix("src/") for path in chain)
