# shellcheck shell=bash disable=SC2015,SC2034
# Where ./dev gets PostgreSQL from, and how its private clusters are made, started and stopped.
# Sourced by ./dev; needs say, die, lock, unlock, is_root, on_debian, apt_install and $LOCAL.

PG_MINIMUM=15
PG_ROOT_PACKAGE=postgresql-17-pgvector
DB_NAME=batterycrm
DB_HELP='No database can be had here. Any one of these will do:
  - set ConnectionStrings__Default to an Npgsql connection string of a superuser of a PostgreSQL with pgvector;
  - start a Docker engine (docker info must answer, docker compose must be installed);
  - install PostgreSQL 15 or newer together with its pgvector package;
  - on Debian or Ubuntu, run this as root: the packages are then installed for you.'

# --- the source: the first that is there -----------------------------------------------------------------------------

# Sets PG_KIND to docker, local or root and, for the last two, PG_BIN (as PostgreSQL's own user sees it) and PG_HOME
# (the folder of clusters, as we see it). Installs what is missing, hence under the lock.
find_postgres() {
  find_made_postgres && return
  is_root && on_debian || die "$DB_HELP"
  install_packaged_postgres && return
  make_postgres_root
  use_postgres_root
}

# The same without installing: 1 where there is nothing yet.
find_made_postgres() {
  [[ -z ${PG_KIND:-} ]] || return 0
  PG_ROOT=$LOCAL/pgroot
  if docker_answers; then PG_KIND=docker
  elif find_local_postgres; then use_local_postgres
  elif is_root && [[ -e $PG_ROOT/usr/share/postgresql/17/extension/vector.control ]]; then use_postgres_root
  else return 1
  fi
}

docker_answers() { command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1; }

# The newest PostgreSQL on this machine that has pgvector's control file.
find_local_postgres() {
  local bin version major share found='' best=0
  for bin in "$(command -v pg_config >/dev/null && pg_config --bindir || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
             /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin; do
    [[ -n $bin && -x $bin/postgres && -x $bin/initdb ]] || continue
    version=$("$bin/postgres" --version) && major=$(sed 's/^[^0-9]*\([0-9]*\).*/\1/' <<<"$version")
    [[ $major =~ ^[0-9]+$ ]] && (( major >= PG_MINIMUM && major > best )) || continue
    share=/usr/share/postgresql/$major
    [[ -e $share/extension/vector.control ]] || share=$("$bin/pg_config" --sharedir 2>/dev/null) || continue
    [[ -e $share/extension/vector.control ]] || continue
    found=$bin best=$major
  done
  [[ -n $found ]] && PG_BIN=$found
}

use_postgres_root() {
  PG_KIND=root PG_BIN=/usr/lib/postgresql/17/bin PG_HOME=$PG_ROOT/var/lib/batterycrm
  install -d -m 755 "$PG_HOME"
  chroot "$PG_ROOT" chown postgres:postgres /var/lib/batterycrm
}

# PostgreSQL never runs as root. Its clusters live in $LOCAL unless its user cannot walk there (a clone under /root).
use_local_postgres() {
  PG_KIND=local PG_HOME=$LOCAL
  is_root || return 0
  id postgres >/dev/null 2>&1 || die "There is no user 'postgres' to run PostgreSQL as. Add one (useradd --system postgres) or do not run ./dev as root."
  if ! runuser -u postgres -- test -x "$LOCAL"; then
    PG_HOME=/var/lib/batterycrm/$(cksum <<<"$LOCAL" | cut -d' ' -f1)
    install -d -m 755 /var/lib/batterycrm "$PG_HOME"
  fi
  PG_HOME=$PG_HOME/clusters
  install -d -o postgres -m 755 "$PG_HOME"
}

# Where the release has pgvector as a package of a PostgreSQL that is new enough; 1 where it has not.
install_packaged_postgres() {
  local package
  apt_update
  package=$(apt-cache search --names-only '^postgresql-[0-9]+-pgvector$' | cut -d' ' -f1 | sort -V | tail -n 1)
  [[ $package =~ ^postgresql-([0-9]+)-pgvector$ ]] && (( BASH_REMATCH[1] >= PG_MINIMUM )) || return 1
  # The package would start a server of its own on 5432; ours are private.
  apt_install postgresql-common
  install -d /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/batterycrm.conf
  apt_install "postgresql-${BASH_REMATCH[1]}" "$package"
  find_local_postgres || die "$package was installed but its files were not found. Install PostgreSQL with pgvector by hand, or set ConnectionStrings__Default."
  use_local_postgres
}

