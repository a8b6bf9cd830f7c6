"""A TCP proxy that misbehaves on demand, between any two of the programs."""

import asyncio
import contextlib
import socket
import struct
import threading

from lib.ports import ReservedPort

UP, DOWN = "up", "down"  # towards the server, towards its client
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: a close that tells nothing but "reset"


class Proxy:
    """`target`: (host, port), or the path of a Unix socket. Listens on 127.0.0.1 in a thread of its own. The methods
    may be called from any thread; what they set holds until flow()."""

    def __init__(self, target):
        self.target = target
        self.listener = None
        self.links = set()  # the transports of both ends
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.do(self.prepare())
        self.reserved = ReservedPort()
        self.listen()

    def do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def prepare(self):
        self.open = {way: asyncio.Event() for way in (UP, DOWN)}
        self.slowness = {UP: (0, 0), DOWN: (0, 0)}  # bytes at a time (0: all), seconds before each
        for gate in self.open.values():
            gate.set()

    def listen(self):
        async def begin():
            self.listener = await asyncio.start_server(self.serve, "127.0.0.1", self.port, reuse_address=True)

        if self.listener is None:
            self.do(begin())

    @property
    def port(self):
        return self.reserved.number

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stall(self, *ways):
        """Bytes are taken and not passed on: the peer has gone without a word."""

        async def close():
            for way in ways:
                self.open[way].clear()

        self.do(close())

    def slow_down(self, way, size, seconds):
        """`size` bytes at a time, 0 for what there is, `seconds` before each."""

        async def change():
            self.slowness[way] = (size, seconds)

        self.do(change())

    def reset(self):
        """Ends every connection with a TCP reset."""

        async def abort():
            for transport in list(self.links):
                end = transport.get_extra_info("socket")
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                transport.abort()

        self.do(abort())

    def refuse(self):
        """Resets what there is and takes nothing new."""

        async def close():
            self.listener.close()
            self.listener = None

        if self.listener is not None:
            self.do(close())
        self.reset()

    def flow(self):
        """All is well again, also for what was stalled."""

        async def heal():
            self.slowness = {UP: (0, 0), DOWN: (0, 0)}
            for gate in self.open.values():
                gate.set()

        self.do(heal())
        self.listen()

    def close(self):
        async def finish():
            links = asyncio.all_tasks() - {asyncio.current_task()}
            for link in links:
                link.cancel()
            await asyncio.gather(*links, return_exceptions=True)

        self.refuse()
        self.do(finish())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.reserved.close()

    async def serve(self, reader, writer):
        self.links.add(writer.transport)
        try:
            up_reader, up_writer = await self.connect()
        except OSError:
            self.drop(writer)
            return
        self.links.add(up_writer.transport)
        try:
            await asyncio.gather(self.pump(reader, up_writer, UP), self.pump(up_reader, writer, DOWN))
        except OSError:
            pass
        finally:
            self.drop(up_writer)
            self.drop(writer)

    def drop(self, writer):
        self.links.discard(writer.transport)
        writer.transport.abort()

    def connect(self):
        if isinstance(self.target, tuple):
            return asyncio.open_connection(*self.target)
        return asyncio.open_unix_connection(self.target)

    async def pump(self, reader, writer, way):
        while data := await reader.read(65536):
            while data:
                size, seconds = self.slowness[way]
                if seconds:
                    await asyncio.sleep(seconds)
                await self.open[way].wait()
                piece, data = (data[:size], data[size:]) if size else (data, b"")
                writer.write(piece)
                await writer.drain()
        await self.open[way].wait()
        if writer.can_write_eof():
            writer.write_eof()
