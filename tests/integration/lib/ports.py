"""Ports that stay with who chose them, also while nobody listens there."""

import socket


class ReservedPort:
    """A free port of 127.0.0.1, and of nobody else until close(): the kernel gives it to no other socket, while one with
    SO_REUSEADDR, as every server of ours has it, may be bound to it by number and listen."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))

    @property
    def number(self):
        return self.socket.getsockname()[1]

    def close(self):
        self.socket.close()
