"""Stand-ins for the ports, one small file each."""
