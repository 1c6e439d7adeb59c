#include "kernel/regex.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Honest patterns need a few steps for each character of the text, hostile ones without end: a
 * short text's search ends within 0.1 s. A step without machine code takes ten times as long. */
enum { STEPS = 1000000, STEPS_A_BYTE = 4, SLOWER = 8, HEAP_KIB = 64 << 10, STACK_BYTES = 4 << 20 };

struct lt_regex {
    lt_mem                *mem;
    const lt_cancel       *cancel;
    pcre2_general_context *general;
    pcre2_match_context   *context;
    pcre2_match_data      *data;
    pcre2_jit_stack       *stack;
    pcre2_code            *code;
    int32_t                groups;
    size_t                 pattern_bytes;
    char                   pattern[]; /* for messages */
};

/* ---- memory: PCRE2 frees without sizes, so each block knows its own ---- */

enum { HEAD = 16 };

static void *take(PCRE2_SIZE bytes, void *mem)
{
    if (bytes > SIZE_MAX - HEAD) return NULL;
    uint8_t *block = lt_mem_resize(mem, NULL, 0, bytes + HEAD);
    if (!block) return NULL;
    size_t whole = bytes + HEAD;
    memcpy(block, &whole, sizeof(whole));
    return block + HEAD;
}

static void give(void *p, void *mem)
{
    size_t whole;
    if (!p) return;
    uint8_t *block = (uint8_t *)p - HEAD;
    memcpy(&whole, block, sizeof(whole));
    lt_mem_free(mem, block, whole);
}

/* ---- compiling ---- */

static lt_status refused(const lt_regex *r, lt_error *err)
{
    return lt_mem_refused(r->mem, r->pattern_bytes, "a regular expression", err);
}

static lt_status wrong_pattern(const lt_regex *r, int code, lt_error *err)
{
    PCRE2_UCHAR text[200];
    if (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY) return refused(r, err);
    pcre2_get_error_message(code, text, sizeof(text));
    lt_fail(err, LT_EPARSE, LT_HERE, "regular expression \"%.*s\": %s",
            r->pattern_bytes < 80 ? (int)r->pattern_bytes : 80, r->pattern, (const char *)text);
    if (code == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH)
        lt_error_hint(err, "write its alternatives out, each of one length: (?<=a|bb)");
    return LT_EPARSE;
}

static lt_status compile(lt_regex *r, const lt_buf *text, lt_error *err)
{
    int                    code;
    PCRE2_SIZE             at;
    pcre2_compile_context *c = pcre2_compile_context_create(r->general);
    if (!c) return refused(r, err);
    pcre2_set_newline(c, PCRE2_NEWLINE_ANYCRLF);
    r->code =
        pcre2_compile(text->data ? text->data : (PCRE2_SPTR) "", text->len,
                      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at, c);
    pcre2_compile_context_free(c);
    return r->code ? LT_OK : wrong_pattern(r, code, err);
}

/* Without machine code (a system that forbids it) searches are slower and the same. */
static lt_status prepare(lt_regex *r, lt_error *err)
{
    uint32_t groups = 0;
    pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    r->groups = (int32_t)groups;
    r->data = pcre2_match_data_create_from_pattern(r->code, r->general);
    r->context = pcre2_match_context_create(r->general);
    if (!r->data || !r->context) return refused(r, err);
    pcre2_set_heap_limit(r->context, HEAP_KIB);
    if (pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE)) return LT_OK;
    r->stack = pcre2_jit_stack_create(32 << 10, STACK_BYTES, r->general);
    if (!r->stack) return refused(r, err);
    pcre2_jit_stack_assign(r->context, NULL, r->stack);
    return LT_OK;
}

