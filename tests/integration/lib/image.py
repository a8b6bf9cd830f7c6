"""What lies in a process's memory, as a core dump of it would show."""

ROOM = 4 << 30  # bytes; sanitizers reserve far more, and keep what was freed


class Image:
    """Everything that the process can write to. Read as root, or where the process allows core dumps."""

    def __init__(self, pid):
        regions = []
        with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
            for line in maps:
                span, rights, *_ = line.split()
                begin, end = (int(address, 16) for address in span.split("-"))
                if rights.startswith("rw"):
                    regions.append((begin, end - begin))
        self.complete = sum(size for _, size in regions) < ROOM
        self.parts = list(self.read(pid, regions)) if self.complete else []

    @staticmethod
    def read(pid, regions):
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for begin, size in regions:
                memory.seek(begin)
                try:
                    yield memory.read(size)
                except OSError:  # a region without memory behind it, as a device's
                    continue

    def holds(self, secret):
        """Also where its beginning was overwritten, as the heap does with what is given back to it."""
        return any(secret[-32:].encode() in part for part in self.parts)
