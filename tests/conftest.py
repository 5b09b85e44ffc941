"""Options, hooks and fixtures that all tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.database_runs import pytest_cmdline_main, runs_here

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoDbBlocker

    from roadmap_app.models import User

__all__ = ["pytest_cmdline_main"]  # a hook: pytest finds it here
pytest_plugins = ["tests.database_copies", "tests.small_roadmap"]  # fixtures that several packages use
# No property fails because the machine is busy. CI runs the same examples each time, so that a change fails only for
# its own errors; elsewhere they are random.
settings.register_profile("any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("any speed"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI", "").lower() in ("1", "true") else "any speed")
TESTS = Path(__file__).parent
E2E, DEPLOY = TESTS / "e2e", TESTS / "deploy"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our own options. They are not in e2e/conftest.py, which a bare pytest reads too late."""
    parser.addoption("--screenshots", metavar="DIR", type=Path, help="keep the browser tests' screenshots in DIR")
    parser.addoption("--soak", action="store_true", help="run the tests marked soak, and only those")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select the tests marked soak with --soak, else the others; of these, only the tests for the current pass.

    The longest ones are in the modules beside this file: begin with them, so that no worker ends with one.
    """
    chosen: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        is_chosen = bool(item.get_closest_marker("soak")) == config.option.soak and runs_here(item)
        chosen[is_chosen].append(item)
    config.hook.pytest_deselected(items=chosen[False])
    items[:] = sorted(chosen[True], key=lambda item: item.path.parent != TESTS)


def pytest_collection_finish() -> None:
    """Exclude the collected objects from garbage collection, and run it less often: it took a sixth of the CPU time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def soak_scale() -> float:
    """Return the share of its full budget that a soak test may use: CAIRN_SOAK_SCALE, 1.0 by default."""
    return float(os.environ.get("CAIRN_SOAK_SCALE") or 1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Ignore tests/deploy unless it is named on the command line: it needs a container engine and takes minutes."""
    if collection_path != DEPLOY:
        return None
    named = [(config.invocation_params.dir / word.split("::")[0]).resolve() for word in config.args]
    return None if any(path == DEPLOY or DEPLOY in path.parents for path in named) else True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Use a database file for browser tests: the threads of the live server cannot share a database in memory."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    in_browser = any(E2E in item.path.parents for item in request.session.items)
    if "sqlite" in default["ENGINE"]:
        # In memory otherwise: pytest-django has set a file's name, as it knows only the engine of Django itself.
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3") if in_browser else None
        default.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: "DjangoDbBlocker",
) -> Iterator[None]:
    """Make the test database, which in a bare run is migrated once for all workers and passes."""
    from tests.migrated import delete_instead_of_truncating, is_shared, test_databases

    delete_instead_of_truncating()
    if is_shared():
        with test_databases(django_db_blocker):
            yield
    else:
        request.getfixturevalue("django_db_setup")
        yield


@pytest.fixture(autouse=True)
def _fresh_snapshots() -> None:
    """Clear the cached snapshots: after a rollback, the next test may use the same keys and versions."""
    from roadmap_app.web.rendering import render_kept
    from tests.snapshots import forget_trees

    forget_trees()
    render_kept.cache_clear()


@pytest.fixture(autouse=True)
def _group_of_editors(request: pytest.FixtureRequest) -> None:
    """Make the group of editors where a test with a transaction of its own runs after one that commits."""
    marker = request.node.get_closest_marker("django_db")
    if marker and not marker.kwargs.get("transaction") and "transactional_db" not in request.fixturenames:
        from tests.makers import ensure_group_of_editors

        request.getfixturevalue("db")
        ensure_group_of_editors()


@pytest.fixture
def learner(db: None) -> "User":
    """Return a learner with an account."""
    from tests.makers import make_user

    return make_user()


@pytest.fixture
def learner_client(learner: "User") -> "Client":
    """Return a test client in which the learner is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture(scope="session")
def oidc_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run a real OpenID Connect provider for the whole session and yield it."""
    from tests.oidc.provider import running

    with running(tmp_path_factory.mktemp("oidc")) as provider:
        yield provider


@pytest.fixture
def provider(oidc_process: Any, settings: Any) -> Any:
    """Return the provider, after setting its URL in settings.OIDC."""
    from dataclasses import replace

    settings.OIDC = replace(settings.OIDC, url=oidc_process.issuer)
    return oidc_process
