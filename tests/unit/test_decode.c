#include "tui/term/decode.h"

#include "tests/events.h"
#include "tests/helper.h"

#include <stdlib.h>
#include <string.h>

typedef struct example {
    const char *bytes, *events;
} example;

#define E "\033"

static const example examples[] = {
    /* characters and controls */
    {"a", "a=a "},
    {"A?", "A=A ?=? "},
    {" ", "<Space>=  "},
    {"<", "<lt>=< "},
    {"é", "é=é "},
    {"漢🚀", "漢=漢 🚀=🚀 "},
    {"\xff", "�=� "},
    {"\xe2\x82 x", "�=� <Space>=  x=x "},
    {"\xed\xa0\x80", "�=� �=� �=� "},
    {"\r", "<Enter> "},
    {"\n", "<C-j> "},
    {"\t", "<Tab> "},
    {"\x7f", "<Backspace> "},
    {"\b", "<C-h> "},
    {"\x01\x1a", "<C-a> <C-z> "},
    {"\x1c\x1d\x1e\x1f", "<C-\\> <C-]> <C-^> <C-_> "},
    /* Alt as a prefix */
    {E "x", "<A-x> "},
    {E "X", "<A-X> "},
    {E "é", "<A-é> "},
    {E "\r", "<A-Enter> "},
    {E "\n", "<C-A-j> "},
    {E "\x7f", "<A-Backspace> "},
    {E "\t", "<A-Tab> "},
    {E "]x", "<A-]> x=x "},
    {E "Px", "<A-P> x=x "},
    {E "_", "<A-_> "},
    {E E "a", "<Esc> <A-a> "},
    {E "[\r", "<A-[> <Enter> "},
    {E "Oé", "<A-O> é=é "},
    /* xterm */
    {E "[A" E "[B" E "[C" E "[D", "<Up> <Down> <Right> <Left> "},
    {E "OA" E "OB" E "OC" E "OD", "<Up> <Down> <Right> <Left> "},
    {E "[H" E "[F" E "OH" E "OF", "<Home> <End> <Home> <End> "},
    {E "OP" E "OQ" E "OR" E "OS", "<F1> <F2> <F3> <F4> "},
    {E "[15~" E "[17~" E "[18~" E "[19~", "<F5> <F6> <F7> <F8> "},
    {E "[20~" E "[21~" E "[23~" E "[24~", "<F9> <F10> <F11> <F12> "},
    {E "[25~" E "[26~" E "[28~" E "[29~", "<F13> <F14> <F15> <F16> "},
    {E "[31~" E "[32~" E "[33~" E "[34~", "<F17> <F18> <F19> <F20> "},
    {E "[2~" E "[3~" E "[5~" E "[6~", "<Insert> <Delete> <PageUp> <PageDown> "},
    {E "[1;2A" E "[1;3A" E "[1;5A", "<S-Up> <A-Up> <C-Up> "},
    {E "[1;6D" E "[1;8C" E "[1;9H", "<C-S-Left> <C-A-S-Right> <D-Home> "},
    {E "[3;5~" E "[5;2~" E "[15;3~", "<C-Delete> <S-PageUp> <A-F5> "},
    {E "[1;5P" E "[1;2R" E "[1;3S", "<C-F1> <S-F3> <A-F4> "},
    {E "[5A" E "O5A" E "O1;5P", "<C-Up> <C-Up> <C-F1> "},
    {E "[Z" E "[1;5Z", "<S-Tab> <C-S-Tab> "},
    {E "[65;1:3A" E "[1;1:3A" E "[1;1:2A", "<Up> "},
    /* tmux, screen, linux, vt100, rxvt */
    {E "[1~" E "[4~" E "[7~" E "[8~", "<Home> <End> <Home> <End> "},
    {E "[[A" E "[[B" E "[[C" E "[[D" E "[[E", "<F1> <F2> <F3> <F4> <F5> "},
    {E "[[Zx", "x=x "},
    {E "[11~" E "[12~" E "[13~" E "[14~", "<F1> <F2> <F3> <F4> "},
    {E "[a" E "[d" E "Oa" E "Od", "<S-Up> <S-Left> <C-Up> <C-Left> "},
    {E "[3^" E "[3$" E "[3@" E "[5^", "<C-Delete> <S-Delete> <C-S-Delete> <C-PageUp> "},
    {E E "[A" E E "OB", "<A-Up> <A-Down> "},
    {E "Op" E "Oy" E "Oj" E "OM" E "OX", "0=0 9=9 *=* <Enter> === "},
    /* modifyOtherKeys and CSI u */
    {E "[27;5;13~" E "[27;2;13~" E "[27;6;74~", "<C-Enter> <S-Enter> <C-S-j> "},
    {E "[27;5;46~" E "[27;3;120~" E "[27;5;9~", "<C-.> <A-x> <C-Tab> "},
    {E "[13;5u" E "[13;2u" E "[13;3u" E "[27u", "<C-Enter> <S-Enter> <A-Enter> <Esc> "},
    {E "[106;5u" E "[74:74;6u" E "[97;3u", "<C-j> <C-S-j> <A-a> "},
    {E "[97:65;2u" E "[49:33;2u" E "[61:43;6u", "A=A !=! <C-+> "},
    {E "[97;;229u", "a=å "},
    {E "[97;1:1u" E "[97;1:2u" E "[97;1:3u", "a=a a=a "},
    {E "[97;65u" E "[97;129u", "a=a a=a "},
    {E "[91;5u" E "[105;5u" E "[109;5u" E "[47;5u" E "[64;5u",
     "<Esc> <Tab> <Enter> <C-_> <C-Space> "},
    {E "[9;2u" E "[127;5u" E "[32;5u", "<S-Tab> <C-Backspace> <C-Space> "},
    {E "[57376u" E "[57387u" E "[57399u" E "[57414u" E "[57423u",
     "<F13> <F24> 0=0 <Enter> <Home> "},
    {E "[57441;2u" E "[55296u" E "[1114112u" E "[u", ""},
    /* the mouse */
    {E "[<0;10;5M" E "[<0;10;5m", "mouse(press 1 mods 0 at 4,9) mouse(release 1 mods 0 at 4,9) "},
    {E "[<2;1;1M" E "[<1;300;400M",
     "mouse(press 3 mods 0 at 0,0) mouse(press 2 mods 0 at 399,299) "},
    {E "[<32;2;2M" E "[<35;2;2M", "mouse(drag 1 mods 0 at 1,1) mouse(drag 0 mods 0 at 1,1) "},
    {E "[<64;2;2M" E "[<65;2;2M",
     "mouse(wheel-up 0 mods 0 at 1,1) mouse(wheel-down 0 mods 0 at 1,1) "},
    {E "[<66;2;2M" E "[<67;2;2M",
     "mouse(wheel-left 0 mods 0 at 1,1) mouse(wheel-right 0 mods 0 at 1,1) "},
    {E "[<28;2;2M" E "[<128;2;2M", "mouse(press 1 mods 7 at 1,1) mouse(press 8 mods 0 at 1,1) "},
    {E "[32;5;6M" E "[M !!" E "[M#!!",
     "mouse(press 1 mods 0 at 5,4) mouse(press 1 mods 0 at 0,0) mouse(release 0 mods 0 at 0,0) "},
    {E "[<0;1M" E "[<999;1;1M" E "[<0;0;0M", "mouse(press 1 mods 0 at 0,0) "},
    /* pastes */
    {E "[200~abc" E "[201~x", "paste(abc) x=x "},
    {E "[200~" E "[201~", "paste() "},
    {E "[200~a\rb\r\nc\nd\r\r\ne" E "[201~", "paste(a\nb\nc\nd\n\ne) "},
    {E "[200~" E "[A" E "[20" E E "[201\x03" E "[201~", "paste(" E "[A" E "[20" E E "[201\x03) "},
    {E "[201~x", "x=x "},
    {E "[200~\xff\xc3" E "[201~", "paste(\xff\xc3) "},
    /* focus, replies */
    {E "[I" E "[O", "in out "},
    {E "[?2026;2$y" E "[4;1$y", "reply(mode 2026 2 at 0,0 ) reply(mode 4 1 at 0,0 ) "},
    {E "[?62;22c" E "[>1;10;0c", "reply(attributes 62 1 at 0,0 ) reply(attributes 1 2 at 0,0 ) "},
    {E "[12;40R" E "[?3;4R", "reply(cursor 0 0 at 11,39 ) reply(cursor 0 0 at 2,3 ) "},
    {E "[1;1R" E "[1;40R", "reply(cursor 0 0 at 0,0 ) reply(cursor 0 0 at 0,39 ) "},
    {E "[?1u", "reply(keyboard 1 0 at 0,0 ) "},
    {E "]11;rgb:00/00/00" E "\\" E "]4;1;rgb:1\a",
     "reply(colour 11 0 at 0,0 rgb:00/00/00) reply(colour 4 0 at 0,0 1;rgb:1) "},
    {E "]52;c;YQ==\a", "reply(text 52 0 at 0,0 52;c;YQ==) "},
    {E "P>|tmux 3.3a" E "\\x", "reply(text 0 0 at 0,0 >|tmux 3.3a) x=x "},
    {E "]1abc\rx", "<Enter> x=x "},
    {E "]1abc" E "[Ax", "<Up> x=x "},
    /* unknown sequences are swallowed whole, broken ones up to what broke them */
    {E "[?997;1nx" E "[8;24;80tx" E "[1;2;3;4;5;6;7;8;9;10;11zx", "x=x x=x x=x "},
    {E "[=1;2cx" E "[ qx" E "[!px" E "OZx", "x=x x=x x=x x=x "},
    {E "[99~x" E "[27;5~x" E "[0~x", "x=x x=x x=x "},
    {E "[12\rx" E "[3" E "[Ax" E "[1;\xc3\xa9", "<Enter> x=x <Up> x=x é=é "},
    {E "[99999999999999999999A", "<C-A-S-D-Up> "},
};
enum { EXAMPLES = sizeof(examples) / sizeof(*examples) };

