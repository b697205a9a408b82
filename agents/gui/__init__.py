"""The GUI agent: devices and the carrying out of procedures."""