lt_status lt_regex_open(lt_regex **out, lt_mem *mem, const lt_cancel *cancel,
                        const uint8_t *pattern, size_t n, lt_error *err)
{
    lt_buf    text = {.mem = mem};
    lt_regex *r = lt_mem_zeroed(mem, 1, sizeof(*r) + n);
    if (!r) return lt_mem_refused(mem, sizeof(*r) + n, "a regular expression", err);
    r->mem = mem;
    r->cancel = cancel;
    r->pattern_bytes = n;
    if (n) memcpy(r->pattern, pattern, n);
    lt_status status = lt_regex_translate(&text, pattern, n, err);
    if (!status && !(r->general = pcre2_general_context_create(take, give, mem)))
        status = refused(r, err);
    if (!status) status = compile(r, &text, err);
    if (!status) status = prepare(r, err);
    lt_buf_clear(&text);
    if (status) {
        lt_regex_close(r);
        return status;
    }
    *out = r;
    return LT_OK;
}

void lt_regex_close(lt_regex *r)
{
    if (!r) return;
    pcre2_match_data_free(r->data);
    pcre2_match_context_free(r->context);
    pcre2_jit_stack_free(r->stack);
    pcre2_code_free(r->code);
    pcre2_general_context_free(r->general);
    lt_mem_free(r->mem, r, sizeof(*r) + r->pattern_bytes);
}

/* ---- groups ---- */

int32_t lt_regex_groups(const lt_regex *r) { return r->groups; }

int32_t lt_regex_named(const lt_regex *r, const uint8_t *name, size_t n)
{
    PCRE2_UCHAR text[64];
    if (n == 0 || n >= sizeof(text)) return -1;
    memcpy(text, name, n);
    text[n] = 0;
    int number = pcre2_substring_number_from_name(r->code, text);
    return number > 0 ? number : -1;
}

bool lt_regex_span(const lt_regex *r, int32_t k, size_t *start, size_t *end)
{
    const PCRE2_SIZE *spans = pcre2_get_ovector_pointer(r->data);
    if (k < 0 || k > r->groups || spans[2 * (size_t)k] == PCRE2_UNSET) return false;
    *start = spans[2 * (size_t)k];
    *end = spans[2 * (size_t)k + 1];
    return true;
}

/* ---- searching ---- */

static lt_status failed_search(const lt_regex *r, int code, size_t n, lt_error *err)
{
    int         shown = r->pattern_bytes < 80 ? (int)r->pattern_bytes : 80;
    PCRE2_UCHAR text[200];
    if (code == PCRE2_ERROR_NOMEMORY) return refused(r, err);
    bool endless = code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
                   code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_JIT_STACKLIMIT;
    if (endless) {
        lt_fail(err, LT_ELIMIT, LT_HERE,
                "regular expression \"%.*s\": a search in a text of %zu bytes takes too many steps",
                shown, r->pattern, n);
        lt_error_hint(err, "avoid repetitions inside repetitions, such as (a+)+");
        return LT_ELIMIT;
    }
    pcre2_get_error_message(code, text, sizeof(text));
    return LT_FAIL(err, LT_EINVAL, "regular expression \"%.*s\": %s", shown, r->pattern,
                   (const char *)text);
}

/* One search of a text; slow: without machine code. */
static int search(const lt_regex *r, const uint8_t *text, size_t n, size_t from, bool slow)
{
    uint64_t steps = STEPS + (uint64_t)n * STEPS_A_BYTE;
    if (slow) steps /= SLOWER;
    pcre2_set_match_limit(r->context, steps > UINT32_MAX ? UINT32_MAX : (uint32_t)steps);
    return pcre2_match(r->code, text, n, from, slow ? PCRE2_NO_JIT : 0, r->data, r->context);
}

lt_status lt_regex_find(lt_regex *r, bool *found, const uint8_t *text, size_t n, size_t from,
                        lt_error *err)
{
    LT_TRY(lt_cancel_check(r->cancel, err));
    int code = search(r, text, n, from, !r->stack);
    if (code == PCRE2_ERROR_JIT_STACKLIMIT) code = search(r, text, n, from, true);
    *found = code >= 0;
    if (code >= 0 || code == PCRE2_ERROR_NOMATCH) return LT_OK;
    return failed_search(r, code, n, err);
}

size_t lt_regex_next(const lt_regex *r, const uint8_t *text, size_t n)
{
    const PCRE2_SIZE *spans = pcre2_get_ovector_pointer(r->data);
    size_t            at = spans[1];
    if (spans[0] < spans[1]) return at;
    at++;
    while (at < n && (text[at] & 0xC0) == 0x80) at++;
    return at;
}
