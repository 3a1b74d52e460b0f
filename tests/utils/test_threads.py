"""Threads that a program can leave behind."""

import subprocess
import sys
import threading

import pytest

from antiphon.utils.threads import DaemonThreads


def test_calls_give_their_results_and_their_errors() -> None:
    threads = DaemonThreads(2, name="test")
    assert threads.submit(pow, 2, 10).result() == 1024
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 1, 0).result()
    threads.shutdown()


def test_no_more_threads_are_made_than_allowed_and_idle_ones_are_used_again() -> None:
    threads = DaemonThreads(3, name="few")
    gate = threading.Event()
    waiting = [threads.submit(gate.wait, 10.0) for _ in range(8)]
    names = {thread.name for thread in threading.enumerate() if thread.name.startswith("few-")}
    assert names == {"few-1", "few-2", "few-3"}
    gate.set()
    assert all(future.result() for future in waiting)
    threads.shutdown()


def test_a_call_that_was_cancelled_while_it_waited_is_not_made() -> None:
    threads = DaemonThreads(1, name="one")
    gate = threading.Event()
    first = threads.submit(gate.wait, 10.0)
    second = threads.submit(pytest.fail, "it was called")
    assert second.cancel()
    gate.set()
    assert first.result()
    threads.shutdown()


def test_after_the_end_nothing_is_taken() -> None:
    threads = DaemonThreads(1, name="closed")
    threads.shutdown()
    with pytest.raises(RuntimeError, match="shut down"):
        threads.submit(print)


def test_a_call_that_hangs_does_not_keep_the_program_from_ending() -> None:
    program = (
        "import threading; from antiphon.utils.threads import DaemonThreads; "
        "DaemonThreads(1, name='hung').submit(threading.Event().wait)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=15)
