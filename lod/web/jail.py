"""Take from a worker what it does not need.  limits -> this process with less.

A query that the guard lets through by mistake still meets a process that cannot open a connection, start a program, or
take all memory.  Linux on x86-64 and arm64 has the system call filter; elsewhere limits and guard must do.
Spec: Linux seccomp(2), prctl(2), getrlimit(2)."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
LOAD, JUMP_IF, RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # refuse: EACCES
# number of the architecture, then of socket, connect, accept, bind, listen, socketpair, execve, accept4, execveat,
# io_uring_setup; the one socket that a worker has stays usable
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 53, 59, 288, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 200, 201, 199, 221, 242, 281, 425)),
}


def enter(memory: int) -> None:
    """Give up what a worker does not need; it cannot be had back.

    memory   bytes of address space"""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _filter(libc)


def _limit(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    wanted = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(what, (wanted, wanted))


def _filter(libc: ctypes.CDLL) -> None:
    """Refuse the system calls of networks and new programs."""
    architecture, refused = CALLS.get(platform.machine(), (0, ()))
    if not architecture:
        return
    rules = [
        (LOAD, 0, 0, 4),  # architecture
        (JUMP_IF, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),  # number of the call
        *((JUMP_IF, len(refused) - i, 0, number) for i, number in enumerate(refused)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(code)))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
