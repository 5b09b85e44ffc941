#!/bin/sh
# Writes into .env which images, by digest, Cairn is built from and runs beside: what a tag stands for can be changed
# by whoever owns it, a digest cannot. Run it again to take over newer images (and their mended faults), then build.
#   portal/pin_images.sh            asks the registries, writes PYTHON_IMAGE, POSTGRES_IMAGE and CADDY_IMAGE to .env
#   portal/pin_images.sh --check    changes nothing; ends with 1 where one is not pinned, or there is a newer one
# The names and tags are those that .env pins already, else those of docker-compose.yml. It needs docker with buildx.
set -eu
cd "$(dirname "$0")/.."

check=
[ "${1:-}" = --check ] && check=yes
state=0

in_env() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1; }
by_default() { sed -n "s/.*\${$1:-\([^}]*\)}.*/\1/p" docker-compose.yml | head -n 1; }

for variable in PYTHON_IMAGE POSTGRES_IMAGE CADDY_IMAGE; do
    pinned=$(in_env "$variable")
    name=${pinned:-$(by_default "$variable")}
    name=${name%@*}
    if ! digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$name"); then
        echo "$name: its registry did not say which digest it has; nothing is pinned for it." >&2
        state=2
        continue
    fi
    case $digest in
        sha256:????????????????????????????????????????????????????????????????) ;;
        *) echo "$name: “$digest” is not a digest." >&2; state=2; continue ;;
    esac
    new=$name@$digest
    if [ "$pinned" = "$new" ]; then
        echo "$new is pinned."
    elif [ -n "$check" ]; then
        echo "$variable is ${pinned:-not pinned}; the registry has $new." >&2
        [ "$state" -eq 2 ] || state=1
    else
        touch .env
        kept=$(grep -v "^$variable=" .env || true)
        printf '%s\n' ${kept:+"$kept"} "$variable=$new" >.env.new
        cat .env.new >.env # as it was: its owner and who may read it
        rm .env.new
        echo "$variable=$new"
    fi
done
exit $state
