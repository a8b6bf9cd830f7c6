"""No file includes itself by a detour, and the table of rooms has no circle either."""

from house import ARROWS
from tree import in_words


def check(tree):
    graph = {path: [target for include in tree.includes(path) if (target := tree.own(include))]
             for path in tree.matching(".cpp", ".hpp", under=("src/",))}
    for circle in circles(graph):
        yield f"{circle[0]}: includes go in a circle: {in_words(circle)}"
    for circle in circles(ARROWS):
        yield f"tests/arch/house.py: rooms in a circle: {in_words(circle)}"


def circles(graph):
    """One circle for each edge that closes one, by depth-first search without recursion."""
    finished, found = set(), []
    for start in graph:
        trail, on_trail, branches = [start], {start}, [iter(graph[start])]
        while branches and start not in finished:
            following = next(branches[-1], None)
            if following is None:
                branches.pop()
                done = trail.pop()
                on_trail.discard(done)
                finished.add(done)
            elif following in on_trail:
                found.append((*trail[trail.index(following):], following))
            elif following not in finished:
                trail.append(following)
                on_trail.add(following)
                branches.append(iter(graph.get(following, ())))
    return found


CLEAN = {
    "src/base/a.hpp": '#include "base/b.hpp"\n#include "base/c.hpp"\n',
    "src/base/b.hpp": '#include "base/c.hpp"\n',
    "src/base/c.hpp": "#include <string>\n",
}
PLANTED = [
    ({"src/base/c.hpp": '#include "base/a.hpp"\n'}, "base/a.hpp -> base/b.hpp -> base/c.hpp -> base/a.hpp"),
    ({"src/base/c.hpp": '#include "base/c.hpp"\n'}, "base/c.hpp -> base/c.hpp"),
    ({"src/http/x.hpp": '#include "http/y.hpp"\n', "src/http/y.hpp": '#include "http/x.hpp"\n'},
     "http/x.hpp -> http/y.hpp -> http/x.hpp"),
]
