"""The ground floor: errors, settings, paths, events, actions, observations and protocols."""