static tui_decoder *decoder(void)
{
    lt_error     err;
    tui_decoder *d;
    CHECK_OK(tui_decoder_open(&d, lt_mem_default(), &err), &err);
    return d;
}

static const char *text_of(lt_buf *b)
{
    assert_int_equal(lt_buf_terminate(b, NULL), LT_OK);
    return (const char *)b->data;
}

static void expect(lt_buf *got, const char *want, const char *bytes, size_t split)
{
    if (strcmp(text_of(got), want))
        fail_msg("\"%s\" split at %zu: %s, not %s", bytes + 1, split, text_of(got), want);
    got->len = 0;
}

static void tells_every_sequence_however_it_is_split(void **state)
{
    (void)state;
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d = decoder();
    for (int i = 0; i < EXAMPLES; i++) {
        const char *bytes = examples[i].bytes;
        size_t      n = strlen(bytes);
        for (size_t split = 0; split <= n; split++) {
            events_feed(&got, d, bytes, split, n, false);
            events_feed(&got, d, bytes + split, n - split, n, false);
            expect(&got, examples[i].events, bytes, split);
        }
        events_feed(&got, d, bytes, n, 1, false);
        expect(&got, examples[i].events, bytes, n);
        assert_int_equal(tui_decoder_pending_ms(d), -1);
    }
    tui_decoder_close(d);
    lt_buf_clear(&got);
}

