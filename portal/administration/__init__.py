"""What the commune's administrator keeps: its profile, its hotlines and its hamlets.

The pages stand above all rooms, because a merger moves appointments, sites and campaigns as well.
"""
