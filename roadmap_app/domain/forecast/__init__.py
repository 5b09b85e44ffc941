"""When a learner will finish, from their own record; docs/forecast.md explains it and shows how well it does."""