static void tells_the_same_of_a_long_stream_in_random_pieces(void **state)
{
    (void)state;
    lt_buf   stream = {.mem = lt_mem_default()}, want = stream, got = stream;
    uint64_t seed = 4;
    for (int i = 0; i < 2000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const example *e = &examples[(seed >> 33) % EXAMPLES];
        assert_int_equal(lt_buf_text(&stream, e->bytes, NULL), LT_OK);
        assert_int_equal(lt_buf_text(&want, e->events, NULL), LT_OK);
    }
    tui_decoder *d = decoder();
    for (size_t at = 0; at < stream.len;) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t n = 1 + (seed >> 33) % 200;
        if (n > stream.len - at) n = stream.len - at;
        events_feed(&got, d, (char *)stream.data + at, n, n, false);
        at += n;
    }
    assert_string_equal(text_of(&got), text_of(&want));
    tui_decoder_close(d);
    lt_buf_clear(&stream);
    lt_buf_clear(&want);
    lt_buf_clear(&got);
}

static void resolves_what_is_pending_when_no_more_comes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        int         ms;
        const char *events;
    } parts[] = {
        {E, 25, "<Esc> "},        {E E, 25, "<Esc> <Esc> "}, {"a" E, 25, "<Esc> "},
        {E "[", 100, "<A-[> "},   {E "O", 100, "<A-O> "},    {E "]", 100, "<A-]> "},
        {E "P", 100, "<A-P> "},   {E E "[", 100, "<A-[> "},  {E "[1;5", 500, ""},
        {E "[[", 500, ""},        {E "[M!", 500, ""},        {E "]11;rgb", 500, ""},
        {E "]11;rgb" E, 500, ""}, {"\xe2\x82", 500, "�=� "}, {E "\xe2\x82", 500, "<A-�> "},
    };
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d = decoder();
    tui_event    event;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        events_feed(&got, d, parts[i].bytes, strlen(parts[i].bytes), 99, false);
        got.len = 0;
        assert_int_equal(tui_decoder_pending_ms(d), parts[i].ms);
        tui_decoder_timeout(d);
        while (tui_decoder_next(d, &event)) events_tell(&got, &event, false);
        expect(&got, parts[i].events, parts[i].bytes, 0);
        assert_int_equal(tui_decoder_pending_ms(d), -1);
        events_feed(&got, d, "x", 1, 1, false);
        expect(&got, "x=x ", parts[i].bytes, 1);
    }
    tui_decoder_escape_ms(d, 7);
    events_feed(&got, d, E, 1, 1, false);
    assert_int_equal(tui_decoder_pending_ms(d), 7);
    tui_decoder_close(d);
    lt_buf_clear(&got);
}

