"""Runs the emulator for as long as standard input stays open, and marks whether it ended in order.

Usage: emulator.py MARKER
"""

import os
import pathlib
import signal
import sys
import threading

from ministack.app import main


def stop_with_parent():
    """Standard input ends when the process that started us ends, however it ends."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


marker = pathlib.Path(sys.argv.pop())
threading.Thread(target=stop_with_parent, daemon=True).start()

marker.touch()
try:
    main()
except SystemExit:
    # Told to stop before it served anything: the saved state is as it was.
    pass
# Only an orderly stop comes here, with the state on disk.
marker.unlink()
