"""The engine's process: clients, device, passes."""