static void gives_a_big_paste_as_one_text(void **state)
{
    (void)state;
    enum { BIG = 1 << 20 };
    tui_decoder *d = decoder();
    tui_event    event;
    char        *bytes = malloc(BIG + 12);
    size_t       n = BIG + 12;
    memcpy(bytes, E "[200~", 6);
    for (int i = 0; i < BIG; i++) bytes[6 + i] = i % 61 == 60 ? '\r' : i % 59 ? 'x' : '\033';
    memcpy(bytes + 6 + BIG, E "[201~", 6);
    int events = 0;
    for (size_t at = 0; at < n;) {
        at += tui_decoder_feed(d, bytes + at, n - at < 4096 ? n - at : 4096);
        while (tui_decoder_next(d, &event)) {
            assert_int_equal(event.kind, TUI_EVENT_PASTE);
            assert_int_equal(event.len, BIG);
            for (int i = 0; i < BIG; i++)
                if (event.text[i] != (bytes[6 + i] == '\r' ? '\n' : bytes[6 + i]))
                    fail_msg("byte %d", i);
            events++;
        }
        assert_true(tui_decoder_in_paste(d) == (at < n));
    }
    assert_int_equal(events, 1);
    free(bytes);
    tui_decoder_close(d);
}

static void keeps_a_stalled_paste_away_from_keys(void **state)
{
    (void)state;
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d = decoder();
    tui_event    event;
    events_feed(&got, d, E "[200~abc" E "[2", 12, 99, false);
    assert_int_equal(tui_decoder_pending_ms(d), 1000);
    tui_decoder_timeout(d);
    while (tui_decoder_next(d, &event)) events_tell(&got, &event, false);
    expect(&got, "paste(abc) ", " stalled", 0);
    assert_int_equal(tui_decoder_pending_ms(d), -1);
    events_feed(&got, d, "01~dd", 5, 99, false);
    expect(&got, "d=d d=d ", " ended", 0);
    events_feed(&got, d, E "[200~abc", 9, 99, false);
    tui_decoder_timeout(d);
    while (tui_decoder_next(d, &event)) events_tell(&got, &event, false);
    events_feed(&got, d, "dd" E "[201~x", 9, 99, false);
    expect(&got, "paste(abc) paste(dd) x=x ", " went on", 0);
    tui_decoder_close(d);
    lt_buf_clear(&got);
}

