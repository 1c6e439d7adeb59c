# layers.awk — reads every #include "…" and reports those that point upwards.
#   awk -f tests/layers.awk $(git ls-files '*.[ch]')
# A folder may include itself, src/lote.h and the folders named after it here, nothing else.
BEGIN {
    may["core"]     = ""
    may["io"]       = "core"
    may["column"]   = "core"
    may["api"]      = "column core"
    may["kernel"]   = "column core"
    may["plan"]     = "kernel column core"
    may["format"]   = "plan kernel column io core"
    may["source"]   = "format plan kernel column io core"
    may["exec"]     = "plan kernel column io core"
    may["backend"]  = "exec source format plan kernel column io core"
    may["notify"]   = "io core"
    may["jobs"]     = "notify core"
    may["notebook"] = "core"
    may["lua"]      = "jobs notify notebook column core"
    may["tui/term"]   = "core"
    may["tui/book"]   = "notebook io core"
    may["tui/engine"] = "tui lua notebook io column core"
    may["tui/view"]   = "tui/engine tui/book tui/term tui lua notebook io column core"
    may["tui"]        = "tui/view tui/engine tui/book tui/term lua jobs notebook notify io column core"
    may["tests"]    = "*"
}
function folder(path) {
    sub(/^src\//, "", path)
    if (path == "lote.h") return "api"
    if (path ~ /^tui\/[a-z]+\//) return substr(path, 1, index(substr(path, 5), "/") + 3)
    return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : ""
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    from = folder(FILENAME); to = folder(quoted[2])
    if (to == "" || from == to || to == "api" || may[from] == "*") next
    if (!(from in may)) { print FILENAME ":" FNR ": folder " from " has no layer"; bad = 1; next }
    if (index(" " may[from] " ", " " to " ")) next
    print FILENAME ":" FNR ": " from " may not include " to; bad = 1
}
END { exit bad }