# A private Debian 13 that holds PostgreSQL 17 with pgvector: made aside and renamed, so that half a root is never used.
make_postgres_root() {
  command -v mmdebstrap >/dev/null || apt_install mmdebstrap debian-archive-keyring
  say "this release has no pgvector: making a private Debian 13 root with PostgreSQL 17 in $PG_ROOT (about a minute, 520 MB)"
  rm -rf --one-file-system "$PG_ROOT.new"
  logged mmdebstrap mmdebstrap --variant=minbase --include="$PG_ROOT_PACKAGE" trixie "$PG_ROOT.new" \
    || die "The Debian 13 root could not be made. Look whether Debian's mirror can be reached, then run this again."
  rm -rf --one-file-system "$PG_ROOT"
  mv "$PG_ROOT.new" "$PG_ROOT"
}

# --- running PostgreSQL's programs -----------------------------------------------------------------------------------

# Runs one of PostgreSQL's programs as its user, with its own view of paths (see inside).
pg() {
  local program=$PG_BIN/$1; shift
  if [[ $PG_KIND == root ]]; then
    chroot --userspec=postgres:postgres "$PG_ROOT" /usr/bin/env HOME=/ TMPDIR=/tmp LC_ALL=C.UTF-8 "$program" "$@"
  elif is_root; then (cd / && LC_ALL=C.UTF-8 runuser -u postgres -- "$program" "$@")
  else LC_ALL=C.UTF-8 "$program" "$@"
  fi
}

# A path of ours as PostgreSQL's programs see it.
inside() { if [[ $PG_KIND == root ]]; then echo "${1#"$PG_ROOT"}"; else echo "$1"; fi; }

own() { if [[ $PG_KIND == root ]]; then chroot "$PG_ROOT" chown postgres:postgres "$(inside "$1")"; elif is_root; then chown postgres "$1"; fi; }

# One password for the superuser of all private clusters, readable by its owner only.
password() {
  local file=$LOCAL/database-password
  if [[ ! -s $file ]]; then
    (umask 077 && od -An -tx1 -N24 /dev/urandom | tr -d ' \n' >"$file.new") && mv "$file.new" "$file"
  fi
  cat "$file"
}

connection() { echo "Host=127.0.0.1;Port=$1;Username=postgres;Password=$(password);Database=$2"; }

sql() { PGPASSWORD=$(password) pg psql -X -q -t -A -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U postgres -d postgres -c "$2"; }

# --- private clusters ------------------------------------------------------------------------------------------------

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Remembers a free port for cluster $1, from $2 upwards; ports that other clusters remember are left to them.
choose_port() {
  local port=$2 known
  known=" $(cat "$LOCAL"/ports/* 2>/dev/null | tr '\n' ' ' || true) "
  while port_taken "$port" || [[ $known == *" $port "* ]]; do port=$((port + 1)); done
  mkdir -p "$LOCAL/ports" && echo "$port" >"$LOCAL/ports/$1"
}

# The pid of the cluster's server, nothing when it is down. A pid file alone proves nothing: after a kill or a reboot
# its number may belong to anybody, but only a server of this cluster works in this folder.
cluster_pid() {
  local data=$PG_HOME/$1 pid
  pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
  if [[ -d /proc/self ]]; then [[ $(readlink "/proc/$pid/cwd") == "$(readlink -f "$data")" ]] || return 1
  else kill -0 "$pid" 2>/dev/null || return 1
  fi
  echo "$pid"
}

make_cluster() {
  local data=$PG_HOME/$1 secret=$PG_HOME/$1.secret
  say "making the database cluster $1"
  (umask 077 && password >"$secret") && own "$secret"
  rm -rf --one-file-system "$data.new"
  logged initdb pg initdb --no-sync --username=postgres --pwfile="$(inside "$secret")" --auth=scram-sha-256 \
    --locale=C.UTF-8 --encoding=UTF8 -D "$(inside "$data.new")" || die "initdb failed; see above."
  rm -f "$secret"
  # Loopback only, no socket files; the rest is stock.
  printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" 'max_connections = 200' >>"$data.new/postgresql.conf"
  mv "$data.new" "$data"
}

