"""The offline judge of a deployment: what AWS would refuse, found before AWS is asked.

`make judge` runs it over the stacks as they would be deployed. A rule states the limit, its source and what is wrong;
each is seen to fail on a mutated template (tests/judge). What no offline judge can see stands in docs/rehearsal.md.
"""
