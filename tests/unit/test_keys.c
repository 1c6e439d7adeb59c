#include "tests/events.h"
#include "tests/helper.h"
#include "tui/term/event.h"

#include <string.h>

static const char *name_of(uint32_t key, uint8_t mods)
{
    static char name[TUI_KEY_NAME];
    size_t      n = tui_key_name(name, key, mods);
    assert_int_equal(n, strlen(name));
    return name;
}

static void reads_a_name_in_any_spelling(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"x", "x"},
        {"X", "X"},
        {"é", "é"},
        {"<lt>", "<lt>"},
        {"<Space>", "<Space>"},
        {" ", "<Space>"},
        {"<C-j>", "<C-j>"},
        {"<c-J>", "<C-j>"},
        {"<C-S-j>", "<C-S-j>"},
        {"<S-x>", "X"},
        {"<M-x>", "<A-x>"},
        {"<A-X>", "<A-X>"},
        {"<S-A-x>", "<A-X>"},
        {"<CR>", "<Enter>"},
        {"<return>", "<Enter>"},
        {"<s-tab>", "<S-Tab>"},
        {"<BS>", "<Backspace>"},
        {"<Del>", "<Delete>"},
        {"<PgUp>", "<PageUp>"},
        {"<escape>", "<Esc>"},
        {"<F1>", "<F1>"},
        {"<f24>", "<F24>"},
        {"<C-A-S-Left>", "<C-A-S-Left>"},
        {"<C-Space>", "<C-Space>"},
        {"<C-lt>", "<C-lt>"},
        {"<C->>", "<C->>"},
        {"<C-->", "<C-->"},
        {"<C-m>", "<Enter>"},
        {"<C-i>", "<Tab>"},
        {"<C-[>", "<Esc>"},
        {"<C-/>", "<C-_>"},
        {"<U+0301>", "<U+0301>"},
        {"<D-x>", "<D-x>"},
        {"<A-Enter>", "<A-Enter>"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        uint32_t key;
        uint8_t  mods;
        size_t   n = strlen(pairs[i][0]);
        if (tui_key_parse(pairs[i][0], n, &key, &mods) != n) fail_msg("%s is no key", pairs[i][0]);
        CHECK_TEXT(name_of(key, mods), pairs[i][1]);
    }
}

static void refuses_what_is_no_key(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    "<",      "<>",   "<F0>",   "<F25>",
                                        "<F1", "<X-a>",  "<C->", "<ab>",   "<U+D800>",
                                        "\t",  "<C-\n>", "<U+>", "<C-ab>", "\xff"};
    for (size_t i = 0; i + 1 < sizeof(wrong) / sizeof(*wrong); i++) {
        uint32_t key;
        uint8_t  mods;
        if (tui_key_parse(wrong[i], strlen(wrong[i]), &key, &mods))
            fail_msg("%s is a key", wrong[i]);
    }
}

static void reads_one_key_after_another(void **state)
{
    (void)state;
    const char *p = "gg<C-x><C-e>dé";
    size_t      left = strlen(p), keys = 0, used;
    uint32_t    key = 0;
    uint8_t     mods;
    while (left && (used = tui_key_parse(p, left, &key, &mods))) {
        p += used;
        left -= used;
        keys++;
    }
    assert_int_equal(left, 0);
    assert_int_equal(keys, 6);
    assert_int_equal(key, 0xE9);
}

static void every_name_reads_back(void **state)
{
    (void)state;
    for (uint32_t key = 0x20; key <= TUI_KEY_F24; key += key < 0x500 || key >= 0x10FFF0 ? 1 : 97) {
        if ((key >= 0x7F && key < 0xA0) || (key >= 0xD800 && key <= 0xDFFF)) continue;
        for (uint8_t mods = 0; mods < 16; mods++) {
            uint32_t settled = key, again;
            uint8_t  kept = mods, mods_again;
            tui_key_settle(&settled, &kept);
            const char *name = name_of(settled, kept);
            if (tui_key_parse(name, strlen(name), &again, &mods_again) != strlen(name) ||
                again != settled || mods_again != kept)
                fail_msg("U+%X with %d: %s", key, mods, name);
        }
    }
}

static void bytes_for_readline_decode_to_the_same_key(void **state)
{
    (void)state;
    lt_error     err;
    tui_decoder *d;
    tui_event    event;
    CHECK_OK(tui_decoder_open(&d, lt_mem_default(), &err), &err);
    for (uint32_t key = 0x20; key <= TUI_KEY_F1 + 19;
         key = key == 0x200 ? TUI_KEY_ENTER : key + 1) {
        if (key >= 0x7F && key < 0xA0) continue;
        for (uint8_t mods = 0; mods < 8; mods++) {
            uint32_t settled = key;
            uint8_t  kept = mods;
            char     bytes[TUI_KEY_BYTES];
            tui_key_settle(&settled, &kept);
            size_t n = tui_key_bytes(bytes, settled, kept);
            bool   plain = settled >= TUI_KEY_ENTER && settled <= TUI_KEY_ESCAPE;
            if (n == 0 || (plain && kept) || (kept & TUI_CTRL && kept & TUI_SHIFT)) continue;
            if (memchr("[O]P\033", (int)settled, 5) && kept & TUI_ALT) continue;
            assert_int_equal(tui_decoder_feed(d, bytes, n), n);
            bool got = tui_decoder_next(d, &event);
            if (!got) tui_decoder_timeout(d);
            if (!got) got = tui_decoder_next(d, &event);
            if (!got || event.key != settled || event.mods != kept)
                fail_msg("%s: %s", name_of(settled, kept), got ? "another key" : "no key");
            assert_false(tui_decoder_next(d, &event));
        }
    }
    tui_decoder_close(d);
}

static void knows_the_bytes_of_modified_plain_keys(void **state)
{
    (void)state;
    char bytes[TUI_KEY_BYTES];
    assert_int_equal(tui_key_bytes(bytes, TUI_KEY_TAB, TUI_SHIFT), 3);
    assert_memory_equal(bytes, "\033[Z", 3);
    assert_int_equal(tui_key_bytes(bytes, TUI_KEY_ENTER, TUI_ALT), 2);
    assert_memory_equal(bytes, "\033\r", 2);
    assert_int_equal(tui_key_bytes(bytes, 'j', TUI_CTRL | TUI_ALT), 2);
    assert_memory_equal(bytes, "\033\n", 2);
    assert_int_equal(tui_key_bytes(bytes, '.', TUI_CTRL), 0);
    assert_int_equal(tui_key_bytes(bytes, 'x', TUI_SUPER), 0);
}

int main(void)
{
    return RUN(test(reads_a_name_in_any_spelling), test(refuses_what_is_no_key),
               test(reads_one_key_after_another), test(every_name_reads_back),
               test(bytes_for_readline_decode_to_the_same_key),
               test(knows_the_bytes_of_modified_plain_keys));
}