# As in docker-compose.yml: pages stay in memory until the checkpoint, which comes by time and not by volume, and what it makes the log carry is packed.
PG_SETTINGS='-c shared_buffers=512MB -c wal_compression=lz4 -c min_wal_size=512MB -c max_wal_size=2GB -c checkpoint_timeout=15min'

# Starts cluster $1 unless it runs: $2 is fsync-on or fsync-off, $3 the first port to try. Sets CLUSTER_PORT, CLUSTER_STARTED.
# The caller holds the lock.
start_cluster() {
  local name=$1 data=$PG_HOME/$1 log=$PG_HOME/$1.log options try
  CLUSTER_STARTED=false
  [[ -e $data/PG_VERSION ]] || make_cluster "$name"
  if cluster_pid "$name" >/dev/null; then
    CLUSTER_PORT=$(cat "$LOCAL/ports/$name")
  else
    await_no_leftovers "$data"
    for try in 1 2 3 4 5; do
      [[ -s $LOCAL/ports/$name ]] && ! port_taken "$(cat "$LOCAL/ports/$name")" || choose_port "$name" "$3"
      CLUSTER_PORT=$(cat "$LOCAL/ports/$name")
      options="-p $CLUSTER_PORT $PG_SETTINGS"
      # Test databases are thrown away: what is lost with the power is not missed.
      [[ $2 == fsync-on ]] || options+=' -c fsync=off -c synchronous_commit=off -c full_page_writes=off'
      : >"$log" && own "$log"
      say "starting PostgreSQL ($name, port $CLUSTER_PORT, $2)"
      if pg pg_ctl start -w -t 120 -s -D "$(inside "$data")" -l "$(inside "$log")" -o "$options" >&2 {LOCK}>&-; then CLUSTER_STARTED=true; break; fi
      # Somebody may have taken the port in between.
      grep -q 'could not bind' "$log" && (( try < 5 )) || { tail -n 20 "$log" >&2; die "PostgreSQL did not start; its last words are above (all of them: $log)."; }
      choose_port "$name" "$((CLUSTER_PORT + 1))"
    done
  fi
  until pg pg_isready -q -h 127.0.0.1 -p "$CLUSTER_PORT"; do
    cluster_pid "$name" >/dev/null || die "PostgreSQL ($name) ended while it was starting; see $log."
    sleep 0.1
  done
}

# After a kill -9 the server's children need a moment to notice, and until then hold its memory; a stale pid file goes.
await_no_leftovers() {
  local data try
  data=$(readlink -f "$1")
  for try in {1..100}; do
    [[ -d /proc/self && -n $(find /proc -maxdepth 2 -name cwd -lname "$data" 2>/dev/null) ]] || { rm -f "$data/postmaster.pid"; return 0; }
    sleep 0.1
  done
  die "Processes of a PostgreSQL that was killed still work in $data. End them, then run this again."
}

# Stops cluster $1 with mode $2 (fast, immediate); fine when it is down.
stop_cluster() {
  cluster_pid "$1" >/dev/null || return 0
  say "stopping PostgreSQL ($1)"
  pg pg_ctl stop -w -t 60 -s -m "$2" -D "$(inside "$PG_HOME/$1")" >&2 || die "PostgreSQL ($1) did not stop within a minute; see $PG_HOME/$1.log."
}

# --- what the commands use -------------------------------------------------------------------------------------------

# Sets DB (an Npgsql connection string of a superuser) and DB_STARTED: whether this call started the server.
need_database() {
  DB_STARTED=false
  if [[ -n ${ConnectionStrings__Default:-} ]]; then DB=$ConnectionStrings__Default; return; fi
  lock database
  find_postgres
  if [[ $PG_KIND == docker ]]; then start_compose_database
  else
    start_cluster pgdata fsync-on 54517
    DB_STARTED=$CLUSTER_STARTED
    [[ $(sql "$CLUSTER_PORT" "select 1 from pg_database where datname = '$DB_NAME'") == 1 ]] || sql "$CLUSTER_PORT" "create database $DB_NAME"
    DB=$(connection "$CLUSTER_PORT" "$DB_NAME")
  fi
  unlock
}

