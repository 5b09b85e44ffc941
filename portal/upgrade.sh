#!/bin/sh
# A new version without a moment's pause: docker compose build (or pull), then this, from the folder of docker-compose.yml.
# Migrates, starts as many new web servers as there are old ones beside them, waits until they answer, lets the proxy change
# over, and stops the old ones when they have answered. Options are docker compose's own: portal/upgrade.sh --env-file team.env
set -eu

compose() { docker compose "$@"; }
addresses() { docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}:8000' "$@" | tr '\n' ' '; }
fail() {
    echo "$1 The old web servers go on." >&2
    exit 1
}

old=$(compose "$@" ps --quiet web)
count=$(printf '%s\n' "$old" | grep -c . || true)
if [ "$count" -eq 0 ]; then
    echo "No web server is running: start the portal with docker compose up -d." >&2
    exit 1
fi

# The proxy finds its servers by name, as soon as they start and until they have gone; for the change it is told which.
proxy_to() { proxy_reads "$(sed "/dynamic a {/,/}/c\\ to $*" portal/Caddyfile)"; }
proxy_as_ever() { proxy_reads "$(cat portal/Caddyfile)"; }
proxy_reads() { printf '%s\n' "$1" | docker exec --interactive "$proxy" caddy reload --adapter caddyfile --config - >/dev/null 2>&1; }
proxy=$(compose "$@" ps --quiet proxy)
if [ -z "$proxy" ]; then # another one stands before the servers
    proxy_reads() { :; }
fi

echo "Preparing the database ..."
compose "$@" up --detach migrate
migrate=$(compose "$@" ps --all --quiet migrate)
if [ "$(docker wait "$migrate")" -ne 0 ]; then
    docker logs "$migrate" >&2
    fail "The database could not be prepared."
fi

echo "Starting $count new beside $count old ..."
trap proxy_as_ever EXIT
# shellcheck disable=SC2046,SC2086 # one word for each container
proxy_to $(addresses $old)
compose "$@" up --detach --no-recreate --wait --scale "web=$((count * 2))" web ||
    fail "The new web servers do not come up: see docker compose logs web."

echo "Changing over ..."
new=$(compose "$@" ps --quiet web | grep -vxF "$old")
# shellcheck disable=SC2046,SC2086
proxy_to $(addresses $new)
sleep 2 # until what the old ones were asked is answered
# shellcheck disable=SC2086
docker stop $old >/dev/null
# shellcheck disable=SC2086
docker rm $old >/dev/null
trap - EXIT
proxy_as_ever

# What else is new: the proxy's settings, the jobs. The new web servers stay.
compose "$@" up --detach --scale "web=$count"
