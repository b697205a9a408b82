"""The device of an assistant: handed in by the host, or the user's browser when it is needed."""

from __future__ import annotations

import threading

from ..core.errors import DeviceError
from ..core.protocols import Device
from ..core.settings import Settings


class Screen:
    """Holds the device that is open now, and opens the browser on demand."""

    def __init__(self, settings: Settings, device: Device | None = None) -> None:
        """Use `device` where the host brings one; it then stays the host's to close."""
        self._settings, self._device = settings, device
        self._is_ours = device is None
        self._lock = threading.Lock()

    def current(self) -> Device | None:
        """Return the device, or None where nothing is open."""
        return self._device

    def open(self, url: str) -> None:
        """Show an address in the browser, which is started if need be. Raises `DeviceError`."""
        from .gui.browser import BrowserDevice

        with self._lock:
            if isinstance(self._device, BrowserDevice):
                try:
                    self._device.open(url)
                    return
                except DeviceError:
                    # The window was closed or the browser died: start a new one.
                    self._device.close()
            elif self._device is not None:
                raise DeviceError("The device in use is not a browser; it cannot open an address.")
            self._device = BrowserDevice.launch(self._settings, url=url)

    def close(self) -> None:
        """Close the browser if it was opened here."""
        with self._lock:
            if self._device is not None and self._is_ours:
                self._device.close()
                self._device = None
