"""drover_bed_gate.py PORT...: a door from an island (see guests/island.sh) to the services of its cloud.

Each port of 127.0.0.1 in the island leads to the same port of 127.0.0.1 outside. Must run outside the island's network, and see its first
process as /proc/1.
"""

import asyncio
import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def move_to(namespace):
    if LIBC.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns')


def listen_in_island(ports):
    """A socket belongs for ever to the network in which it was made."""
    outside = os.open('/proc/self/ns/net', os.O_RDONLY)
    move_to(os.open('/proc/1/ns/net', os.O_RDONLY))
    sockets = [socket.create_server(('127.0.0.1', port), backlog=256) for port in ports]
    move_to(outside)
    return sockets


async def pump(reader, writer):
    try:
        while data := await reader.read(1 << 18):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def carry(reader, writer):
    port = writer.get_extra_info('sockname')[1]
    try:
        there = await asyncio.open_connection('127.0.0.1', port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))
    writer.close()
    there[1].close()


async def main(sockets):
    servers = [await asyncio.start_server(carry, sock=one) for one in sockets]
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main(listen_in_island([int(port) for port in sys.argv[1:]])))
