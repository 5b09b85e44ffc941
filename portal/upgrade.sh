#!/bin/sh
# A new version without a moment's pause: docker compose build (or pull), then this, from the folder of docker-compose.yml.
# Migrates, starts as many new web servers as there are old ones beside them, waits until they answer, and stops the old ones.
# Options are docker compose's own, as in: portal/upgrade.sh --env-file team.env
set -eu

old=$(docker compose "$@" ps --quiet web)
count=$(printf '%s\n' "$old" | grep -c . || true)
if [ "$count" -eq 0 ]; then
    echo "No web server is running: start the portal with docker compose up -d." >&2
    exit 1
fi

echo "Preparing the database ..."
docker compose "$@" run --rm migrate

echo "Starting $count new beside $count old ..."
docker compose "$@" up --detach --no-deps --no-recreate --wait --scale "web=$((count * 2))" web

echo "Stopping the old ..."
# shellcheck disable=SC2086 # one word for each container
docker stop $old >/dev/null
# shellcheck disable=SC2086
docker rm $old >/dev/null

# What else is new: the proxy's settings, the jobs; the web servers stay as they are.
docker compose "$@" up --detach --scale "web=$count"
