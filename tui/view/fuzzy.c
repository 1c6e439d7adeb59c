#include "tui/view/fuzzy.h"

#include <string.h>

enum {
    MATCH = 16,
    SAME_CASE = 1,
    WORD = 8,  /* begins a word */
    FIRST = 2, /* begins the text, besides */
    HUMP = 7,  /* a capital behind a small letter, a digit behind none */
    RUN = 4,   /* goes on where the last letter was, at least */
    GAP = -3,
    GAP_ON = -1,
    NONE = -100000
};

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return (char)(is_upper(c) ? c + 32 : c); }
/* Bytes of characters beyond ASCII count as letters. */
static bool is_word(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || (unsigned char)c >= 0x80;
}

static bool fits(char typed, char c) { return is_upper(typed) ? typed == c : typed == lower(c); }

static int place_bonus(const char *text, size_t i)
{
    if (!is_word(text[i])) return 0;
    if (i == 0) return WORD + FIRST;
    if (!is_word(text[i - 1])) return WORD;
    bool hump = is_upper(text[i]) && !is_upper(text[i - 1]);
    return hump || (is_digit(text[i]) && !is_digit(text[i - 1])) ? HUMP : 0;
}

/* One row of the table: the best score of pattern[0, i] with its last letter at text[j]. */
typedef struct row {
    int     score[TUI_FUZZY_MOST];
    int     run[TUI_FUZZY_MOST];  /* bonus of where the run of letters began */
    uint8_t from[TUI_FUZZY_MOST]; /* where the letter before stands */
} row;

static int most(int a, int b) { return a > b ? a : b; }

/* Fills `now` from the row before it; the best of the row, NONE where nothing fits. */
static int fill(row *now, const row *before, char typed, const char *text, size_t len)
{
    int    gap = NONE, best = NONE;
    size_t gap_from = 0;
    for (size_t j = 0; j < len; j++) {
        int bonus = place_bonus(text, j);
        if (before && j >= 2) {
            int fresh = before->score[j - 2] + GAP;
            gap += GAP_ON;
            if (fresh >= gap) gap = fresh, gap_from = j - 2;
        }
        now->score[j] = NONE;
        now->run[j] = 0;
        if (!fits(typed, text[j])) continue;
        int base = MATCH + (typed == text[j] ? SAME_CASE : 0);
        now->run[j] = bonus;
        if (!before) {
            now->score[j] = base + 2 * bonus;
        } else {
            int run = j ? most(most(bonus, RUN), before->run[j - 1]) : 0;
            int on = j ? before->score[j - 1] + base + run : NONE, skip = gap + base + bonus;
            now->score[j] = on >= skip ? on : skip;
            now->from[j] = (uint8_t)(on >= skip ? j - 1 : gap_from);
            if (on >= skip) now->run[j] = most(bonus, before->run[j - 1]);
        }
        if (now->score[j] < 0) now->score[j] = NONE;
        best = most(best, now->score[j]);
    }
    return best;
}

static int word_score(const char *word, size_t n, const char *text, size_t len, bool *marks)
{
    row table[TUI_FUZZY_PATTERN];
    int best = NONE;
    if (n > TUI_FUZZY_PATTERN || n > len) return -1;
    for (size_t i = 0; i < n; i++) {
        best = fill(&table[i], i ? &table[i - 1] : NULL, word[i], text, len);
        if (best < 0) return -1;
    }
    size_t at = 0;
    while (table[n - 1].score[at] != best) at++;
    for (size_t i = n; marks && i-- > 0; at = table[i].from[at]) marks[at] = true;
    return best;
}

int tui_fuzzy(const char *pattern, size_t n, const char *text, size_t len,
              bool marks[TUI_FUZZY_MOST])
{
    int total = 0;
    if (len > TUI_FUZZY_MOST) len = TUI_FUZZY_MOST;
    if (marks) memset(marks, 0, TUI_FUZZY_MOST * sizeof(*marks));
    for (size_t at = 0, end; at < n; at = end + 1) {
        for (end = at; end < n && pattern[end] != ' '; end++) {
        }
        if (end == at) continue;
        int score = word_score(pattern + at, end - at, text, len, marks);
        if (score < 0) return -1;
        total += score;
    }
    return total;
}
