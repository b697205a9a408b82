"""Wishes about answers that a text shows by itself to be met: heard, kept to, and edited for."""
