#!/bin/sh
# Pin the base image and the images of database and proxy by digest, since a tag can be moved to another image.
# Run it again to update to newer images with their security fixes, then build. Needs docker with buildx.
#   portal/pin_images.sh            ask the registries, write PYTHON_IMAGE, POSTGRES_IMAGE and CADDY_IMAGE to .env
#   portal/pin_images.sh --check    change nothing; exit with 1 if an image is not pinned or there is a newer one
# Names and tags come from .env, or else from docker-compose.yml.
set -eu
cd "$(dirname "$0")/.."

check=
[ "${1:-}" = --check ] && check=yes
state=0

in_env() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1; }
default_of() { sed -n "s/.*\${$1:-\([^}]*\)}.*/\1/p" docker-compose.yml | head -n 1; }

for variable in PYTHON_IMAGE POSTGRES_IMAGE CADDY_IMAGE; do
    pinned=$(in_env "$variable")
    name=${pinned:-$(default_of "$variable")}
    name=${name%@*}
    if ! digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$name"); then
        echo "$name: the registry returned no digest; nothing is pinned for it." >&2
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
        cat .env.new >.env # keeps owner and permissions
        rm .env.new
        echo "$variable=$new"
    fi
done
exit $state
