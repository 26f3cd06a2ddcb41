# shellcheck shell=bash disable=SC2015,SC2034
# What ./dev installs and how it builds. Sourced by ./dev; needs say, die, lock, unlock, logged, $TREE and $LOCAL.

SDK_MAJOR=10
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

is_root() { [[ $(id -u) == 0 ]]; }
on_debian() { command -v apt-get >/dev/null; }

# --- packages of the system ------------------------------------------------------------------------------------------

apt() { DEBIAN_FRONTEND=noninteractive logged apt apt-get -o DPkg::Lock::Timeout=300 "$@"; }

# Once a run: a fresh machine has no lists, an old one has stale ones.
apt_update() {
  [[ -z ${APT_UPDATED:-} ]] || return 0
  say 'refreshing the package lists'
  apt update || die 'apt-get update failed; see above. Look whether the mirror of /etc/apt/sources.list can be reached.'
  APT_UPDATED=1
}

apt_install() {
  apt_update
  say "installing $*"
  apt install -y --no-install-recommends "$@" || die "apt-get could not install: $*; see above."
}

# What .NET itself needs at run time (a Russian culture, TLS, Kerberos' client that Npgsql looks for, time zones).
need_system() {
  local missing=() libraries
  libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
  [[ $(uname) == Linux ]] || return 0
  [[ $libraries == *libicuuc.so* ]] || missing+=(libicu)
  [[ $libraries == *libssl.so.3* ]] || missing+=(libssl)
  [[ $libraries == *libgssapi_krb5.so.2* ]] || missing+=(libgssapi-krb5-2)
  [[ $libraries == *libstdc++.so.6* ]] || missing+=(libstdc++6)
  [[ -e /etc/ssl/certs/ca-certificates.crt || -e /etc/pki/tls/certs/ca-bundle.crt || -e /etc/ssl/ca-bundle.pem ]] || missing+=(ca-certificates)
  [[ -e /usr/share/zoneinfo/Europe/Moscow ]] || missing+=(tzdata)
  (( ${#missing[@]} )) || return 0
  is_root && on_debian || die ".NET needs what is missing here: ${missing[*]}. Install it with the system's package manager (or run ./dev as root on Debian or Ubuntu), then run this again."
  lock system
  apt_update
  local names=() name
  for name in "${missing[@]}"; do
    # The library's major version is part of the package's name and differs by release.
    case $name in
      libicu) name=$(apt-cache search --names-only '^libicu[0-9]+$' | cut -d' ' -f1 | sort -V | tail -n 1) ;;
      libssl) name=$(apt-cache search --names-only '^libssl3(t64)?$' | cut -d' ' -f1 | tail -n 1) ;;
    esac
    names+=("$name")
  done
  apt_install "${names[@]}"
  unlock
}

need_dotnet() {
  need_system
  local folder version
  if ! command -v dotnet >/dev/null; then
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
      [[ -z $folder || ! -x $folder/dotnet ]] || { PATH=$PATH:$folder; break; }
    done
  fi
  command -v dotnet >/dev/null || die ".NET SDK $SDK_MAJOR is not installed. Get it from https://dotnet.microsoft.com/download (or your distribution's dotnet-sdk-$SDK_MAJOR.0) and put dotnet on the PATH."
  version=$(cd "$TREE" && dotnet --version 2>&1) || die "$version
This needs .NET SDK $SDK_MAJOR (see global.json); get it from https://dotnet.microsoft.com/download."
  [[ $version == "$SDK_MAJOR".* ]] || die "dotnet is $version; this needs SDK $SDK_MAJOR. Get it from https://dotnet.microsoft.com/download."
}

# Only for tests: a browser with Cyrillic and emoji, and node for the Telegram stand-in that nobody here wrote.
need_test_tools() {
  local missing=()
  find_chromium || missing+=(chromium)
  find /usr/share/fonts "$HOME/.fonts" -iname 'NotoSans-Regular*' 2>/dev/null | grep -q . || missing+=(fonts-noto-core)
  find /usr/share/fonts "$HOME/.fonts" -iname 'NotoColorEmoji*' 2>/dev/null | grep -q . || missing+=(fonts-noto-color-emoji)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  if (( ${#missing[@]} )); then
    is_root && on_debian || die "The tests need: ${missing[*]}. Install them with the system's package manager (or run ./dev test as root on Debian or Ubuntu), then run this again."
    lock system
    apt_install "${missing[@]}"
    unlock
    find_chromium || die 'Chromium was installed but is not on the PATH; set BATTERYCRM_CHROMIUM to its program.'
  fi
  need_peers
}

find_chromium() {
  local program
  for program in "${BATTERYCRM_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    program=$(command -v "$program" 2>/dev/null) && { CHROMIUM=$program; return 0; }
  done
  return 1
}

need_peers() {
  local peers=$TREE/BatteryCrm.Tests/Peers
  [[ -e $peers/package-lock.json ]] || return 0
  [[ ! $peers/node_modules/.ready -nt $peers/package-lock.json ]] || return 0
  lock peers
  say 'installing the npm packages of the tests'
  # node has its own list of authorities; the machine's may know one more (a company's proxy).
  [[ ! -e /etc/ssl/certs/ca-certificates.crt ]] || export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  (cd "$peers" && logged npm npm ci --no-audit --no-fund) || die 'npm ci failed in BatteryCrm.Tests/Peers; see above. Look whether an npm registry can be reached.'
  touch "$peers/node_modules/.ready"
  unlock
}

# --- building --------------------------------------------------------------------------------------------------------

# Builds project $1 (or the solution) in Release when anything that goes into it is newer than its last good build.
# No build servers stay behind.
need_build() {
  local target=$1 stamps=$TREE/BatteryCrm.Web/obj stamp project
  mkdir -p "$stamps"
  stamp=$stamps/dev-$(basename "$target").stamp
  up_to_date "$stamp" && return
  lock build "$stamps"
  if ! up_to_date "$stamp"; then
    for project in "$TREE"/BatteryCrm.*/; do mkdir -p "$project/obj" "$project/bin"; done
    touch "$stamp.new"
    say "restoring the packages of $target"
    child dotnet restore "$TREE/$target" -v quiet -nologo -nodeReuse:false >&2 {LOCK}>&- \
      || die 'The packages could not be restored; see above. Look whether a NuGet feed can be reached (dotnet nuget list source).'
    say "building $target"
    child dotnet build "$TREE/$target" -c Release --no-restore -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false >&2 {LOCK}>&- \
      || die 'The build failed; its errors are above.'
    # What a target refers to was built with it.
    [[ $target == BatteryCrm.Web ]] || cp -p "$stamp.new" "$stamps/dev-BatteryCrm.Web.stamp"
    [[ $target != *.sln ]] || cp -p "$stamp.new" "$stamps/dev-BatteryCrm.Bench.stamp"
    mv "$stamp.new" "$stamp"
  fi
  unlock
}

# A folder's time changes when a file in it goes, so deletions are seen as well.
up_to_date() {
  [[ -e $1 ]] || return 1
  [[ -z $(find "$TREE"/BatteryCrm.* "$TREE/wwwroot-assets" "$TREE"/*.props "$TREE"/*.sln "$TREE/.editorconfig" "$TREE/BannedSymbols.txt" "$TREE/global.json" \
    \( -name bin -o -name obj -o -name node_modules -o -name TestResults \) -prune -o -newer "$1" -print -quit) ]]
}
