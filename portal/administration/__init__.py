"""What the commune's administrator keeps: its profile, its hotlines and its hamlets.

The pages stand on the roof, because a merger moves appointments, sites and campaigns as well.
"""
