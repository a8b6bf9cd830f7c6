"""Several contestants, measured in turn, round by round."""

from tools import say


class Contest:
    """`entries`: what each is called and what measures it once; every other round goes backwards."""

    def __init__(self, name, entries):
        self.name = name
        self.entries = list(entries.items())
        self.results = {title: [] for title in entries}

    def run(self, rounds, forwards=False):
        """`forwards`: in this order always, because one needs what another left."""
        for number in range(rounds):
            say(f"{self.name}, round {number + 1} of {rounds}")
            for title, measure in self.entries if forwards or number % 2 == 0 else self.entries[::-1]:
                self.results[title].append(measure())
        return self

    def figures(self, title, member):
        return [result[member] for result in self.results[title]]
