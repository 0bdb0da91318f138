"""gunicorn's threaded worker, with patience for slow clients that costs no thread.

gunicorn 27 gives a connection a thread as soon as its first byte is there, and then reads the head of the request
without any limit: as many clients as there are threads, each sending half a head, kept everybody else out for as long
as they liked; and it waits in its one loop, two seconds each, for those that do not close after their last answer.
Here a connection gets its thread when its head is complete, and a small body with it; before that and after its last
answer it waits in the loop without stopping it, which lets it go after a while. nginx in front does the same and more.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 10
"""So long may a client take from its first byte to the end of the head (and of a small body)."""
LINGER_SECONDS = 2
"""So long may a client take to read the end of a last answer and to close."""
DRAIN_SECONDS = 0.2
"""So long is waited for the rest of a body nobody wanted; then the connection is closed instead of being kept."""
SILENT_SECONDS = 30
"""So long may nothing move while a larger body is read, or an answer is taken."""
LARGEST_HEAD = 65_536
SMALL_BODY = 16_384
END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length:[ \t]*([0-9]{1,10})[ \t]*\r?$")


def is_whole(seen: bytes) -> bool:
    """Whether a thread can go on with these first bytes of a connection without waiting: the head is complete, and a
    body that is small is there too. What is too long for a head is for the parser to refuse."""
    end = seen.find(END)
    if end < 0:
        return len(seen) >= LARGEST_HEAD
    found = LENGTH.search(seen, 0, end + 2)
    length = int(found[1]) if found else 0
    return length > SMALL_BODY or len(seen) >= end + len(END) + length


class PatientWorker(ThreadWorker):
    """A connection waits for its head in the loop, not in a thread."""

    def init_process(self) -> None:
        """Begin with nobody who is about to leave."""
        self.leaving: list[TConn] = []
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection in; it gets a thread when there is a whole head to read."""
        try:
            client, address = listener.accept()
        except OSError as reason:
            if reason.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._attend(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """The next request on a connection that was kept begins: it waits for its head like the first."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._attend(conn)

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """More of a head has come, or the client has gone."""
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._attend(conn, conn.timeout, conn.waits_with)

    def _attend(self, conn: TConn, until: float | None = None, waits_with: int = -1) -> None:
        """A thread for what is whole, or has ended, which the parser notices; else wait for more than there is.

        It has ended when the loop was told of more than the `waits_with` bytes that were there, and no more are.
        """
        try:
            conn.sock.setblocking(False)
            seen = conn.sock.recv(LARGEST_HEAD, socket.MSG_PEEK)
            is_over = len(seen) <= max(waits_with, 0)
        except BlockingIOError:
            seen, is_over = b"", False
        except OSError:
            seen, is_over = b"", True
        if is_over or is_whole(seen):
            _wake_at(conn.sock, 1)
            conn.data_ready = True
            self.enqueue_req(conn)
            return
        conn.waits_with = len(seen)
        _wake_at(conn.sock, len(seen) + 1)
        conn.timeout = time.monotonic() + HEAD_SECONDS if until is None else until
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def murder_pending(self) -> None:
        """Let those go whose time is over; they do not stand in the order of their times."""
        now = time.monotonic()
        for waiting in (self.pending_conns, self.leaving):
            for conn in [one for one in waiting if one.timeout <= now]:
                waiting.remove(conn)
                self.poller.unregister(conn.sock)
                self._end(conn)

    def finish_request(self, conn: TConn, fs: Future) -> None:
        """After a last answer the client may still read it, and is not waited for; all else as gunicorn does it."""
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            _wake_at(conn.sock, 1)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_leaving, conn))
        except (OSError, ValueError, KeyError):
            self._end(conn)
            return
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self.leaving.append(conn)

    def _on_leaving(self, conn: TConn, client: socket.socket) -> None:
        """What still comes is thrown away; the end of it is the end of the connection."""
        try:
            is_more = bool(client.recv(LARGEST_HEAD))
        except BlockingIOError:
            is_more = True
        except OSError:
            is_more = False  # reset by the client: it is gone as well
        if not is_more:
            self.poller.unregister(client)
            self.leaving.remove(conn)
            self._end(conn)

    def _end(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_request(self, req: object, conn: TConn) -> bool:
        """Answer a request; a client that neither sends nor takes anything for a while is a client that has gone."""
        conn.sock.settimeout(SILENT_SECONDS)
        try:
            return super().handle_request(req, conn)
        except TimeoutError as reason:
            raise ConnectionResetError(errno.ECONNRESET, "the client stopped") from reason

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        """Whether another request may follow: not behind a body that was not read and does not come at once."""
        return bool(keepalive) and bool(conn.parser.finish_body(deadline=time.monotonic() + DRAIN_SECONDS))


def _wake_at(sock: socket.socket, size: int) -> None:
    """Have the loop told only when so many bytes wait to be read."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
    except OSError:
        return  # a socket that is no more: reading it tells
