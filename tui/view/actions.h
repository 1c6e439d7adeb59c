/* actions.h — everything a user can do: one row each, with its keys, its word and its help.
 *
 * The same rows make the key bar, the palette, the help, the `:` commands and the manual: nothing
 * can be done that is not here. An action that cannot be done now says why.
 *
 * Keys     names of event.h, several behind one another are a sequence ("dd"); alternatives are
 *          parted by spaces. The first one is shown.
 */
#ifndef TUI_VIEW_ACTIONS_H
#define TUI_VIEW_ACTIONS_H

#include "tui/view/app.h"

typedef struct tui_action {
    const char *name; /* "run-next" */
    const char *keys; /* "r <F5>" ; "" none */
    unsigned    modes;
    int         bar;  /* place in the key bar; 0: not there */
    const char *word; /* of the key bar: "run+next" */
    const char *help; /* one line */
    /* What it does; arg is what was typed behind the name (":goto 4"), "" none. */
    void (*run)(tui_app *app, const char *arg);
    /* Why it cannot be done now, in a few words; NULL: it can. May be NULL itself: always. */
    const char *(*why_not)(const tui_app *app);
} tui_action;

/* Actions under one heading of the help; rows end with one without a name. */
typedef struct tui_action_group {
    const char       *title;
    const tui_action *rows;
} tui_action_group;

/* All there are, in action_groups.c; the last one has no title. */
extern const tui_action_group tui_action_groups[];
/* Others in their place, for tests; NULL: tui_action_groups. */
void                    tui_actions_use(const tui_action_group *groups);
const tui_action_group *tui_actions_used(void);

/* The k-th action, NULL past the last. */
const tui_action *tui_action_at(size_t k);
const tui_action *tui_action_find(const char *name, size_t len);
/* The action's reason, or NULL. */
const char *tui_action_why_not(const tui_action *a, const tui_app *app);
/* The same as if a view of this mode were on top. */
const char *tui_action_why_not_in(const tui_action *a, const tui_app *app, unsigned mode);
/* Its first key as people write it ("^J", "Alt-Enter", "dd"), "" none. */
const char *tui_action_key(const tui_action *a, char out[TUI_KEY_NAME]);
/* The same; where typing makes text, a key that makes none. */
const char *tui_action_key_in(const tui_action *a, unsigned mode, char out[TUI_KEY_NAME]);
/* One key as people write it. */
const char *tui_key_label(uint32_t key, uint8_t mods, char out[TUI_KEY_NAME]);

/* The first two actions whose keys are the same, or one's the beginning of the other's, in a mode
 * that both have; or a key that is none. False: all is well. */
bool tui_actions_conflict(char out[256]);

/* Keys typed so far of a sequence. */
enum { TUI_CHORD_MOST = 4 };
typedef struct tui_chord {
    uint32_t keys[TUI_CHORD_MOST];
    uint8_t  mods[TUI_CHORD_MOST];
    int      count;
} tui_chord;

/* Adds a key and looks: an action (the chord is empty again), or NULL: *pending says whether the
 * keys so far begin one. */
const tui_action *tui_chord_add(tui_chord *chord, unsigned mode, uint32_t key, uint8_t mods,
                                bool *pending);
/* The keys of an unfinished chord as text. */
void tui_chord_text(const tui_chord *chord, char out[TUI_CHORD_MOST * TUI_KEY_NAME]);

/* Runs an action, or says why it cannot be done. */
void tui_action_run(const tui_action *a, tui_app *app, const char *arg);

#endif
