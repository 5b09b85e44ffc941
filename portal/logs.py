"""The configuration of the log."""


def logging_to_console(*, layout: str, level: str, access: bool) -> dict[str, object]:
    """Return Django's LOGGING: to the console, in LAYOUT ("line" or "json"), from LEVEL up.

    ACCESS adds a line for each request.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "roadmap_app.web.request_log.RequestIdFilter"},
            "route": {"()": "roadmap_app.web.request_log.RouteFilter"},
        },
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s",
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request_id", "route"],
                "formatter": layout,
            }
        },
        "root": {
            "handlers": ["console"],
            "level": level,
        },
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "portal.access": {"level": "INFO" if access else "CRITICAL"},
        },
    }
