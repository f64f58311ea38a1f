# Runs the guide: see guide.bash. Its network lies where the page says, in a folder of our own; the port alone is ours.

# The blocks of every section, as `N.sh` in $folder/blocks; the commands of both pages are the same.
python3 - "$guide" "$folder/blocks" <<'PYTHON'
import pathlib, re, sys
def blocks(page):
    section, found, inside = 0, {}, False
    for line in pathlib.Path(page).read_text().splitlines():
        if match := re.match(r"## (\d+)\. ", line):
            section = int(match[1])
        elif line.startswith("```"):
            inside = line == "```sh"
        elif inside:
            found.setdefault(section, []).append(line)
    return found
english, chinese = blocks(sys.argv[1] + ".md"), blocks(sys.argv[1] + ".zh-CN.md")
bare = lambda found: {n: [re.sub(r"\s+# .*", "", line) for line in lines] for n, lines in found.items()}
if bare(english) != bare(chinese):
    differ = [n for n in english | chinese if bare(english).get(n) != bare(chinese).get(n)]
    sys.exit(f"the commands of the two pages differ in the sections {differ}")
folder = pathlib.Path(sys.argv[2])
folder.mkdir()
for section, lines in english.items():
    (folder / f"{section}.sh").write_text("\n".join(lines) + "\n")
PYTHON

# The first terminal, with what the page gives to run.sh.
first=$(grep -m 1 '^\./run\.sh ' "$guide.md")
read -r _ option month _ data <<<"$first"
check 'the first terminal' "$option ${data%/*}" '--month data'
mkdir -p "$folder/place/data" "$folder/place/target/debug"
ln -s "$folder/data" "$folder/place/$data"
ln -s "$WEPOS_BIN" "$folder/place/target/debug/wepos"
start_node "$option" "$month"
url=$(pick "it['rpc']" <<<"$ready")

# A reader's machine: nothing of ours but the address of the node, and the password that nobody is there to type.
cd "$folder/place"
export HOME=$folder/place WEPOS_RPC=$url WEPOS_PASSWORD='correct horse'
unset WEPOS_KEY WEPOS_KEYSTORE

hooks=0
hook() {
    if declare -F "$1" >/dev/null; then
        hooks=$((hooks + 1))
        "$1"
    fi
}
# After a step of the clock the reader gives the chain some seconds. A test waits for as long as it takes.
sleep() {
    local tick clock
    clock=$(wepos dev clock status --json | pick "it['nowMs'] // 1000")
    for ((tick = 0; tick < 300; tick++)); do
        if (($("$CAST" block latest --field timestamp --rpc-url "$url") + 2 >= clock)); then return; fi
        command sleep 0.1
    done
    fail "the chain's time is not yet $clock after 30 s"
}

out=$folder/out
exec 3>&2
trap 'tail -n 20 "$out" >&3' ERR
for section in $(cd "$folder/blocks" && printf '%s\n' *.sh | sort -n); do
    hook "before_${section%.sh}"
    : >"$out"
    source "$folder/blocks/$section" >"$out" 2>&1
    if [[ -n ${WEPOS_GUIDE_SHOW:-} ]]; then sed "s/^/$section: /" "$out"; fi
    hook "after_${section%.sh}"
done
declared=$(declare -F | grep -cE ' (before|after)_[0-9]+$')
check 'every section with something to check was there' "$hooks" "$declared"
printf '%d checks passed\n' "$passed"
