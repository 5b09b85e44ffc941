#!/bin/sh
# Upgrade without downtime: docker compose build (or pull), then this script, from the folder of docker-compose.yml.
# It migrates, starts as many new web servers as there are old ones, waits until they are ready, switches the proxy over, and
# stops the old ones. Options are passed to docker compose: portal/upgrade.sh --env-file team.env
set -eu

compose() { docker compose "$@"; }
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

echo "Preparing the database ..."
compose "$@" up --detach migrate
migrate=$(compose "$@" ps --all --quiet migrate)
if [ "$(docker wait "$migrate")" -ne 0 ]; then
    docker logs "$migrate" >&2
    fail "The database could not be prepared."
fi

# Update the proxy first: neither command does anything unless its settings have changed.
earlier=$(compose "$@" ps --quiet proxy)
proxy=
if [ -n "$earlier" ]; then # else another proxy is used
    compose "$@" up --detach --no-deps proxy
    proxy=$(compose "$@" ps --quiet proxy)
    network=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project"}}_upgrade' "$proxy")
fi
if [ -n "$proxy" ] && [ "$proxy" = "$earlier" ]; then # else it has read the file when it started
    docker exec --interactive "$proxy" caddy reload --adapter caddyfile --config - <portal/Caddyfile >/dev/null 2>&1 ||
        fail "The proxy does not accept portal/Caddyfile."
fi

# The proxy finds its servers by DNS as "web", including those that are starting or stopping. During the switch it sends
# requests only to those named web-old or web-new, depending on a file that portal/Caddyfile looks for.
point_proxy_to() {
    name=$1
    shift
    [ -n "$proxy" ] || return 0
    for server in "$@"; do
        docker network disconnect "$network" "$server" 2>/dev/null || true # its name in the upgrade before
        docker network connect --alias "$name" "$network" "$server"
    done
    docker exec "$proxy" touch "/run/upgrade/$name"
}
reset_proxy() { [ -z "$proxy" ] || docker exec "$proxy" rm -f /run/upgrade/web-old /run/upgrade/web-new; }

echo "Starting $count new web server(s) beside the old ..."
trap reset_proxy EXIT
trap 'exit 1' HUP INT TERM
reset_proxy # in case the upgrade before was killed
# shellcheck disable=SC2086 # one word for each container
point_proxy_to web-old $old
ready=yes
compose "$@" up --detach --no-recreate --wait --scale "web=$((count * 2))" web || ready=
new=$(compose "$@" ps --all --quiet web | grep -vxF "$old" || true)
if [ -z "$ready" ]; then
    for server in $new; do
        docker logs --tail 30 "$server" >&2
        docker rm --force "$server" >/dev/null # or it would get requests, being named "web"
    done
    fail "The new web servers do not become ready; their logs are above."
fi

echo "Switching over ..."
# shellcheck disable=SC2086
point_proxy_to web-new $new
sleep 2 # until the old servers have answered their last requests
# shellcheck disable=SC2086
docker stop $old >/dev/null
# shellcheck disable=SC2086
docker rm $old >/dev/null
trap - EXIT
reset_proxy

# Update the other services; the new web servers stay.
compose "$@" up --detach --scale "web=$count"
