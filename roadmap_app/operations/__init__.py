"""Running a portal: the server, the worker loop, the doctor, moving to another database."""
