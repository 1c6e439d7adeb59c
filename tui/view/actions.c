#include "tui/view/actions.h"

#include <stdio.h>
#include <string.h>

/* Modes in which a plain character is text. */
enum { TYPING = TUI_ON_EDIT | TUI_ON_LIST | TUI_ON_PROMPT | TUI_ON_HELP };

static const tui_action_group *used; /* NULL: tui_action_groups */

void tui_actions_use(const tui_action_group *groups) { used = groups; }

const tui_action_group *tui_actions_used(void) { return used ? used : tui_action_groups; }

const tui_action *tui_action_at(size_t k)
{
    for (const tui_action_group *g = tui_actions_used(); g->title; g++)
        for (const tui_action *a = g->rows; a->name; a++)
            if (k-- == 0) return a;
    return NULL;
}

const tui_action *tui_action_find(const char *name, size_t len)
{
    for (const tui_action_group *g = tui_actions_used(); g->title; g++)
        for (const tui_action *a = g->rows; a->name; a++)
            if (strlen(a->name) == len && memcmp(a->name, name, len) == 0) return a;
    return NULL;
}

/* ---- what can be done ---- */

static const char *place_of(unsigned modes)
{
    static const struct {
        unsigned    mode;
        const char *text;
    } rows[] = {{TUI_ON_COMMAND, "only with a cell selected"},
                {TUI_ON_EDIT, "only inside a cell"},
                {TUI_ON_TABLE, "only in a table"},
                {TUI_ON_TEXT, "only in a page of text"},
                {TUI_ON_MERGE, "only while merging"},
                {TUI_ON_FORM, "only in a form"},
                {TUI_ON_HELP, "only in the help"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (modes & rows[i].mode) return rows[i].text;
    return "not here";
}

const char *tui_action_why_not_in(const tui_action *a, const tui_app *app, unsigned mode)
{
    if (!(a->modes & mode)) return place_of(a->modes);
    return a->why_not ? a->why_not(app) : NULL;
}

const char *tui_action_why_not(const tui_action *a, const tui_app *app)
{
    return tui_action_why_not_in(a, app, tui_app_mode(app));
}

void tui_action_run(const tui_action *a, tui_app *app, const char *arg)
{
    char        key[TUI_KEY_NAME];
    const char *why = tui_action_why_not(a, app);
    if (!why) {
        a->run(app, arg ? arg : "");
        return;
    }
    tui_action_key(a, key);
    tui_app_say(app, "%s%s%s cannot be done now: %s", key, *key ? " " : "", a->name, why);
}

/* ---- keys as text ---- */

const char *tui_key_label(uint32_t key, uint8_t mods, char out[TUI_KEY_NAME])
{
    char        name[TUI_KEY_NAME];
    size_t      n = tui_key_name(name, key, mods), to = 0;
    const char *at = name;
    if (n < 3 || name[0] != '<') return memcpy(out, name, n + 1);
    name[n - 1] = 0;
    for (at++; at[0] && at[1] == '-' && at[2]; at += 2) {
        bool        is_letter = at[0] == 'C' && at[2] && !at[3];
        const char *word = is_letter      ? "^"
                           : at[0] == 'C' ? "Ctrl-"
                           : at[0] == 'A' ? "Alt-"
                                          : "Shift-";
        to += (size_t)snprintf(out + to, TUI_KEY_NAME - to, "%s", word);
    }
    if (strcmp(at, "lt") == 0) at = "<";
    snprintf(out + to, TUI_KEY_NAME - to, "%s", at);
    if (to && out[to - 1] == '^' && out[to] >= 'a' && out[to] <= 'z') out[to] -= 32;
    return out;
}

/* Reads one alternative of keys, up to a blank; where the next one begins. NULL: there is none, or
 * what is there is no key (then the chord is empty). */
static const char *read_keys(const char *keys, tui_chord *out)
{
    *out = (tui_chord){0};
    while (*keys == ' ') keys++;
    if (!*keys) return NULL;
    size_t len = strcspn(keys, " ");
    for (size_t at = 0, n; at < len; at += n) {
        int k = out->count;
        n = k < TUI_CHORD_MOST ? tui_key_parse(keys + at, len - at, &out->keys[k], &out->mods[k])
                               : 0;
        if (n == 0) {
            out->count = 0;
            return NULL;
        }
        out->count++;
    }
    return keys + len;
}

static const char *label(const tui_chord *c, char *out, size_t room)
{
    char one[TUI_KEY_NAME];
    out[0] = 0;
    for (int i = 0; i < c->count; i++) {
        size_t used_bytes = strlen(out);
        snprintf(out + used_bytes, room - used_bytes, "%s",
                 tui_key_label(c->keys[i], c->mods[i], one));
    }
    return out;
}

const char *tui_action_key(const tui_action *a, char out[TUI_KEY_NAME])
{
    tui_chord first;
    read_keys(a->keys, &first);
    return label(&first, out, TUI_KEY_NAME);
}

static bool makes_text(const tui_chord *c)
{
    return c->count && c->keys[0] < TUI_KEY_ENTER && !(c->mods[0] & (TUI_CTRL | TUI_ALT));
}

const char *tui_action_key_in(const tui_action *a, unsigned mode, char out[TUI_KEY_NAME])
{
    tui_chord   c;
    const char *at = a->keys;
    while ((at = read_keys(at, &c)))
        if (!(mode & TYPING) || !makes_text(&c)) return label(&c, out, TUI_KEY_NAME);
    out[0] = 0;
    return out;
}

void tui_chord_text(const tui_chord *chord, char out[TUI_CHORD_MOST * TUI_KEY_NAME])
{
    label(chord, out, (size_t)TUI_CHORD_MOST * TUI_KEY_NAME);
}

/* ---- chords ---- */

/* Whether the first keys of c are those of `begin`. */
static bool begins_with(const tui_chord *c, const tui_chord *begin)
{
    if (c->count < begin->count) return false;
    for (int i = 0; i < begin->count; i++)
        if (c->keys[i] != begin->keys[i] || c->mods[i] != begin->mods[i]) return false;
    return true;
}

/* 0: the chord is no key of a, 1: the beginning of one, 2: one. */
static int match(const tui_action *a, const tui_chord *chord)
{
    tui_chord   c;
    const char *at = a->keys;
    int         best = 0;
    while (best < 2 && (at = read_keys(at, &c)))
        if (begins_with(&c, chord)) best = c.count == chord->count ? 2 : 1;
    return best;
}

const tui_action *tui_chord_add(tui_chord *chord, unsigned mode, uint32_t key, uint8_t mods,
                                bool *pending)
{
    const tui_action *a;
    *pending = false;
    if (chord->count == TUI_CHORD_MOST) chord->count = 0;
    chord->keys[chord->count] = key;
    chord->mods[chord->count++] = mods;
    for (size_t k = 0; (a = tui_action_at(k)); k++) {
        int fit = a->modes & mode ? match(a, chord) : 0;
        *pending |= fit == 1;
        if (fit == 2) break;
    }
    if (a) *pending = false;
    if (!*pending) chord->count = 0;
    return a;
}

static bool keys_are_good(const tui_action *a)
{
    tui_chord   c;
    const char *at = a->keys, *next;
    while ((next = read_keys(at, &c))) at = next;
    return at[strspn(at, " ")] == 0;
}

/* Whether some key of a is the beginning of one of b's, or the same. */
static bool clash(const tui_action *a, const tui_action *b, char out[TUI_KEY_NAME])
{
    tui_chord   mine, theirs;
    const char *at = a->keys;
    while ((at = read_keys(at, &mine))) {
        const char *other = b->keys;
        while ((other = read_keys(other, &theirs)))
            if (begins_with(&theirs, &mine)) return label(&mine, out, TUI_KEY_NAME);
    }
    return false;
}

static bool conflict(const tui_action *a, const tui_action *b, char out[256])
{
    char key[TUI_KEY_NAME];
    if (strcmp(a->name, b->name) == 0) {
        snprintf(out, 256, "two actions are called %s", a->name);
        return true;
    }
    if (!(a->modes & b->modes) || !clash(a, b, key)) return false;
    snprintf(out, 256, "%s and %s share the key %s", a->name, b->name, key);
    return true;
}

bool tui_actions_conflict(char out[256])
{
    const tui_action *a, *b;
    for (size_t i = 0; (a = tui_action_at(i)); i++) {
        if (!keys_are_good(a)) {
            snprintf(out, 256, "%s: \"%s\" is no key", a->name, a->keys);
            return true;
        }
        for (size_t j = 0; (b = tui_action_at(j)); j++)
            if (i != j && conflict(a, b, out)) return true;
    }
    return false;
}
