# Installs what is missing of Debian's packages: debian.sh CHECK PACKAGE ..., where a check is a command that fails
# without the package.
set -e
missing=
while [ $# -gt 0 ]; do
    sh -c "$1" > /dev/null 2>&1 || missing="$missing $2"
    shift 2
done
test -n "$missing" || exit 0
if ! command -v apt-get > /dev/null || [ "$(id -u)" != 0 ]; then
    echo "Tests of pictures need programs that are missing here. Install by hand, as Debian calls them:$missing" >&2
    exit 1
fi
apt-get update
apt-get install -y --no-install-recommends $missing