static void cuts_a_paste_when_memory_runs_out(void **state)
{
    (void)state;
    lt_error     err;
    lt_mem      *mem = lt_mem_open(NULL, 64 << 10);
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d;
    static char  much[100 << 10];
    memset(much, 'm', sizeof(much));
    CHECK_OK(tui_decoder_open(&d, mem, &err), &err);
    events_feed(&got, d, E "[200~", 6, 6, false);
    events_feed(&got, d, much, sizeof(much), 4096, false);
    events_feed(&got, d, E "[201~q", 7, 7, false);
    assert_memory_equal(text_of(&got), "cut-paste(mmm", 13);
    CHECK_HAS(text_of(&got), "m) q=q ");
    got.len = 0;
    events_feed(&got, d, E "[200~ok" E "[201~", 14, 14, false);
    expect(&got, "paste(ok) ", " next", 0);
    tui_decoder_close(d);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
    lt_buf_clear(&got);
}

static void swallows_endless_sequences(void **state)
{
    (void)state;
    static const char *const begins[] = {E "[", E "]1", E "P1", E "O"};
    static char              junk[20000];
    memset(junk, '1', sizeof(junk));
    for (size_t i = 0; i < 4; i++) {
        lt_buf       got = {.mem = lt_mem_default()};
        tui_decoder *d = decoder();
        events_feed(&got, d, begins[i], strlen(begins[i]), 99, false);
        events_feed(&got, d, junk, sizeof(junk), 7, false);
        events_feed(&got, d, E "[A", 3, 3, false);
        CHECK_HAS(text_of(&got), "<Up>");
        tui_decoder_close(d);
        lt_buf_clear(&got);
    }
}

static void knows_the_erase_key_and_an_expected_cursor(void **state)
{
    (void)state;
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d = decoder();
    tui_decoder_erase(d, '\b');
    events_feed(&got, d, "\b\x7f", 2, 2, false);
    expect(&got, "<Backspace> <Backspace> ", " erase", 0);
    tui_decoder_expect_cursor(d);
    events_feed(&got, d, E "[1;2R" E "[1;2R", 12, 12, false);
    expect(&got, "reply(cursor 0 0 at 0,1 ) <S-F3> ", " cursor", 0);
    tui_decoder_close(d);
    lt_buf_clear(&got);
}

static void hands_on_the_bytes_as_they_came(void **state)
{
    (void)state;
    lt_buf       got = {.mem = lt_mem_default()};
    tui_decoder *d = decoder();
    events_feed(&got, d, E "[1;5Ax" E "\xc3\xa9", 10, 1, true);
    expect(&got, "<C-Up>[" E "[1;5A] x=x[x] <A-é>[" E "\xc3\xa9] ", " raw", 0);
    tui_decoder_close(d);
    lt_buf_clear(&got);
}

static void fails_cleanly_without_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        tui_decoder *d;
        lt_error     err;
        if (tui_decoder_open(&d, mem, &err)) continue;
        lt_buf got = {.mem = lt_mem_default()};
        events_feed(&got, d, E "[200~abc" E "[201~", 15, 3, false);
        CHECK_HAS(text_of(&got), "paste(");
        lt_buf_clear(&got);
        tui_decoder_close(d);
    }
}

int main(void)
{
    return RUN(test(tells_every_sequence_however_it_is_split),
               test(tells_the_same_of_a_long_stream_in_random_pieces),
               test(resolves_what_is_pending_when_no_more_comes),
               test(gives_a_big_paste_as_one_text), test(keeps_a_stalled_paste_away_from_keys),
               test(cuts_a_paste_when_memory_runs_out), test(swallows_endless_sequences),
               test(knows_the_erase_key_and_an_expected_cursor),
               test(hands_on_the_bytes_as_they_came), test(fails_cleanly_without_memory));
}
