# Pinned by digest once portal/pin_images.sh has written one to .env.
ARG PYTHON_IMAGE=python:3.13-slim
FROM ${PYTHON_IMAGE} AS build
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/cairn
COPY requirements.txt ./
# Packages come before the code, so that a code change does not reinstall them. For a mirror of PyPI: PIP_CONFIG (docs/operations.md).
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=pip_config,target=/etc/pip.conf \
    python -m venv --without-pip /venv && \
    pip --python /venv/bin/python install --require-hashes --only-binary :all: --no-compile -r requirements.txt && \
    python -m compileall -q -j 0 /venv/lib
COPY manage.py pyproject.toml ./
COPY portal portal
COPY roadmap_app roadmap_app
COPY templates templates
COPY static static
COPY fixtures fixtures
# The key is for this step only; no image contains one.
RUN python -m compileall -q portal roadmap_app manage.py && \
    PORTAL_VAR=/tmp/var PORTAL_STATIC=/srv/static SECRET_KEY=only-to-collect /venv/bin/python manage.py collectstatic --no-input --verbosity 0


FROM ${PYTHON_IMAGE}
# The base image comes without bytecode of the standard library: each start would compile 218 modules (0.5 s of CPU time),
# and each health check would take 0.2 s instead of 0.05.
RUN python -m compileall -q -j 0 -x 'site-packages|/tests?/|ensurepip|idlelib|tkinter|turtle' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
# pg_dump and pg_restore for manage.py backup: the database's version or newer.
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql-client-17 >/dev/null && \
    useradd --uid 10001 --no-create-home --home-dir /var/lib/cairn --shell /usr/sbin/nologin cairn && \
    install -d -o cairn -g cairn -m 700 /var/lib/cairn /backups
COPY --from=build /venv /venv
COPY --from=build /srv /srv
WORKDIR /srv/cairn
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production PORTAL_VAR=/var/lib/cairn PORTAL_STATIC=/srv/static PORTAL_BACKUP_DIR=/backups PORTAL_LOG_FORMAT=json
# The bill of materials: Python and Debian packages. Removing /tmp/var also removes the secret key generated there.
RUN PORTAL_VAR=/tmp/var PORTAL_ENV=embedded python manage.py sbom >/srv/sbom.cdx.json && rm -r /tmp/var
USER cairn
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "--prepared", "--host", "0.0.0.0"]
# Last, as these change with every build.
ARG CAIRN_VERSION=0.2.0
ARG CAIRN_COMMIT=unknown
ARG PYTHON_IMAGE
LABEL org.opencontainers.image.title="Cairn" \
      org.opencontainers.image.description="A self-hosted learning portal" \
      org.opencontainers.image.base.name=$PYTHON_IMAGE \
      org.opencontainers.image.version=$CAIRN_VERSION \
      org.opencontainers.image.revision=$CAIRN_COMMIT
