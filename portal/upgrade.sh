#!/bin/sh
# Upgrade without downtime: docker compose build (or pull), then this script, from the folder of docker-compose.yml.
# It migrates, starts as many new web servers as there are old ones, waits until they are ready, switches the proxy over, and
# stops the old ones. Options are passed to docker compose: portal/upgrade.sh --env-file team.env
set -eu

compose() { docker compose "$@"; }
addresses() { docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}:8000' "$@" | tr '\n' ' '; }
fail() {
    echo "$1 The old web servers keep running." >&2
    exit 1
}

old=$(compose "$@" ps --quiet web)
count=$(printf '%s\n' "$old" | grep -c . || true)
if [ "$count" -eq 0 ]; then
    echo "No web server is running: start the portal with docker compose up -d." >&2
    exit 1
fi

# The proxy finds its servers by DNS, including those that are starting or stopping; during the switch it gets a fixed list.
point_proxy_to() { load_config "$(sed "/dynamic a {/,/}/c\\ to $*" portal/Caddyfile)"; }
reset_proxy() { load_config "$(cat portal/Caddyfile)"; }
load_config() { printf '%s\n' "$1" | docker exec --interactive "$proxy" caddy reload --adapter caddyfile --config - >/dev/null 2>&1; }
proxy=$(compose "$@" ps --quiet proxy)
if [ -z "$proxy" ]; then # another proxy is used
    load_config() { :; }
fi

echo "Preparing the database ..."
compose "$@" up --detach migrate
migrate=$(compose "$@" ps --all --quiet migrate)
if [ "$(docker wait "$migrate")" -ne 0 ]; then
    docker logs "$migrate" >&2
    fail "The database could not be prepared."
fi

echo "Starting $count new web server(s) beside the old ..."
trap reset_proxy EXIT
# shellcheck disable=SC2046,SC2086 # one word for each container
point_proxy_to $(addresses $old)
compose "$@" up --detach --no-recreate --wait --scale "web=$((count * 2))" web ||
    fail "The new web servers do not become ready: see docker compose logs web."

echo "Switching over ..."
new=$(compose "$@" ps --quiet web | grep -vxF "$old")
# shellcheck disable=SC2046,SC2086
point_proxy_to $(addresses $new)
sleep 2 # until the old servers have answered their last requests
# shellcheck disable=SC2086
docker stop $old >/dev/null
# shellcheck disable=SC2086
docker rm $old >/dev/null
trap - EXIT
reset_proxy

# Update the other services; the new web servers stay.
compose "$@" up --detach --scale "web=$count"