# Sets TEST_DB to the test server, or leaves it empty where the fixture starts Testcontainers.
need_test_database() {
  TEST_DB=${BATTERYCRM_TEST_DATABASE:-}
  [[ -z $TEST_DB ]] || return 0
  lock database
  find_postgres
  if [[ $PG_KIND != docker ]]; then
    start_cluster pgtest fsync-off 54518
    TEST_DB=$(connection "$CLUSTER_PORT" postgres)
  fi
  unlock
}

start_compose_database() {
  docker compose version >/dev/null 2>&1 || die "A Docker engine answers, but 'docker compose' is missing. Install the compose plugin, or set ConnectionStrings__Default."
  [[ -s $LOCAL/ports/compose ]] || choose_port compose 54517
  local port; port=$(cat "$LOCAL/ports/compose")
  if [[ -z $(compose ps -q --status running db 2>/dev/null) ]]; then DB_STARTED=true; say "starting PostgreSQL in Docker (port $port)"; fi
  logged compose compose up -d --wait db || die "The database container did not start; see above. 'docker compose logs db' says more."
  # The volume may be older than our password.
  compose exec -T db psql -X -q -U postgres <<<"alter role postgres password '$(password)'" >&2
  DB=$(connection "$port" "$DB_NAME")
}

compose() {
  BATTERYCRM_DB_PASSWORD=$(password) BATTERYCRM_DB_PORT=$(cat "$LOCAL/ports/compose") docker compose --project-directory "$TREE" "$@"
}

stop_database() {
  if [[ $PG_KIND == docker ]]; then say 'stopping PostgreSQL in Docker'; compose stop db >&2; else stop_cluster pgdata fast; fi
}

# ./dev cluster start|stop|restart|drop NAME [fsync-on|fsync-off|fast|immediate]: servers that a drill may kill.
cluster_command() {
  local verb=${1:-} name=${2:-} option=${3:-}
  [[ $verb =~ ^(start|stop|restart|drop)$ && $name =~ ^[a-z][a-z0-9-]*$ ]] || die 'Usage: ./dev cluster start|stop|restart|drop NAME [fsync-on|fsync-off|fast|immediate]'
  [[ $verb != drop || $name != pgdata ]] || die 'pgdata holds the data of ./dev up; delete it by hand if you mean it.'
  lock database
  find_postgres
  if [[ $PG_KIND == docker ]]; then docker_cluster "$verb" "$name" "$option"
  else
    local safety=fsync-on mode=fast kept=$PG_HOME/$name.safety
    [[ ! -s $kept ]] || safety=$(cat "$kept")
    case $option in fsync-on|fsync-off) safety=$option ;; fast|immediate) mode=$option ;; '') ;; *) die "Unknown option '$option'." ;; esac
    case $verb in stop|restart|drop) stop_cluster "$name" "$mode" ;; esac
    case $verb in
      start|restart) start_cluster "$name" "$safety" 54520; echo "$safety" >"$kept"; connection "$CLUSTER_PORT" postgres ;;
      drop) rm -rf --one-file-system "${PG_HOME:?}/$name" "$PG_HOME/$name.log" "$kept" "$LOCAL/ports/$name" ;;
    esac
  fi
  unlock
}

docker_cluster() {
  local container=batterycrm-$2 port fsync=on
  [[ $3 != fsync-off ]] || fsync=off
  [[ -s $LOCAL/ports/$2 ]] || choose_port "$2" 54520
  port=$(cat "$LOCAL/ports/$2")
  case $1 in
    stop|restart) if [[ $3 == immediate ]]; then docker kill "$container"; else docker stop "$container"; fi >&2 ;;
    drop) docker rm -f -v "$container" >&2; rm -f "$LOCAL/ports/$2"; return ;;
  esac
  [[ $1 != stop ]] || return 0
  docker start "$container" >/dev/null 2>&1 || POSTGRES_PASSWORD=$(password) docker run -d --name "$container" -p "127.0.0.1:$port:5432" \
    -e POSTGRES_PASSWORD -e POSTGRES_INITDB_ARGS='--locale=C.UTF-8 -E UTF8' pgvector/pgvector:pg17 -c max_connections=200 $PG_SETTINGS -c fsync=$fsync >&2
  until docker exec "$container" pg_isready -q -h 127.0.0.1 -U postgres; do sleep 0.2; done
  connection "$port" postgres
}
