"""Reduces the load of function processes: all functions share the processors of this machine, unlike on AWS."""

import contextlib
import os
import threading
import time


def start_few_at_once():
    """The emulator starts a process for every request without a free one, and many parallel starts time out.

    A request waits for its turn to start a process. The turn ends before the handler runs, so that a function that
    calls another one never waits for itself.
    """
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    acquire = lambda_runtime.acquire_worker
    turns = threading.BoundedSemaphore(os.cpu_count() or 1)

    def acquire_in_turn(*args, **kwargs):
        with turns:
            worker, reason = acquire(*args, **kwargs)
            if reason == "spawn":
                # The invocation retries the start and returns its error.
                with contextlib.suppress(Exception):
                    lambda_runtime.ensure_spawned(worker)
            return worker, reason

    lambda_svc.acquire_worker = acquire_in_turn


def keep_after_errors():
    """The emulator ends a process whose handler throws, as an authorizer does to deny; Lambda reuses the process."""
    from ministack.core import lambda_runtime

    invoke = lambda_runtime.Worker.invoke
    signal = lambda_runtime._signal
    collect = lambda_runtime._collect
    # The processes that the invocation of this thread would end.
    current = threading.local()

    def signal_later(process):
        if getattr(current, "ended", None) is None:
            signal(process)
        else:
            current.ended.append(process)

    def collect_later(process, deadline):
        if getattr(current, "ended", None) is None:
            collect(process, deadline)

    def invoke_and_keep(worker, *args, **kwargs):
        current.ended = ended = []
        try:
            result = invoke(worker, *args, **kwargs)
        finally:
            current.ended = None
        # Only errors of a handler have a trace; timeouts and ended processes do not.
        threw = result.get("status") == "error" and "trace" in result
        for process in ended:
            if threw and process.poll() is None:
                worker._proc = process
            else:
                signal(process)
                collect(process, time.monotonic() + lambda_runtime._REAP_GRACE)
        return result

    lambda_runtime.Worker.invoke = invoke_and_keep
    lambda_runtime._signal = signal_later
    lambda_runtime._collect = collect_later
